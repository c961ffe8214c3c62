/**
 * The box to search with. While somebody types it suggests goods: after a short pause, and what is asked
 * for no longer is ended. The arrow keys choose a suggestion, Enter searches for what is typed.
 */
import { Autocomplete } from "@base-ui/react/autocomplete";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState, type RefObject } from "react";
import { suggestionsQuery, type Suggestion } from "../api/catalogue.ts";
import { useDebounced } from "../debounced.ts";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { FIND } from "../words/find.ts";
import { Price } from "../parts/figures.tsx";
import { Picture } from "../parts/picture.tsx";
import css from "./search-box.module.css";

const PAUSE_MILLISECONDS = 200;

/** Goods for a text as it is typed; those of the text before stay until the next are there. */
function useSuggestions(text: string): readonly Suggestion[] {
  const { data = [] } = useQuery({
    ...suggestionsQuery(useDebounced(text.trim(), PAUSE_MILLISECONDS)),
    placeholderData: keepPreviousData,
  });
  return text.trim() === "" ? [] : data;
}

type SearchBoxProps = {
  readonly term: string;
  readonly isFocused: boolean;
  readonly onSearch: (term: string) => void;
};

export function SearchBox({ term, isFocused, onSearch }: SearchBoxProps) {
  const w = useWords(FIND);
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState(term);
  const [isWanted, setWanted] = useState(false);
  const suggestions = useSuggestions(text);
  const isOpen = isWanted && suggestions.length > 0;

  useEffect(() => {
    if (isFocused) input.current?.focus();
  }, [isFocused]);

  const search = (): void => {
    setWanted(false);
    // The phone's keyboard makes room for what is found.
    input.current?.blur();
    onSearch(text.trim());
  };
  const clear = (): void => {
    setText("");
    input.current?.focus();
  };

  return (
    <Autocomplete.Root
      items={suggestions}
      filter={null}
      mode="none"
      value={text}
      onValueChange={(value, { reason }) => reason === "item-press" || setText(value)}
      open={isOpen}
      onOpenChange={setWanted}
      itemToStringValue={(one: Suggestion) => one.productName}
    >
      <Box form={form} input={input} onSearch={search} onClear={text === "" ? undefined : clear} />
      <Suggestions
        below={form}
        onChoose={({ slug }) => void navigate({ to: "/p/$slug", params: { slug }, search: {} })}
      />
      <p className="unseen" role="status">
        {isOpen && w.suggestionsCount(suggestions.length)}
      </p>
    </Autocomplete.Root>
  );
}

type BoxProps = {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onSearch: () => void;
  readonly onClear: (() => void) | undefined;
};

function Box({ form, input, onSearch, onClear }: BoxProps) {
  const w = useWords(FIND);
  const common = useWords(COMMON);
  return (
    <form
      ref={form}
      role="search"
      className={css["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch();
      }}
    >
      <Search aria-hidden="true" className={css["glass"]} />
      <Autocomplete.Input
        ref={input}
        type="search"
        name="q"
        enterKeyHint="search"
        autoComplete="off"
        aria-label={w.searchLabel}
        placeholder={w.searchHint}
        className={css["input"]}
        maxLength={60}
      />
      {onClear !== undefined && (
        <button type="button" className={css["clear"]} aria-label={w.clearField} onClick={onClear}>
          <X aria-hidden="true" />
        </button>
      )}
      <button type="submit" className={css["go"]}>
        {common.search}
      </button>
    </form>
  );
}

type SuggestionsProps = {
  readonly below: RefObject<HTMLElement | null>;
  readonly onChoose: (one: Suggestion) => void;
};

function Suggestions({ below, onChoose }: SuggestionsProps) {
  const w = useWords(FIND);
  return (
    <Autocomplete.Portal>
      <Autocomplete.Positioner anchor={below} className={css["place"]} sideOffset={6} align="start">
        <Autocomplete.Popup className={css["popup"]} aria-label={w.suggestions}>
          <Autocomplete.List>
            {(one: Suggestion) => (
              <Autocomplete.Item
                key={one.productId}
                value={one}
                className={css["item"]}
                onClick={() => onChoose(one)}
              >
                <span className={css["picture"]}>
                  <Picture preview={one.productAsset?.preview} alt="" sizes="44px" />
                </span>
                <span className={css["name"]}>{one.productName}</span>
                <SuggestionPrice price={one.priceWithTax} />
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </Autocomplete.Popup>
      </Autocomplete.Positioner>
    </Autocomplete.Portal>
  );
}

function SuggestionPrice({ price }: { readonly price: Suggestion["priceWithTax"] }) {
  return price.__typename === "PriceRange" ? (
    <Price minor={price.min} most={price.max} size="s" />
  ) : (
    <Price minor={price.value} size="s" />
  );
}
