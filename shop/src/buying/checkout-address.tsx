/** Whither an order goes: one of the shopper's addresses, or one that is written here. */
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { UseFormReturn } from "react-hook-form";
import { myAddressesQuery, saveAddress, type SavedAddress } from "../api/checkout.ts";
import { useWords } from "../lang.ts";
import { CHECKOUT } from "../words/checkout.ts";
import { placeText, readPhone, type AddressDraft } from "../parts/address-draft.ts";
import { AddressFields } from "../parts/address-fields.tsx";
import { AddressForm } from "../parts/address-form.tsx";
import { Button } from "../parts/button.tsx";
import css from "./checkout.module.css";
import { Card } from "../parts/page.tsx";
import type { Regions } from "../parts/regions.ts";
import { Sheet } from "../parts/sheet.tsx";

/** An address that is complete enough to send something there. */
export const isComplete = ({ phoneNumber, province, city }: SavedAddress): boolean =>
  readPhone(phoneNumber ?? "") !== undefined && Boolean(province) && Boolean(city);

export function WrittenAddress({
  form,
  regions,
  children,
}: {
  readonly form: UseFormReturn<AddressDraft>;
  readonly regions: Regions;
  readonly children: ReactNode;
}) {
  const w = useWords(CHECKOUT);
  return (
    <Card title={w.address}>
      <AddressFields form={form} regions={regions} />
      {children}
    </Card>
  );
}

export function SavedAddresses({
  addresses,
  chosen,
  trouble,
  onChoose,
}: {
  readonly addresses: readonly SavedAddress[];
  readonly chosen: SavedAddress | undefined;
  readonly trouble: string | undefined;
  readonly onChoose: (id: string) => void;
}) {
  const w = useWords(CHECKOUT);
  const [edited, setEdited] = useState<SavedAddress | "new">();
  return (
    <Card
      title={w.address}
      beside={
        <Button look="quiet" onClick={() => setEdited("new")}>
          <Plus aria-hidden="true" size={18} />
          {w.addAddress}
        </Button>
      }
    >
      <fieldset className={css["choices"]}>
        <legend className="unseen">{w.address}</legend>
        {addresses.map((address) => (
          <AddressChoice
            key={address.id}
            address={address}
            isChosen={address.id === chosen?.id}
            onChoose={() => onChoose(address.id)}
            onEdit={() => setEdited(address)}
          />
        ))}
      </fieldset>
      {trouble !== undefined && (
        <p className={css["trouble"]} role="alert">
          {trouble}
        </p>
      )}
      <AddressSheet edited={edited} onClose={() => setEdited(undefined)} onSaved={onChoose} />
    </Card>
  );
}

function AddressChoice({
  address,
  isChosen,
  onChoose,
  onEdit,
}: {
  readonly address: SavedAddress;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onEdit: () => void;
}) {
  const w = useWords(CHECKOUT);
  const { fullName, phoneNumber } = address;
  return (
    <div className={css["choice"]}>
      <label>
        <input type="radio" name="address" checked={isChosen} onChange={onChoose} />
        <span className={css["told"]}>
          <strong>
            {fullName} {phoneNumber}
          </strong>
          <span>{placeText(address)}</span>
        </span>
      </label>
      <Button look="quiet" aria-label={w.editNamed(fullName ?? "")} onClick={onEdit}>
        {w.editAddress}
      </Button>
    </div>
  );
}

function AddressSheet({
  edited,
  onClose,
  onSaved,
}: {
  readonly edited: SavedAddress | "new" | undefined;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}) {
  const w = useWords(CHECKOUT);
  const client = useQueryClient();
  const known = edited === "new" ? undefined : edited;
  return (
    <Sheet
      isOpen={edited !== undefined}
      onClose={onClose}
      title={known === undefined ? w.newAddress : w.changeAddress}
    >
      <AddressForm
        known={known}
        onSave={async (input) => {
          const id = await saveAddress(input, known?.id);
          await client.invalidateQueries({ queryKey: myAddressesQuery.queryKey });
          onSaved(id);
          onClose();
        }}
      />
    </Sheet>
  );
}
