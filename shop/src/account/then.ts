/**
 * Where somebody goes on after logging in: only to a page of ours, never to an address that somebody
 * else has put into the link.
 */
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

const KEPT_AS = "then";
const FIRST_PAGE = "/me";
/** Pages that lead nowhere for whoever has just logged in. */
const WAYS_IN = ["/login", "/register", "/verify", "/password-reset"];

/** The path where it is one of ours; undefined for every other address. */
function ownPath(text: string | undefined): string | undefined {
  if (text === undefined || !text.startsWith("/")) return undefined;
  try {
    const { origin, pathname, search, hash } = new URL(text, location.origin);
    if (origin !== location.origin || pathname.startsWith("//")) return undefined;
    if (WAYS_IN.includes(pathname)) return undefined;
    return `${pathname}${search}${hash}`;
  } catch {
    return undefined;
  }
}

/** Keeps the way on until the mail that verifies an address was opened on this device. */
export function keepThen(text: string | undefined): void {
  const path = ownPath(text);
  if (path === undefined) return;
  try {
    localStorage.setItem(KEPT_AS, path);
  } catch {
    // It goes on to the first page then.
  }
}

/** Takes what was kept, once. */
export function takeThen(): string | undefined {
  try {
    const path = localStorage.getItem(KEPT_AS) ?? undefined;
    localStorage.removeItem(KEPT_AS);
    return ownPath(path);
  } catch {
    return undefined;
  }
}

/** Goes on; "back" does not lead to the form again. */
export function useGoOn(): (then: string | undefined) => void {
  const { history } = useRouter();
  return useCallback((then) => history.replace(ownPath(then) ?? FIRST_PAGE), [history]);
}
