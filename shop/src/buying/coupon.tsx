/** The coupon's field, closed until somebody has one, and the coupons that are applied. */
import { X } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { announce } from "../announce.ts";
import { AskError } from "../api/ask.ts";
import { applyCoupon, removeCoupon, useCartChange, type CartOrder } from "../api/cart.ts";
import { useWords } from "../lang.ts";
import { CART } from "../words/cart.ts";
import { COMMON } from "../words/common.ts";
import { Button } from "../parts/button.tsx";
import css from "./coupon.module.css";
import { TextField } from "../parts/field.tsx";
import { IconButton } from "../parts/icon-button.tsx";

function useTrouble(): (error: Error) => string {
  const w = useWords(CART);
  const common = useWords(COMMON);
  return (error) => {
    const code = error instanceof AskError ? error.code : undefined;
    if (code === "COUPON_CODE_INVALID_ERROR") return w.couponInvalid;
    if (code === "COUPON_CODE_EXPIRED_ERROR") return w.couponExpired;
    if (code === "COUPON_CODE_LIMIT_ERROR") return w.couponLimit;
    return error instanceof AskError && error.trouble === "refused"
      ? error.message
      : common.unreachableText;
  };
}

export function Coupon({ order }: { readonly order: CartOrder }) {
  const w = useWords(CART);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={css["coupon"]}>
      {order.couponCodes.map((code) => (
        <Applied key={code} code={code} />
      ))}
      {isOpen ? (
        <CouponForm id={id} onApplied={() => setOpen(false)} />
      ) : (
        order.couponCodes.length === 0 && (
          <div className={css["open"]}>
            <Button look="quiet" aria-expanded={false} onClick={() => setOpen(true)}>
              {w.couponOpen}
            </Button>
          </div>
        )
      )}
    </div>
  );
}

function CouponForm({ id, onApplied }: { readonly id: string; readonly onApplied: () => void }) {
  const w = useWords(CART);
  const troubleOf = useTrouble();
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState<string>();
  const apply = useCartChange(applyCoupon);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === "") {
      setTrouble(w.couponEmpty);
      return;
    }
    setTrouble(undefined);
    apply.mutate(text.trim(), {
      onSuccess: () => {
        announce({ text: w.couponUsed });
        onApplied();
      },
      onError: (error) => setTrouble(troubleOf(error)),
    });
  };
  return (
    <form id={id} onSubmit={submit} noValidate>
      <TextField
        label={w.coupon}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="done"
        // Whoever opened the field is about to type.
        autoFocus
        error={trouble}
        beside={
          <Button type="submit" look="second" isBusy={apply.isPending}>
            {w.useCoupon}
          </Button>
        }
      />
    </form>
  );
}

function Applied({ code }: { readonly code: string }) {
  const w = useWords(CART);
  const remove = useCartChange(removeCoupon);
  return (
    <p className={css["applied"]}>
      <span>
        {w.coupon} <strong>{code}</strong>
      </span>
      <IconButton
        label={w.couponWithout(code)}
        disabled={remove.isPending}
        onClick={() =>
          remove.mutate(code, { onError: () => announce({ text: w.notChanged, tone: "bad" }) })
        }
      >
        <X aria-hidden="true" />
      </IconButton>
    </p>
  );
}
