/**
 * China's provinces, cities and counties by their names, loaded when a form first asks for them.
 *
 * An address keeps its county at the beginning of its street, because the mall has no field of its own
 * for it; that is where it is looked for when the address is changed.
 */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { AskError } from "../api/ask.ts";

type Names = { readonly [code: string]: string };
export type Regions = {
  readonly provinces: Names;
  readonly cities: Names;
  readonly counties: Names;
};

const PROVINCE_DIGITS = 2;
const CITY_DIGITS = 4;

async function loadRegions(): Promise<Regions> {
  const { areaList } = await import("@vant/area-data").catch(() => {
    throw new AskError(navigator.onLine ? "unreachable" : "offline", "No regions were loaded.");
  });
  return {
    provinces: areaList.province_list,
    cities: areaList.city_list,
    counties: areaList.county_list,
  };
}

const regionsQuery = queryOptions({
  queryKey: ["regions"],
  queryFn: loadRegions,
  staleTime: Infinity,
  networkMode: "always",
});

export const useRegions = () => useQuery(regionsQuery);

const codeOf = (names: Names, wanted: string, within = ""): string | undefined =>
  Object.entries(names).find(([code, name]) => name === wanted && code.startsWith(within))?.[0];

const namesWithin = (names: Names, code: string | undefined, digits: number): readonly string[] =>
  code === undefined
    ? []
    : Object.entries(names)
        .filter(([other]) => other.startsWith(code.slice(0, digits)))
        .map(([, name]) => name);

export const provincesIn = ({ provinces }: Regions): readonly string[] => Object.values(provinces);

export const citiesIn = ({ provinces, cities }: Regions, province: string): readonly string[] =>
  namesWithin(cities, codeOf(provinces, province), PROVINCE_DIGITS);

export function countiesIn(regions: Regions, province: string, city: string): readonly string[] {
  const within = codeOf(regions.provinces, province)?.slice(0, PROVINCE_DIGITS);
  if (within === undefined) return [];
  return namesWithin(regions.counties, codeOf(regions.cities, city, within), CITY_DIGITS);
}
