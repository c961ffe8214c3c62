/**
 * Asks the admin API in the language of whoever looks, so that names and refusals come back in it. (The
 * Dashboard's own client asks in the language of the content that is edited, which is another thing.)
 */
import type { Lang } from "./format.ts";

const SESSION_KEY = "vendure-session-token";
const LANGUAGES: { readonly [lang in Lang]: string } = { en: "en", zh: "zh_Hans" };

type Told<Data> = { readonly data?: Data | null; readonly errors?: { readonly message: string }[] };

type Sent = { readonly headers: Record<string, string>; readonly body: string | FormData };

/** A question as it is sent: as JSON, or in parts where files go along. */
function sentOf(query: string, variables: object): Sent {
  const files = Object.entries(variables).filter(
    (one): one is [string, File] => one[1] instanceof File,
  );
  if (files.length === 0) {
    const headers = { "content-type": "application/json" };
    return { headers, body: JSON.stringify({ query, variables }) };
  }
  const body = new FormData();
  const holes = Object.fromEntries(files.map(([name]) => [name, null]));
  body.append("operations", JSON.stringify({ query, variables: { ...variables, ...holes } }));
  const map = files.map(([name], place) => [place, [`variables.${name}`]]);
  body.append("map", JSON.stringify(Object.fromEntries(map)));
  for (const [place, [, file]] of files.entries()) body.append(String(place), file);
  // What a form of another site could not send.
  return { headers: { "apollo-require-preflight": "true" }, body };
}

/** Asks a question. Throws an error with the API's own words. */
export async function ask<Data>(question: string, variables: object, lang: Lang): Promise<Data> {
  const token = localStorage.getItem(SESSION_KEY);
  const sent = sentOf(question, variables);
  const response = await fetch(`/admin-api?languageCode=${LANGUAGES[lang]}`, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      ...sent.headers,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: sent.body,
  });
  const renewed = response.headers.get("vendure-auth-token");
  if (renewed !== null && renewed !== "") localStorage.setItem(SESSION_KEY, renewed);
  const told = (await response.json()) as Told<Data>;
  if (told.errors !== undefined && told.errors.length > 0) {
    throw new Error(told.errors.map(({ message }) => message).join(" "));
  }
  if (told.data === undefined || told.data === null) throw new Error(`HTTP ${response.status}`);
  return told.data;
}
