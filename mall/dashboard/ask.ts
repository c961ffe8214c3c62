/**
 * Asks the admin API in the language of whoever looks, so that names and refusals come back in it. (The
 * Dashboard's own client asks in the language of the content that is edited, which is another thing.)
 */
import type { Lang } from "./format.ts";

const SESSION_KEY = "vendure-session-token";
const LANGUAGES: { readonly [lang in Lang]: string } = { en: "en", zh: "zh_Hans" };

type Told<Data> = { readonly data?: Data | null; readonly errors?: { readonly message: string }[] };

/** Asks a question. Throws an error with the API's own words. */
export async function ask<Data>(question: string, variables: object, lang: Lang): Promise<Data> {
  const token = localStorage.getItem(SESSION_KEY);
  const response = await fetch(`/admin-api?languageCode=${LANGUAGES[lang]}`, {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: question, variables }),
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
