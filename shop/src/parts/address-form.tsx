/** A form of its own for an address: for the till's sheet and for the list of addresses. */
import { useState } from "react";
import { useForm } from "react-hook-form";
import { AskError } from "../api/ask.ts";
import type { AddressInput } from "../api/checkout.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { ADDRESS } from "../words/address.ts";
import { COMMON } from "../words/common.ts";
import { draftOf, inputOf, type AddressDraft, type KnownAddress } from "./address-draft.ts";
import { AddressFields } from "./address-fields.tsx";
import css from "./address-fields.module.css";
import { Button } from "./button.tsx";
import { CheckField } from "./field.tsx";
import { Loaded } from "./loaded.tsx";
import { Notice } from "./notice.tsx";
import { useRegions, type Regions } from "./regions.ts";
import { Skeleton } from "./waiting.tsx";

type AddressFormProps = {
  /** An address that is changed; left out for a new one. */
  readonly known?:
    (KnownAddress & { readonly defaultShippingAddress?: boolean | null }) | undefined;
  /** Saves it; what it throws is told in the form. */
  readonly onSave: (
    input: AddressInput & { readonly defaultShippingAddress: boolean },
  ) => Promise<void>;
};

const WAITING_HEIGHT = 380;

export function AddressForm(props: AddressFormProps) {
  return (
    <Loaded query={useRegions()} waiting={<Skeleton height={WAITING_HEIGHT} />}>
      {(regions) => <Form {...props} regions={regions} />}
    </Loaded>
  );
}

function Form({ known, onSave, regions }: AddressFormProps & { readonly regions: Regions }) {
  const w = useWords(ADDRESS);
  const common = useWords(COMMON);
  const form = useForm<AddressDraft>({ defaultValues: draftOf(regions, known) });
  const [isDefault, setDefault] = useState(known?.defaultShippingAddress ?? false);
  const saving = useDeed({
    mutationFn: (draft: AddressDraft) =>
      onSave({ ...inputOf(draft), defaultShippingAddress: isDefault }),
  });
  const { error } = saving;
  const isRefused = error instanceof AskError && error.trouble === "refused";
  const save = form.handleSubmit((draft) => saving.mutate(draft));
  return (
    <form className={css["fields"]} onSubmit={(event) => void save(event)} noValidate>
      <AddressFields form={form} regions={regions} />
      <CheckField
        label={w.isDefault}
        checked={isDefault}
        onChange={(event) => setDefault(event.target.checked)}
      />
      {error !== null && (
        <Notice tone="bad">{isRefused ? error.message : common.unreachableText}</Notice>
      )}
      <Button type="submit" isWide isBusy={saving.isPending}>
        {w.saveAddress}
      </Button>
    </form>
  );
}
