/** Asking for a withdrawal, once, however often it has to be sent until an answer comes. */
import { useQueryClient } from "@tanstack/react-query";
import { codeOf } from "../api/ask.ts";
import { requestWithdrawal, withdrawalRulesQuery, withdrawalsQuery } from "../api/holder.ts";
import { useDeed } from "../deed.ts";
import { underKey } from "./withdrawal-key.ts";

export type Wanted = { readonly amountMinor: string; readonly account: string };

/** What came of it: asked for just now, or found to have arrived before. */
export type Asked = Wanted & { readonly hadArrived: boolean };

/** By which the mall says that its limits are not those that the page knows. */
const OF_LIMITS = ["mall.withdrawal_too_small", "mall.withdrawal_too_large"];

export function useWithdrawing() {
  const client = useQueryClient();
  return useDeed({
    mutationFn: async (wanted: Wanted): Promise<Asked> => {
      const askedId = await underKey((key) => requestWithdrawal({ ...wanted, key }));
      const known = client.getQueryData(withdrawalsQuery.queryKey) ?? [];
      return { ...wanted, hadArrived: known.some(({ id }) => id === askedId) };
    },
    onError: (error) => {
      if (!OF_LIMITS.includes(codeOf(error) ?? "")) return;
      void client.invalidateQueries({ queryKey: withdrawalRulesQuery.queryKey });
    },
    // Not waited for: what is asked anew may take this part of the page away before it is told.
    onSettled: () => void client.invalidateQueries({ queryKey: ["holder"] }),
  });
}
