/** The ways to sort and filter what was found. Filters are there where the goods have facets. */
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import {
  findQuery,
  SORTS,
  type FoundPage,
  type Kept,
  type Sort,
  type Wanted,
} from "../api/find.ts";
import { useWords } from "../lang.ts";
import { FIND } from "../words/find.ts";
import { Button } from "../parts/button.tsx";
import { Chips, ToggleChip } from "./chips.tsx";
import css from "./find-bar.module.css";

type FindBarProps = { readonly wanted: Wanted; readonly onChange: (wanted: Wanted) => void };

export function FindBar({ wanted, onChange }: FindBarProps) {
  const w = useWords(FIND);
  const labels: { readonly [S in Sort]: ReactNode } = {
    fit: wanted.term === undefined ? w.sortFit : w.sortFitSearch,
    cheap: <ByPrice way={w.sortCheap} icon={<ArrowUp aria-hidden="true" />} />,
    dear: <ByPrice way={w.sortDear} icon={<ArrowDown aria-hidden="true" />} />,
    name: w.sortName,
  };
  return (
    <div className={css["bar"]}>
      <div className={css["first"]}>
        <Chips
          legend={w.sort}
          isLegendShown={false}
          flow="line"
          value={wanted.sort}
          options={SORTS.map((sort) => ({ value: sort, label: labels[sort] }))}
          onChange={(sort) => onChange({ ...wanted, sort })}
        />
        <ToggleChip
          isOn={wanted.isInStock}
          onChange={(isInStock) => onChange({ ...wanted, isInStock })}
        >
          {w.inStock}
        </ToggleChip>
      </div>
      <Filters wanted={wanted} onChange={onChange} />
    </div>
  );
}

function ByPrice({ way, icon }: { readonly way: string; readonly icon: ReactNode }) {
  const w = useWords(FIND);
  return (
    <span className={css["price"]} title={way}>
      {w.sortPrice}
      {icon}
      <span className="unseen">{way}</span>
    </span>
  );
}

type Facet = {
  readonly id: string;
  readonly name: string;
  readonly values: readonly {
    readonly id: string;
    readonly name: string;
    readonly count: number;
  }[];
};

function facetsOf(page: FoundPage | undefined): readonly Facet[] {
  const facets = new Map<string, Facet>();
  for (const { count, facetValue } of page?.facetValues ?? []) {
    const { id, name, facet } = facetValue;
    const known = facets.get(facet.id) ?? { ...facet, values: [] };
    facets.set(facet.id, { ...known, values: [...known.values, { id, name, count }] });
  }
  return [...facets.values()];
}

function Filters({ wanted, onChange }: FindBarProps) {
  const w = useWords(FIND);
  // Of everything that could be chosen, so that what is not chosen does not vanish.
  const { data } = useQuery(findQuery({ ...wanted, kept: [], isInStock: false }, 0));
  const facets = facetsOf(data);
  const chosen = wanted.kept.length;
  if (facets.length === 0) return null;
  return (
    <details className={css["filters"]} open={chosen > 0 || undefined}>
      <summary>
        <SlidersHorizontal aria-hidden="true" />
        {w.filters}
        {chosen > 0 && ` (${chosen})`}
      </summary>
      <div className={css["facets"]}>
        {facets.map((facet) => (
          <FacetChips key={facet.id} facet={facet} wanted={wanted} onChange={onChange} />
        ))}
        {chosen > 0 && (
          <Button look="quiet" onClick={() => onChange({ ...wanted, kept: [] })}>
            {w.clearFilters}
          </Button>
        )}
      </div>
    </details>
  );
}

function FacetChips({ facet, wanted, onChange }: FindBarProps & { readonly facet: Facet }) {
  const isSame = (one: Kept, value: string): boolean =>
    one.facet === facet.id && one.value === value;
  const turn = (value: string, isOn: boolean): void => {
    const others = wanted.kept.filter((one) => !isSame(one, value));
    onChange({ ...wanted, kept: isOn ? [...others, { facet: facet.id, value }] : others });
  };
  return (
    <fieldset className={css["facet"]}>
      <legend>{facet.name}</legend>
      <div className={css["line"]}>
        {facet.values.map(({ id, name, count }) => (
          <ToggleChip
            key={id}
            isOn={wanted.kept.some((one) => isSame(one, id))}
            onChange={(isOn) => turn(id, isOn)}
          >
            {name} <small className={css["small"]}>{count}</small>
          </ToggleChip>
        ))}
      </div>
    </fieldset>
  );
}
