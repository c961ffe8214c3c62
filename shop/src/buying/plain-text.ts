/** What staff wrote with the back office's editor, as plain lines. */
export function plainText(html: string): string {
  const broken = html.replaceAll(/<br\s*\/?>|<\/(?:p|li|div|h[1-6])>/gi, "\n");
  const { body } = new DOMParser().parseFromString(broken, "text/html");
  return (body.textContent ?? "").replaceAll(/\n\s*\n+/g, "\n").trim();
}
