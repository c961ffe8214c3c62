/** What every page works with: words and amounts in the language of whoever looks, answers, deeds. */
import {
  keepPreviousData,
  toast,
  useMutation,
  useNavigate,
  useQuery,
  useQueryClient,
  useRouterState,
  useUserSettings,
  type AnyRoute,
} from "@vendure/dashboard";
import { useEffect, useMemo, useRef } from "react";
import type { Overview } from "./answers.ts";
import { ask } from "./ask.ts";
import {
  dayText,
  instantText,
  moneyE18Text,
  moneyText,
  navText,
  sharesText,
  shortDayText,
  type Lang,
} from "./format.ts";
import { PROGRAMME } from "./questions.ts";
import { langOf, tell, tellCode, type Facts, type Word } from "./words.ts";

const OURS = "patronage";
const PROGRAMME_FRESH_MILLISECONDS = 300_000;

type Programme = Pick<Overview, "programme" | "currency" | "timezone" | "isSample">;

export type Desk = {
  readonly lang: Lang;
  readonly timezone: string;
  readonly t: (word: Word, facts?: Facts) => string;
  /** The word for a code of the API. */
  readonly code: (group: string, code: string) => string;
  readonly money: (amountMinor: string | bigint) => string;
  readonly moneyE18: (amountE18: string | bigint) => string;
  readonly shares: (sharesMicro: string | bigint) => string;
  readonly nav: (nav: string) => string;
  readonly at: (instant: string) => string;
  readonly day: (day: string) => string;
  readonly shortDay: (day: string) => string;
};

/** The language of whoever looks. */
export function useLang(): Lang {
  return langOf(useUserSettings().settings.displayLanguage);
}

/** Words and amounts, in the language of whoever looks, in the programme's currency and time zone. */
export function useDesk(): Desk {
  const lang = useLang();
  const { data } = useQuery({
    queryKey: [OURS, "programme", lang],
    queryFn: () => ask<{ patronageOverview: Programme }>(PROGRAMME, {}, lang),
    staleTime: PROGRAMME_FRESH_MILLISECONDS,
  });
  const { currency = "CNY", timezone = "Asia/Shanghai" } = data?.patronageOverview ?? {};
  return useMemo(
    () => ({
      ...{ lang, timezone },
      t: (word: Word, facts?: Facts) => tell(lang, word, facts),
      code: (group: string, code: string) => tellCode(lang, group, code),
      money: (amountMinor: string | bigint) => moneyText(amountMinor, currency),
      moneyE18: (amountE18: string | bigint) => moneyE18Text(amountE18, currency),
      shares: sharesText,
      nav: (nav: string) => navText(nav, currency),
      at: (instant: string) => instantText(instant, lang, timezone),
      day: (day: string) => dayText(day, lang),
      shortDay: (day: string) => shortDayText(day, lang),
    }),
    [lang, currency, timezone],
  );
}

export type Answer<Data> = {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly isAsking: boolean;
  readonly again: () => void;
};

const LIVE_MILLISECONDS = 2_000;

type Asking<Data> = {
  readonly isAsked?: boolean;
  readonly isKept?: boolean;
  /** What tells it from another question of the same words, where its variables cannot: files. */
  readonly key?: string | number;
  /** Whether what was answered goes on changing by itself, so that it is asked again and again. */
  readonly isLive?: (data: Data) => boolean;
};

/** Asks what a page shows. What was there stays until the new answer comes. */
export function useAnswer<Data>(
  question: string,
  variables: object = {},
  { isAsked = true, isKept = true, key = "", isLive = () => false }: Asking<Data> = {},
): Answer<Data> {
  const lang = useLang();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [OURS, question, variables, lang, key],
    queryFn: () => ask<Data>(question, variables, lang),
    enabled: isAsked,
    retry: false,
    refetchInterval: ({ state }) =>
      state.data !== undefined && isLive(state.data) ? LIVE_MILLISECONDS : false,
    ...(isKept ? { placeholderData: keepPreviousData } : {}),
  });
  return { data, error, isAsking: isFetching, again: () => void refetch() };
}

export type Deed = {
  readonly isDoing: boolean;
  readonly do: (variables: object) => Promise<boolean>;
  /** Does it as well, and answers what the API did; nothing where it was not done. */
  readonly ask: (variables: object) => Promise<object | undefined>;
};

/** Does something, says how it went, and has all pages ask anew. Answers whether it was done. */
export function useDeed(question: string, done: Word = "page.done"): Deed {
  const lang = useLang();
  const client = useQueryClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (variables: object) => ask<object>(question, variables, lang),
  });
  const attempt = async (variables: object): Promise<object | undefined> => {
    try {
      const answer = await mutateAsync(variables);
      toast.success(tell(lang, done));
      return answer;
    } catch (error) {
      toast.error((error as Error).message);
      return undefined;
    } finally {
      void client.invalidateQueries({ queryKey: [OURS] });
    }
  };
  return {
    isDoing: isPending,
    do: async (variables) => (await attempt(variables)) !== undefined,
    ask: attempt,
  };
}

/** What of a page's address stands for something, such as a holder's id. */
export function paramsOf<Params>(route: AnyRoute): Params {
  return (route as unknown as { readonly useParams: () => Params }).useParams();
}

type Place = { readonly [name: string]: string | undefined };

/** What of a page stands in its address: a page's number, a search, a tab. */
export function usePlace(): [place: Place, move: (change: Place) => void] {
  const search = useRouterState({ select: (state) => state.location.search as object });
  const navigate = useNavigate();
  const place = Object.fromEntries(
    Object.entries(search).map(([name, value]) => [name, String(value)]),
  );
  const move = (change: Place): void => {
    const next = Object.entries({ ...place, ...change }).filter(
      ([, value]) => value !== undefined && value !== "",
    );
    void navigate({ to: ".", search: Object.fromEntries(next), replace: true } as never);
  };
  return [place, move];
}

const TYPING_MILLISECONDS = 300;

/** Does something with what was typed, once the typing has paused. */
export function useTyped(typed: string, use: (text: string) => void): void {
  const latest = useRef(use);
  useEffect(() => {
    latest.current = use;
  });
  useEffect(() => {
    const timer = setTimeout(() => latest.current(typed.trim()), TYPING_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed]);
}
