/** The saved addresses: added, changed, removed and brought back, one of them used first. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MapPin } from "lucide-react";
import { useState } from "react";
import { announce } from "../announce.ts";
import { bringBackAddress, preferAddress, removeAddress } from "../api/addresses.ts";
import { myAddressesQuery, saveAddress, type SavedAddress } from "../api/checkout.ts";
import { useDeed } from "../deed.ts";
import { useWords } from "../lang.ts";
import { placeText } from "../parts/address-draft.ts";
import { AddressForm } from "../parts/address-form.tsx";
import { Button } from "../parts/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Card, Page } from "../parts/page.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { SignedIn } from "../parts/signed-in.tsx";
import { Empty } from "../parts/trouble.tsx";
import { Skeleton } from "../parts/waiting.tsx";
import { ACCOUNT } from "../words/account.ts";
import css from "./addresses.module.css";

const WAITING_HEIGHT = 150;

/** Asks anew for the list, which the checkout shows too. */
function useListAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: myAddressesQuery.queryKey });
}

export function AddressesPage() {
  const w = useWords(ACCOUNT);
  return (
    <Page title={w.addresses} up="/me">
      <SignedIn waiting={<Skeleton height={WAITING_HEIGHT} />}>{() => <Addresses />}</SignedIn>
    </Page>
  );
}

/** Which address is written: a known one, a new one, or none. */
type Written = SavedAddress | "new" | undefined;

function Addresses() {
  const w = useWords(ACCOUNT);
  const addresses = useQuery(myAddressesQuery);
  const listAgain = useListAgain();
  const [written, setWritten] = useState<Written>();
  const known = written === "new" ? undefined : written;
  const add = (
    <Button isWide onClick={() => setWritten("new")}>
      {w.addressNew}
    </Button>
  );
  return (
    <>
      <Loaded query={addresses} waiting={<Skeleton height={WAITING_HEIGHT} />}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon={<MapPin />} title={w.noAddresses} text={w.noAddressesText}>
              {add}
            </Empty>
          ) : (
            <>
              <ul className={css["list"]}>
                {list.map((address) => (
                  <li key={address.id}>
                    <Address address={address} onEdit={() => setWritten(address)} />
                  </li>
                ))}
              </ul>
              {add}
            </>
          )
        }
      </Loaded>
      <Sheet
        isOpen={written !== undefined}
        onClose={() => setWritten(undefined)}
        title={known === undefined ? w.addressNew : w.addressEdit}
      >
        <AddressForm
          key={known?.id ?? "new"}
          known={known}
          onSave={async (input) => {
            await saveAddress(input, known?.id);
            await listAgain();
            setWritten(undefined);
            announce({ text: w.saved });
          }}
        />
      </Sheet>
    </>
  );
}

function Address({
  address,
  onEdit,
}: {
  readonly address: SavedAddress;
  readonly onEdit: () => void;
}) {
  const w = useWords(ACCOUNT);
  const name = address.fullName ?? "";
  const isFirst = address.defaultShippingAddress === true;
  const { removing, preferring } = useChanges(address);
  return (
    <Card>
      <div className={css["who"]}>
        <span className={css["name"]}>{name}</span>
        <span className={`figures ${css["phone"]}`}>{address.phoneNumber}</span>
        {isFirst && <span className={css["first"]}>{w.isDefault}</span>}
      </div>
      <p className={css["place"]}>{placeText(address)}</p>
      <Failure error={removing.error ?? preferring.error} unknown={w.addressUnknown} />
      <div className={css["ways"]}>
        <Button look="quiet" onClick={onEdit} aria-label={w.addressOf(w.edit, name)}>
          {w.edit}
        </Button>
        {!isFirst && (
          <Button
            look="quiet"
            isBusy={preferring.isPending}
            onClick={() => preferring.mutate()}
            aria-label={w.addressOf(w.makeDefault, name)}
          >
            {w.makeDefault}
          </Button>
        )}
        <Button
          look="quiet"
          isBusy={removing.isPending}
          onClick={() => removing.mutate()}
          aria-label={w.addressOf(w.remove, name)}
        >
          {w.remove}
        </Button>
      </div>
    </Card>
  );
}

/** Removing an address, which can be undone, and using it first. */
function useChanges(address: SavedAddress) {
  const w = useWords(ACCOUNT);
  const listAgain = useListAgain();
  const undoing = useDeed({
    mutationFn: () => bringBackAddress(address),
    onSuccess: () => announce({ text: w.addressBack }),
    onError: () => announce({ text: w.addressUnknown, tone: "bad" }),
    onSettled: listAgain,
  });
  const removing = useDeed({
    mutationFn: () => removeAddress(address.id),
    onSuccess: async () => {
      announce({
        text: w.addressRemoved,
        action: { label: w.undo, onPress: () => undoing.mutate() },
      });
      await listAgain();
    },
    onError: listAgain,
  });
  const preferring = useDeed({
    mutationFn: () => preferAddress(address.id),
    onSuccess: listAgain,
    onError: listAgain,
  });
  return { removing, preferring };
}
