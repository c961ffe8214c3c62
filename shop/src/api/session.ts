/**
 * Who is logged in. Logging in and out drops everything that was cached: what one person was shown is
 * never shown to the next.
 */
import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { bridge } from "../bridge/bridge.ts";
import { accepted, ask, REFUSAL } from "./ask.ts";
import { graphql, type ResultOf } from "./graphql.ts";

const ME = graphql(`
  query Me {
    activeCustomer {
      id
      firstName
      lastName
      emailAddress
      phoneNumber
    }
  }
`);

const LOG_IN = graphql(
  `
    mutation LogIn($email: String!, $password: String!, $isKept: Boolean!) {
      login(username: $email, password: $password, rememberMe: $isKept) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const LOG_OUT = graphql(`
  mutation LogOut {
    logout {
      success
    }
  }
`);

/** The shopper whose session it is. */
export type Me = NonNullable<ResultOf<typeof ME>["activeCustomer"]>;

/** Who is logged in; null for a visitor. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<Me | null> => (await ask(ME)).activeCustomer,
});

export const useMe = () => useQuery(meQuery);

/**
 * Forgets everything that was asked, at once, and asks again for what is on the page. To be called
 * whenever the session has become somebody else's or nobody's.
 */
export function startAfresh(client: QueryClient): void {
  client.removeQueries({ type: "inactive" });
  void client.resetQueries();
}

export type Credentials = {
  readonly email: string;
  readonly password: string;
  /** Whether the session outlives the browser; left out, it does. */
  readonly isKept?: boolean;
};

/** Ways in and out that leave nothing of the last session behind. */
export function useSession() {
  const client = useQueryClient();
  return useMemo(
    () => ({
      logIn: async ({ email, password, isKept = true }: Credentials): Promise<void> => {
        accepted((await ask(LOG_IN, { email: email.trim(), password, isKept })).login);
        startAfresh(client);
      },
      /** In the shell's own way, where it has one; false when somebody thought better of it. */
      logInByShell: async (): Promise<boolean> => {
        const isIn = (await bridge().login?.()) ?? false;
        if (isIn) startAfresh(client);
        return isIn;
      },
      logOut: async (): Promise<void> => {
        await ask(LOG_OUT);
        startAfresh(client);
      },
      /** After something else has changed the session: a verified address, a deleted account. */
      startAfresh: (): void => startAfresh(client),
    }),
    [client],
  );
}
