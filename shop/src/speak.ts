/** How a page changes the language. */
import { createContext, useContext } from "react";
import type { Lang } from "./lang.ts";

export const SpeakContext = createContext<(lang: Lang) => void>(() => undefined);
export const useSpeak = (): ((lang: Lang) => void) => useContext(SpeakContext);
