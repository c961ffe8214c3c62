/**
 * What stands beside the commands and the questions: webhooks, receivers of shops, and people. The server
 * opens it, adds its routes, and closes it.
 */
import type { House } from "@patronage/ledger";
import type { FastifyInstance } from "fastify";
import type { App } from "./app.ts";
import type { Desks } from "./desks.ts";
import { registerPeople } from "./people.ts";
import type { Reads } from "./reads.ts";
import { openIntake, type IntakeEvent } from "./receiver-intake.ts";
import { registerDeliveries } from "./receiver-way-in.ts";
import { registerReceivers } from "./receivers.ts";
import { unwatched, type Watch } from "./tracing.ts";
import { openDispatcher, type DispatchEvent } from "./webhook-dispatcher.ts";
import type { TargetRules } from "./webhook-targets.ts";
import { registerWebhooks } from "./webhooks.ts";

export type Beside = {
  /** Adds the routes for whoever has a key; the instance is a guarded one. */
  addRoutes(routes: App): void;
  /** Adds the way in for shops, which have none. */
  addWayIn(instance: FastifyInstance): void;
  close(): Promise<void>;
};

export type BesideOptions = {
  /** For developers: whether webhooks may go to this very machine, and without TLS there. */
  readonly isLoopbackAllowed?: boolean | undefined;
  /** Watches what is sent, where traces are made. */
  readonly watch?: Watch | undefined;
};

type Rooms = {
  readonly house: House;
  readonly desks: Desks;
  readonly reads: Reads;
};

/** Opens it: from now on webhooks are sent, and what shops told is worked on. */
export function openBeside(
  app: FastifyInstance,
  { house, desks, reads }: Rooms,
  { isLoopbackAllowed = false, watch = unwatched }: BesideOptions = {},
): Beside {
  const rules: TargetRules = { isLoopbackAllowed };
  if (isLoopbackAllowed) app.log.warn("webhooks may go to this very machine, without TLS");
  const onEvent = (event: IntakeEvent | DispatchEvent): void => {
    const { kind, ...facts } = event;
    if (event.kind !== "failed") app.log.warn(facts, kind);
    else app.log.error({ err: event.error, programme: event.programme }, kind);
  };
  const intake = openIntake(house, desks, { onEvent });
  const dispatcher = openDispatcher(house, desks, { rules, onEvent, watch });
  return {
    addRoutes(routes) {
      registerWebhooks(routes, house, { rules });
      registerReceivers(routes, house, reads);
      registerPeople(routes, house, reads);
    },
    addWayIn: (instance) => registerDeliveries(instance, house, desks, intake),
    async close() {
      await Promise.all([intake.close(), dispatcher.close()]);
    },
  };
}
