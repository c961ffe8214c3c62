/** A link from a mail is used up by itself, once, as soon as its page is there. */
import { useEffect, useRef } from "react";
import { useDeed, type Deed } from "../deed.ts";

/** Does it with the token, once, and tells how it went. */
export function useToken<Answer>(
  token: string | undefined,
  act: (token: string) => Promise<Answer>,
  onSuccess: (answer: Answer) => void,
): Deed<Answer, string> {
  const using = useDeed({ mutationFn: act, onSuccess });
  const used = useRef<string>(undefined);
  const { mutate } = using;
  useEffect(() => {
    if (token === undefined || used.current === token) return;
    used.current = token;
    mutate(token);
  }, [token, mutate]);
  return using;
}
