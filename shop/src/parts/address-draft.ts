/** An address while it is written: what its fields hold, and what the mall takes of them. */
import type { AddressInput } from "../api/checkout.ts";
import { citiesIn, countiesIn, provincesIn, type Regions } from "./regions.ts";

export type AddressDraft = {
  readonly fullName: string;
  readonly phone: string;
  readonly province: string;
  readonly city: string;
  readonly county: string;
  readonly street: string;
};

/** An address as the mall tells it. */
export type KnownAddress = {
  readonly fullName?: string | null;
  readonly phoneNumber?: string | null;
  readonly province?: string | null;
  readonly city?: string | null;
  readonly streetLine1?: string | null;
  readonly streetLine2?: string | null;
};

const COUNTRY = "CN";
const MAINLAND = /^(?:\+?86)?(1[3-9]\d{9})$/;
const ABROAD = /^\+(?!86)\d{7,15}$/;

/** A telephone number as it is kept; undefined for what is none. */
export function readPhone(text: string): string | undefined {
  const digits = text.replaceAll(/[\s()\-.（）]/g, "");
  const mainland = MAINLAND.exec(digits)?.[1];
  if (mainland !== undefined) return mainland;
  return ABROAD.test(digits) ? digits : undefined;
}

/** A known address in a form's fields; a region the list does not know has to be chosen again. */
export function draftOf(regions: Regions, known: KnownAddress | null | undefined): AddressDraft {
  const province = provincesIn(regions).find((name) => name === known?.province) ?? "";
  const city = citiesIn(regions, province).find((name) => name === known?.city) ?? "";
  const line = [known?.streetLine1, known?.streetLine2].filter(Boolean).join(" ");
  const county =
    countiesIn(regions, province, city)
      .filter((name) => line.startsWith(name))
      .sort((one, other) => other.length - one.length)[0] ?? "";
  return {
    ...{ fullName: known?.fullName ?? "", phone: known?.phoneNumber ?? "" },
    ...{ province, city, county, street: line.slice(county.length).trim() },
  };
}

/**
 * The address an order has, or the beginning of a first one of somebody whose name and telephone are known. An
 * order without any is told with one that is empty.
 */
export const draftFor = (
  regions: Regions,
  known: KnownAddress | null | undefined,
  me: { readonly name: string; readonly phone: string | null } | undefined,
): AddressDraft =>
  (known?.fullName ?? "") === "" && me !== undefined
    ? { ...draftOf(regions, null), fullName: me.name, phone: me.phone ?? "" }
    : draftOf(regions, known);

/** A form's fields as the mall takes them. */
export function inputOf(draft: AddressDraft): AddressInput {
  return {
    fullName: draft.fullName.trim(),
    phoneNumber: readPhone(draft.phone) ?? draft.phone.trim(),
    ...{ province: draft.province, city: draft.city },
    streetLine1: `${draft.county}${draft.street.trim()}`,
    countryCode: COUNTRY,
  };
}

/** A saved address as the order takes it. */
export function inputOfKnown(known: KnownAddress): AddressInput {
  return {
    ...{ fullName: known.fullName ?? "", phoneNumber: known.phoneNumber ?? "" },
    ...{ province: known.province ?? "", city: known.city ?? "" },
    streetLine1: [known.streetLine1, known.streetLine2].filter(Boolean).join(" "),
    countryCode: COUNTRY,
  };
}

/** Where it is, in a line. */
export function placeText({ province, city, streetLine1, streetLine2 }: KnownAddress): string {
  const places = province === city ? [city] : [province, city];
  return [...places, streetLine1, streetLine2].filter(Boolean).join(" ");
}
