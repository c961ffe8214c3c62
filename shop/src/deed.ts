/**
 * A deed: whatever somebody presses a button for that changes something. A second press may come before the
 * first has made its button busy; it does nothing.
 */
import { useMutation, type UseMutationOptions } from "@tanstack/react-query";
import { useCallback, useRef } from "react";

/** A mutation that is not begun again until it has ended. */
export function useDeed<Answer, Given = void, Kept = unknown>(
  options: UseMutationOptions<Answer, Error, Given, Kept>,
) {
  const isUnderWay = useRef(false);
  const mutation = useMutation({
    ...options,
    onSettled: (...told) => {
      isUnderWay.current = false;
      return options.onSettled?.(...told);
    },
  });
  const { mutate: begin, data, error, variables, isPending, isSuccess, isError, reset } = mutation;
  const mutate: typeof begin = useCallback(
    (...given) => {
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      begin(...given);
    },
    [begin],
  );
  return { mutate, data, error, variables, isPending, isSuccess, isError, reset };
}

export type Deed<Answer, Given = void> = ReturnType<typeof useDeed<Answer, Given>>;
