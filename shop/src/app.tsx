/** The pages' frame: language, what was asked, and the way between pages. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { AskError } from "./api/ask.ts";
import { keepLanguage, LangContext, language, type Lang } from "./lang.ts";
import { makeRouter } from "./routes.tsx";
import { SpeakContext } from "./speak.ts";

const FRESH_MILLISECONDS = 15_000;
const TRIES_MOST = 2;

/** What may be asked again by itself: what nobody answered. */
function isWorthAnotherTry(count: number, error: Error): boolean {
  return error instanceof AskError && error.trouble === "unreachable" && count < TRIES_MOST;
}

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Without a network the service worker answers, or the asking fails and says so: nothing waits.
      queries: { staleTime: FRESH_MILLISECONDS, retry: isWorthAnotherTry, networkMode: "always" },
      // What changes something is never sent twice by itself, nor later than somebody asked for it.
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

export function App() {
  const [lang, setLang] = useState<Lang>(language);
  const client = useMemo(makeClient, []);
  const router = useMemo(() => makeRouter(client), [client]);
  const speak = useCallback(
    (chosen: Lang) => {
      keepLanguage(chosen);
      setLang(chosen);
      // Goods and sentences come from the mall in the language they were asked in.
      void client.resetQueries();
    },
    [client],
  );
  return (
    <LangContext value={lang}>
      <SpeakContext value={speak}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </SpeakContext>
    </LangContext>
  );
}
