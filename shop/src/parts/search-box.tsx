/**
 * The box to search with. While somebody types it suggests goods: after a short pause, and what is asked
 * for no longer is ended. The arrow keys choose a suggestion, Enter searches for what is typed.
 */
import { Autocomplete } from "@base-ui/react/autocomplete";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { suggestionsQuery, type Suggestion } from "../api/catalogue.ts";
import { useWords } from "../lang.ts";
import { COMMON } from "../words/common.ts";
import { FIND } from "../words/find.ts";
import { Price } from "./figures.tsx";
import { Picture } from "./picture.tsx";
import css from "./search-box.module.css";

const PAUSE_MILLISECONDS = 200;

/** A text once nobody has changed it for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

type SearchBoxProps = {
  readonly term: string;
  readonly isFocused: boolean;
  readonly onSearch: (term: string) => void;
};

export function SearchBox({ term, isFocused, onSearch }: SearchBoxProps) {
  const w = useWords(FIND);
  const common = useWords(COMMON);
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(term);
  const [isOpen, setOpen] = useState(false);
  const asked = useSettled(text.trim());
  const { data = [] } = useQuery({
    ...suggestionsQuery(asked),
    placeholderData: keepPreviousData,
  });
  const suggestions = text.trim() === "" ? [] : data;

  useEffect(() => {
    if (isFocused) input.current?.focus();
  }, [isFocused]);

  const search = (): void => {
    setOpen(false);
    // The phone's keyboard makes room for what is found.
    input.current?.blur();
    onSearch(text.trim());
  };

  return (
    <Autocomplete.Root
      items={suggestions}
      filter={null}
      mode="none"
      value={text}
      onValueChange={(value, { reason }) => reason === "item-press" || setText(value)}
      open={isOpen && suggestions.length > 0}
      onOpenChange={setOpen}
      itemToStringValue={(one: Suggestion) => one.productName}
    >
      <form
        role="search"
        className={css["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          search();
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
        {text !== "" && (
          <button
            type="button"
            className={css["clear"]}
            aria-label={w.clearField}
            onClick={() => {
              setText("");
              input.current?.focus();
            }}
          >
            <X aria-hidden="true" />
          </button>
        )}
        <button type="submit" className={css["go"]}>
          {common.search}
        </button>
      </form>
      <Suggestions onChoose={({ slug }) => void navigate({ to: "/p/$slug", params: { slug }, search: {} })} />
      <p className="unseen" role="status">
        {isOpen && suggestions.length > 0 && w.suggestionsCount(suggestions.length)}
      </p>
    </Autocomplete.Root>
  );
}

function Suggestions({ onChoose }: { readonly onChoose: (one: Suggestion) => void }) {
  const w = useWords(FIND);
  return (
    <Autocomplete.Portal>
      <Autocomplete.Positioner className={css["place"]} sideOffset={6} align="start">
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
