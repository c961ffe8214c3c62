/** A link from a mail is used up by itself, once, as soon as its page is there. */
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

/** Does it with the token, once, and tells how it went. */
export function useToken<Answer>(
  token: string | undefined,
  act: (token: string) => Promise<Answer>,
  onSuccess: (answer: Answer) => void,
): UseMutationResult<Answer, Error, string> {
  const mutation = useMutation({ mutationFn: act, onSuccess });
  const used = useRef<string>(undefined);
  const { mutate } = mutation;
  useEffect(() => {
    if (token === undefined || used.current === token) return;
    used.current = token;
    mutate(token);
  }, [token, mutate]);
  return mutation;
}
