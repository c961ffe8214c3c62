/**
 * Who is at work in the back office: named to the database for each transaction, so that its audit log
 * says by whom a row was changed. See `sql/003-audit.sql`.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  EventSubscriber,
  type EntitySubscriberInterface,
  type TransactionStartEvent,
} from "typeorm";

export type Actor = {
  readonly id: number | null;
  readonly name: string;
  readonly operation: string;
};

const actors = new AsyncLocalStorage<Actor>();

/** Runs work of somebody in the back office. */
export function asActor<Result>(actor: Actor, work: () => Result): Result {
  return actors.run(actor, work);
}

/** Names whoever is at work at the beginning of each transaction. */
@EventSubscriber()
export class ActorSubscriber implements EntitySubscriberInterface {
  async afterTransactionStart({ queryRunner }: TransactionStartEvent): Promise<void> {
    const actor = actors.getStore();
    if (actor === undefined) return;
    await queryRunner.query("SELECT set_config('mall.actor', $1, true)", [JSON.stringify(actor)]);
  }
}
