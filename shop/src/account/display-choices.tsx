/** Language and theme, as this device keeps them. */
import { useState } from "react";
import { useLang, useWords, type Lang } from "../lang.ts";
import { useSpeak } from "../speak.ts";
import { keepTheme, theme, type Theme } from "./theme.ts";
import { ACCOUNT } from "../words/account.ts";
import { Segments } from "./segments.tsx";

const LANGUAGES = [
  { value: "zh", text: "中文", lang: "zh-Hans" },
  { value: "en", text: "English", lang: "en" },
] as const;

export function DisplayChoices() {
  const w = useWords(ACCOUNT);
  const lang = useLang();
  const speak = useSpeak();
  const [chosen, setChosen] = useState(theme);
  const themes: readonly { readonly value: Theme; readonly text: string }[] = [
    { value: "device", text: w.themeDevice },
    { value: "light", text: w.themeLight },
    { value: "dark", text: w.themeDark },
  ];
  return (
    <>
      <Segments<Lang> label={w.language} options={LANGUAGES} value={lang} onChange={speak} />
      <Segments<Theme>
        label={w.theme}
        options={themes}
        value={chosen}
        onChange={(value) => {
          keepTheme(value);
          setChosen(value);
        }}
      />
    </>
  );
}
