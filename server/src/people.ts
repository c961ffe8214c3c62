/**
 * People over HTTP: contacts are put, read, exported with everything else there is about one person, and
 * erased, with what shops told. Erasing touches no book: the holder's id stays, and says nothing by itself.
 */
import { readPosition, readStatement, type House } from "@patronage/ledger";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import { parametersOf } from "./commands.ts";
import { answer, BODY, described, READS, SIGNED } from "./describe.ts";
import { erasePerson, putPerson, readPerson, type Person } from "./people-store.ts";
import { problemError, ProblemError } from "./problems.ts";
import type { Reads } from "./reads.ts";
import { eraseDeliveriesOf, listDeliveriesOf } from "./receiver-store.ts";
import { deliverySchema, deliveryShown } from "./receivers.ts";
import { named, strict, text } from "./schemas.ts";
import { poolFor } from "./tracing.ts";

const contact = (maxLength: number, description: string) =>
  Type.Optional(
    Type.String({
      // Postgres keeps every character but this one.
      pattern: `^[^\\u0000]{1,${maxLength}}$`,
      description: `${description} ${maxLength} characters at the most.`,
    }),
  );

const CONTACTS = {
  name: contact(200, "What they are called."),
  email: contact(320, "Where they get mail."),
  phone: contact(50, "Where they can be called."),
  note: contact(2_000, "Whatever the shop wants to remember."),
};
const contactsIn = named("Contacts", strict(CONTACTS));
const personSchema = named(
  "Person",
  strict({
    holder: text(),
    ...CONTACTS,
    changedAt: text("When they were last put."),
  }),
);
const deliveryOf = strict({
  receiver: text("Where it came in."),
  delivery: deliverySchema,
  notice: Type.Unsafe<object>({
    ...{ type: "object", additionalProperties: true },
    description: "What is kept of it.",
  }),
});
const everything = named(
  "PersonExport",
  strict({
    holder: text(),
    contacts: Type.Optional(personSchema),
    position: Type.Unsafe<{ [name: string]: unknown }>({
      type: "object",
      additionalProperties: true,
      description: "What the holder has.",
    }),
    statement: Type.Array(
      Type.Unsafe<{ [name: string]: unknown }>({
        type: "object",
        additionalProperties: true,
      }),
      { description: "Every line there ever was." },
    ),
    deliveries: Type.Array(deliveryOf, {
      description: "What shops told of the holder's orders; kept for 90 days.",
    }),
  }),
);

const shown = ({ changedAt, ...person }: Person) => ({
  ...person,
  changedAt: changedAt.toISOString(),
});

const URL = "/v1/people/:holder";

/** Adds the routes of people. */
export function registerPeople(app: App, { pool }: House, reads: Reads): void {
  addContacts(app, pool);
  addExport(app, pool, reads);
}

function addContacts(app: App, pool: House["pool"]): void {
  const parts = parametersOf(URL);
  const putting = described({
    ...{ tag: "People", name: "putPerson", scope: "people" },
    summary: "Put a holder's contacts in the place of those that were there",
    codes: [...READS, ...SIGNED, ...BODY],
    answers: { 200: answer("As they are now.", personSchema) },
  });
  app.put(
    URL,
    {
      config: putting.config,
      schema: { ...putting.schema, ...parts, body: contactsIn },
    },
    async (request) => {
      const { holder } = request.params as { holder: string };
      const place = { pool: poolFor(request, pool), schema: deskOf(request).schema };
      await putPerson(place, holder, request.body);
      return shown((await readPerson(place, holder))!);
    },
  );
  const reading = described({
    ...{ tag: "People", name: "readPerson", scope: "people" },
    summary: "A holder's contacts",
    codes: [...READS, "person_unknown"],
    answers: { 200: answer("The contacts.", personSchema) },
  });
  app.get(
    URL,
    { config: reading.config, schema: { ...reading.schema, ...parts } },
    async (request, reply) => {
      void reply.header("cache-control", "no-store");
      const { holder } = request.params as { holder: string };
      const person = await readPerson(
        { pool: poolFor(request, pool), schema: deskOf(request).schema },
        holder,
      );
      if (person === undefined) throw problemError("person_unknown", { holder });
      return shown(person);
    },
  );
  const erasing = described({
    ...{ tag: "People", name: "erasePerson", scope: "people" },
    summary: "Erase a holder's contacts, and what shops told of the holder's orders",
    description:
      "The books stay as they are: they hold ids only, and go on to balance and verify. A delivery that was " +
      "not worked on yet, or refused, is gone too.",
    codes: [...READS, ...SIGNED, "person_unknown"],
    answers: { 204: { description: "They are gone.", type: "null" } },
  });
  app.delete(
    URL,
    { config: erasing.config, schema: { ...erasing.schema, ...parts } },
    async (request, reply) => {
      const { holder } = request.params as { holder: string };
      const place = { pool: poolFor(request, pool), schema: deskOf(request).schema };
      const isErased = [
        await erasePerson(place, holder),
        // What a shop told of orders is of the person too.
        await eraseDeliveriesOf(place, holder),
      ];
      if (!isErased.includes(true)) throw problemError("person_unknown", { holder });
      return reply.code(204).send();
    },
  );
}

function addExport(app: App, pool: House["pool"], reads: Reads): void {
  const url = `${URL}/export`;
  const { schema, config } = described({
    ...{ tag: "People", name: "exportPerson", scope: "people" },
    summary: "Everything there is about one person",
    description:
      "Contacts, what the holder has, how it came, line by line, and what shops told of its orders.",
    codes: [...READS, "holder_unknown"],
    answers: { 200: answer("Everything.", everything) },
  });
  app.get(url, { config, schema: { ...schema, ...parametersOf(url) } }, async (request, reply) => {
    const { holder } = request.params as { holder: string };
    const desk = deskOf(request);
    const place = { pool: poolFor(request, pool), schema: desk.schema };
    const person = await readPerson(place, holder);
    const deliveries = await listDeliveriesOf(place, holder);
    const told = await reads.in(desk, async (client) => {
      const position = await readPosition(client, holder);
      if (position === undefined) return undefined;
      const statement = [];
      for await (const { after, ...line } of readStatement(client, holder)) {
        const { sharesMicro, walletMinor, quotaE18, tier } = after;
        statement.push({
          ...line,
          after: { sharesMicro, walletMinor, quotaE18, tier },
        });
      }
      return { position, statement };
    });
    if (told === undefined && person === undefined && deliveries.length === 0) {
      throw new ProblemError({ code: "holder_unknown", facts: { holder } });
    }
    void reply.header("cache-control", "no-store");
    return {
      holder,
      contacts: person && shown(person),
      ...(told ?? { position: {}, statement: [] }),
      deliveries: deliveries.map((one) => ({
        ...{ receiver: one.receiver, delivery: deliveryShown(one), notice: one.notice },
      })),
    };
  });
}
