/** The bridge of a browser. */
import type { Bridge, SavedFile, Shared } from "./bridge.ts";

/** Browsers on a desk have no sheet to share with, some take no files, and older ones cannot be asked. */
function canShare(data: ShareData): boolean {
  if (typeof navigator.share !== "function") return false;
  return typeof navigator.canShare === "function"
    ? navigator.canShare(data)
    : data.files === undefined;
}

async function share({ picture, ...plain }: Shared): Promise<"shared" | "copied" | "dismissed"> {
  const files =
    picture === undefined ? [] : [new File([picture], "share.png", { type: picture.type })];
  const data = [...(files.length > 0 ? [{ ...plain, files }] : []), plain].find(canShare);
  if (data !== undefined) {
    try {
      await navigator.share(data);
      return "shared";
    } catch (error) {
      if ((error as Error).name === "AbortError") return "dismissed";
    }
  }
  await copy(plain.url);
  return "copied";
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure origin there is no clipboard but this one.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    if (!isDone) throw new Error("This browser has no clipboard.");
  }
}

function save({ name, type, content }: SavedFile): Promise<void> {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click; a moment later nobody needs the address.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return Promise.resolve();
}

export const webBridge: Bridge = {
  name: "web",
  pay({ url }) {
    location.assign(url);
    return Promise.resolve();
  },
  share,
  copy,
  save,
};
