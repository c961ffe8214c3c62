/**
 * Asking for a withdrawal. The mall knows no key for it, so after an answer was lost the next try first
 * looks whether the request is there: among those that are newer than what was there before.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { AskError } from "./api/ask.ts";
import { askWithdrawals, requestWithdrawal, type Withdrawal } from "./api/holder.ts";

export type Wanted = { readonly amountMinor: string; readonly account: string };

/** What came of it: asked for just now, or found to have arrived before. */
export type Asked = Wanted & { readonly hadArrived: boolean };

/** A try that was not answered, and the newest request there was before it. */
type Lost = Wanted & { readonly newestId: number };

const newestOf = (list: readonly Withdrawal[]): number =>
  list.reduce((newest, { id }) => Math.max(newest, id), 0);

const hasArrived = (list: readonly Withdrawal[], { amountMinor, newestId }: Lost): boolean =>
  list.some(({ id, amount }) => id > newestId && amount === amountMinor);

/** Whether it may have arrived all the same. */
const isLost = (error: Error): boolean =>
  !(error instanceof AskError) || !["refused", "signed_out"].includes(error.trouble);

export function useWithdrawing() {
  const client = useQueryClient();
  const lost = useRef<Lost>(undefined);
  return useMutation({
    mutationFn: async (wanted: Wanted): Promise<Asked> => {
      const list = await askWithdrawals();
      if (lost.current !== undefined && hasArrived(list, lost.current)) {
        const { amountMinor, account } = lost.current;
        lost.current = undefined;
        return { amountMinor, account, hadArrived: true };
      }
      lost.current = { ...wanted, newestId: lost.current?.newestId ?? newestOf(list) };
      try {
        await requestWithdrawal(wanted.amountMinor, wanted.account);
      } catch (error) {
        if (!isLost(error as Error)) lost.current = undefined;
        throw error;
      }
      lost.current = undefined;
      return { ...wanted, hadArrived: false };
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["holder"] }),
  });
}
