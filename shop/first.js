// Runs before anything is drawn: language and theme, and what the page will ask and need. vite.config.ts
// puts it into the page, where no other script has to be waited for.
{
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  // An address may be written wrongly; the page then says that there is no such thing.
  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const root = document.documentElement;
  const lang = kept("lang") ?? (/^zh/i.test(navigator.language) ? "zh" : "en");
  root.lang = lang === "zh" ? "zh-Hans" : "en";
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const page = FIRST_PAGES.find(({ path }) => new RegExp(path).test(location.pathname));
  for (const href of page?.files ?? []) {
    const link = document.createElement("link");
    const isStyle = href.endsWith(".css");
    link.rel = isStyle ? "preload" : "modulepreload";
    if (isStyle) link.as = "style";
    link.crossOrigin = "";
    link.href = href;
    document.head.append(link);
  }
  if (page?.query) {
    const code = lang === "zh" ? "zh_Hans" : "en";
    const [, slug] = new RegExp(page.path).exec(location.pathname);
    const variables = slug ? JSON.stringify({ slug: decode(slug) }) : "";
    const address =
      `/shop-api?languageCode=${code}&query=${encodeURIComponent(page.query)}` +
      (variables ? `&variables=${encodeURIComponent(variables)}` : "");
    const ending = new AbortController();
    const headers = { "apollo-require-preflight": "true" };
    const asked = fetch(address, { headers, signal: ending.signal });
    asked.catch(() => undefined);
    window.firstAsked = { address, asked, ending };
  }
}
