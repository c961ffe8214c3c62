/**
 * Sending a redemption. Its key is kept before it is sent, and given up only with an answer: that it is
 * done, or that it was refused.
 */
import { useQueryClient } from "@tanstack/react-query";
import { redeem, type Redemption } from "../api/holder.ts";
import { useDeed } from "../deed.ts";
import { forgetPending, isUndecided, keepPending, type Pending } from "./pending-redemption.ts";

/** What was redeemed, and what it paid. */
export type Done = { readonly sharesMicro: string; readonly redemption: Redemption };

export function useRedeeming(isFirstTry: boolean) {
  const client = useQueryClient();
  return useDeed({
    mutationFn: async (pending: Pending) => {
      keepPending(pending);
      try {
        const redemption = await redeem(pending);
        forgetPending();
        return redemption;
      } catch (error) {
        if (!isUndecided(error as Error, isFirstTry)) forgetPending();
        throw error;
      }
    },
    // Not waited for: what is asked anew may take this part of the page away before it is told.
    onSettled: () => void client.invalidateQueries({ queryKey: ["holder"] }),
  });
}
