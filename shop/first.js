// Runs before anything is drawn: language and theme, and the home page's goods. vite.config.ts puts it
// into the page, where no other script has to be waited for.
{
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  const lang = kept("lang") ?? (/^zh/i.test(navigator.language) ? "zh" : "en");
  root.lang = lang === "zh" ? "zh-Hans" : "en";
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (location.pathname === "/") {
    const code = lang === "zh" ? "zh_Hans" : "en";
    const address = `/shop-api?languageCode=${code}&query=${encodeURIComponent(HOME_QUERY)}`;
    const asked = fetch(address, { headers: { "apollo-require-preflight": "true" } });
    asked.catch(() => undefined);
    window.firstAsked = { address, asked };
  }
}
