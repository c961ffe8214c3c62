/** The description of the API, OpenAPI 3.1, made of what the routes say of themselves; and its pages. */
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { TAGS } from "./describe.ts";
import { NAMED } from "./schemas.ts";

export const API_VERSION = "1.0.0";

const DESCRIPTION = `The ledger of programmes in which shoppers own a share.

A key belongs to one programme, and everything it asks is about that programme. Every command carries an
\`Idempotency-Key\`: sent again it changes nothing and is answered again. In requests money is a whole number
of minor units and shares are micro-shares in a decimal string; in answers every amount is a decimal string
whose unit ends its name. What is not done is told as problem details, RFC 9457.`;

/** Collects the routes that are added after it. */
export async function addDescription(app: FastifyInstance): Promise<void> {
  for (const schema of NAMED.values()) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Patronage",
        version: API_VERSION,
        description: DESCRIPTION,
        license: LICENSE,
      },
      servers: [{ url: "/" }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          key: { type: "http", scheme: "bearer", description: "A key; see `patronage keys`." },
        },
      },
    },
    refResolver: { buildLocalReference: ({ $id }) => $id as string },
    hideUntagged: true,
  });
}
const LICENSE = { name: "Apache-2.0", identifier: "Apache-2.0" };

/** Everything from here, over whichever protocol it is asked. The pages style themselves in place. */
const CONTENT_POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "base-uri": ["'none'"],
  "frame-ancestors": ["'none'"],
};

/** Serves the pages to browse the description by. Everything they need comes from here. */
export async function addReference(app: FastifyInstance): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    staticCSP: CONTENT_POLICY,
    uiConfig: {
      deepLinking: true,
      docExpansion: "none",
      validatorUrl: null,
      layout: "BaseLayout",
    },
    theme: { title: "Patronage API" },
  });
  let text: string | undefined;
  app.get("/openapi.json", { schema: { hide: true } }, (_request, reply) => {
    text ??= JSON.stringify(app.swagger());
    return reply.type("application/json; charset=utf-8").send(text);
  });
}
