/** The account: registering, the mails that confirm something, and what a shopper changes of itself. */
import { accepted, ask, REFUSAL } from "./ask.ts";
import { graphql, type VariablesOf } from "./graphql.ts";

const REGISTER = graphql(
  `
    mutation Register($input: RegisterCustomerInput!, $referralCode: String, $device: String) {
      registerShopper(input: $input, referralCode: $referralCode, device: $device) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const RESEND = graphql(
  `
    mutation ResendVerification($email: String!) {
      refreshCustomerVerification(emailAddress: $email) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const VERIFY = graphql(
  `
    mutation Verify($token: String!, $password: String) {
      verifyCustomerAccount(token: $token, password: $password) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const ASK_RESET = graphql(
  `
    mutation AskPasswordReset($email: String!) {
      requestPasswordReset(emailAddress: $email) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const RESET = graphql(
  `
    mutation ResetPassword($token: String!, $password: String!) {
      resetPassword(token: $token, password: $password) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const CONFIRM_EMAIL = graphql(
  `
    mutation ConfirmEmail($token: String!) {
      updateCustomerEmailAddress(token: $token) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const CHANGE_EMAIL = graphql(
  `
    mutation ChangeEmail($password: String!, $email: String!) {
      requestUpdateCustomerEmailAddress(password: $password, newEmailAddress: $email) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const CHANGE_PASSWORD = graphql(
  `
    mutation ChangePassword($current: String!, $next: String!) {
      updateCustomerPassword(currentPassword: $current, newPassword: $next) {
        __typename
        ...Refusal
      }
    }
  `,
  [REFUSAL],
);

const CHANGE_DETAILS = graphql(`
  mutation ChangeDetails($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) {
      id
      firstName
      lastName
      emailAddress
      phoneNumber
    }
  }
`);

export async function register(variables: VariablesOf<typeof REGISTER>): Promise<void> {
  accepted((await ask(REGISTER, variables)).registerShopper);
}

/** Sends the mail again by which an address is confirmed, where one waits for it. */
export async function resendVerification(email: string): Promise<void> {
  accepted((await ask(RESEND, { email: email.trim() })).refreshCustomerVerification);
}

/** Confirms an address, and logs in. */
export async function verify(variables: VariablesOf<typeof VERIFY>): Promise<void> {
  accepted((await ask(VERIFY, variables)).verifyCustomerAccount);
}

/** Sends a mail with a link for a new password, where there is an account. */
export async function askPasswordReset(email: string): Promise<void> {
  const { requestPasswordReset } = await ask(ASK_RESET, { email: email.trim() });
  if (requestPasswordReset !== null) accepted(requestPasswordReset);
}

/** Sets a new password, and logs in. */
export async function resetPassword(variables: VariablesOf<typeof RESET>): Promise<void> {
  accepted((await ask(RESET, variables)).resetPassword);
}

/** Puts the new mail address in the place of the old one. */
export async function confirmEmail(token: string): Promise<void> {
  accepted((await ask(CONFIRM_EMAIL, { token })).updateCustomerEmailAddress);
}

/** Sends a mail to the new address; it takes effect with its link. */
export async function changeEmail(variables: VariablesOf<typeof CHANGE_EMAIL>): Promise<void> {
  accepted((await ask(CHANGE_EMAIL, variables)).requestUpdateCustomerEmailAddress);
}

export async function changePassword(
  variables: VariablesOf<typeof CHANGE_PASSWORD>,
): Promise<void> {
  accepted((await ask(CHANGE_PASSWORD, variables)).updateCustomerPassword);
}

/** Changes name and telephone; answers what is kept now. */
export const changeDetails = async (input: VariablesOf<typeof CHANGE_DETAILS>["input"]) =>
  (await ask(CHANGE_DETAILS, { input })).updateCustomer;
