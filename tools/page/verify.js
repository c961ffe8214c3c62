/**
 * The page that checks a statement file: a file is read here, and nothing is sent anywhere. The page may
 * not even load anything: its own rules forbid it.
 */
import { checkStatement, sha256 } from "@patronage/proof";
import { proofFault, proofInWords } from "@patronage/words";

const WORDS = {
  en: {
    title: "Check a statement file",
    about:
      "Your file is read on this device and sent nowhere. This page is one file too: save it, and it works without a network.",
    choose: "Choose your statement file, or drop it here",
    other: "中文",
    refused: "This file does not fit",
  },
  zh: {
    title: "核对对账单文件",
    about: "文件只在本机读取，不会发送到任何地方。本页也是一个文件：保存后断网也能使用。",
    choose: "选择对账单文件，或拖放到这里",
    other: "English",
    refused: "文件不符",
  },
};

const part = (id) => document.getElementById(id);
let lang = navigator.language.startsWith("zh") ? "zh" : "en";
let verdict;

function element(name, text, ...children) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

const list = (sentences) =>
  element("ul", "", ...sentences.map((sentence) => element("li", sentence)));

function show() {
  const words = WORDS[lang];
  document.documentElement.lang = lang;
  document.title = words.title;
  for (const id of ["title", "about", "choose"]) part(id).textContent = words[id];
  part("lang").textContent = words.other;
  const found = part("found");
  found.className = verdict === undefined ? "" : verdict.ok ? "found" : "found is-refused";
  if (verdict === undefined) return found.replaceChildren();
  if (!verdict.ok) {
    const fault = element("p", proofFault(verdict.fault, lang));
    return found.replaceChildren(element("h2", words.refused), fault);
  }
  const { title, checked, limitsTitle, limits } = proofInWords(verdict.checked, lang);
  return found.replaceChildren(
    ...[element("h2", title), list(checked)],
    ...[element("h2", limitsTitle), list(limits)],
  );
}

/** The text of a file; of bytes that are no text one that is no statement. */
async function textOf(file) {
  try {
    const bytes = await file.arrayBuffer();
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

async function check(file) {
  if (file === undefined) return;
  verdict = checkStatement(await textOf(file), sha256);
  show();
}

part("lang").addEventListener("click", () => {
  lang = lang === "zh" ? "en" : "zh";
  show();
});
part("file").addEventListener("change", ({ target }) => void check(target.files[0]));
for (const name of ["dragover", "dragleave", "drop"]) {
  part("drop").addEventListener(name, (event) => {
    event.preventDefault();
    part("drop").classList.toggle("is-over", name === "dragover");
    if (name === "drop") void check(event.dataTransfer.files[0]);
  });
}
show();
