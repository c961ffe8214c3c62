/** The list of addresses: what only it does; reading and saving are the checkout's too. */
import { inputOfKnown } from "../parts/address-draft.ts";
import { ask } from "./ask.ts";
import { saveAddress, type SavedAddress } from "./checkout.ts";
import { graphql } from "./graphql.ts";

const REMOVE = graphql(`
  mutation RemoveAddress($id: ID!) {
    deleteCustomerAddress(id: $id) {
      success
    }
  }
`);

const PREFER = graphql(`
  mutation PreferAddress($id: ID!) {
    updateCustomerAddress(input: { id: $id, defaultShippingAddress: true }) {
      id
    }
  }
`);

export async function removeAddress(id: string): Promise<void> {
  await ask(REMOVE, { id });
}

/** Uses it first from now on. */
export async function preferAddress(id: string): Promise<void> {
  await ask(PREFER, { id });
}

/** Saves a removed address anew. */
export async function bringBackAddress(known: SavedAddress): Promise<void> {
  const isFirst = known.defaultShippingAddress === true;
  await saveAddress({ ...inputOfKnown(known), defaultShippingAddress: isFirst });
}
