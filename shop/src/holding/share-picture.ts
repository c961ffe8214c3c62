/**
 * The picture that somebody shares: the mall's name, the code, and what is honest to say, on one sheet.
 * It is drawn on a canvas, which knows no tokens, and is the same whatever the theme: so the light ones
 * stand here.
 */
import { LOGO, MALL_NAME } from "../brand.ts";
import { wordsIn, type Lang } from "../lang.ts";
import { qrOf, type Qr } from "./qr.ts";
import { INVITE } from "../words/invite.ts";

export const PICTURE_WIDTH = 1080;
export const PICTURE_HEIGHT = 1440;

const COLOURS = {
  ground: "#f6f4ef",
  paper: "#ffffff",
  ink: "#22201c",
  soft: "#5f5a50",
  brand: "#2f5d50",
} as const;

const SANS = '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const MARGIN = 80;
const LOGO_SIDE = 96;
const CARD_SIDE = 560;
const CARD_TOP = 420;
const CARD_ROUND = 40;
const QUIET_FIELDS = 4;
const LINES_TOP = 1_180;

type Pen = CanvasRenderingContext2D;
type Script = { readonly size: number; readonly weight?: number; readonly colour: string };

function dip(pen: Pen, { size, weight = 400, colour }: Script): void {
  pen.font = `${weight} ${size}px ${SANS}`;
  pen.fillStyle = colour;
}

/** A text in lines that are no wider: broken between words, and in Chinese between signs. */
function linesOf(text: string, isFitting: (line: string) => boolean): string[] {
  const pieces =
    text.match(/[\p{Script=Han}，。：、；（）]\s*|[^\s\p{Script=Han}，。：、；（）]+\s*/gu) ?? [];
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    const isMark = /^[，。：、；）]/u.test(piece);
    if (line !== "" && !isMark && !isFitting((line + piece).trimEnd())) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  return line === "" ? lines : [...lines, line.trimEnd()];
}

/** Writes a paragraph; answers where the next one begins. */
function write(pen: Pen, text: string, top: number, script: Script): number {
  dip(pen, script);
  const widest = PICTURE_WIDTH - 2 * MARGIN;
  const step = Math.round(script.size * 1.4);
  const lines = linesOf(text, (line) => pen.measureText(line).width <= widest);
  lines.forEach((line, index) => pen.fillText(line, PICTURE_WIDTH / 2, top + index * step));
  return top + lines.length * step;
}

function roundedCard(pen: Pen): void {
  const left = (PICTURE_WIDTH - CARD_SIDE) / 2;
  const [right, bottom] = [left + CARD_SIDE, CARD_TOP + CARD_SIDE];
  pen.beginPath();
  pen.moveTo(left + CARD_ROUND, CARD_TOP);
  pen.arcTo(right, CARD_TOP, right, bottom, CARD_ROUND);
  pen.arcTo(right, bottom, left, bottom, CARD_ROUND);
  pen.arcTo(left, bottom, left, CARD_TOP, CARD_ROUND);
  pen.arcTo(left, CARD_TOP, right, CARD_TOP, CARD_ROUND);
  pen.closePath();
  pen.fillStyle = COLOURS.paper;
  pen.fill();
}

function drawQr(pen: Pen, { size, isDark }: Qr): void {
  const field = Math.floor(CARD_SIDE / (size + 2 * QUIET_FIELDS));
  const inset = Math.floor((CARD_SIDE - size * field) / 2);
  const left = (PICTURE_WIDTH - CARD_SIDE) / 2 + inset;
  pen.fillStyle = COLOURS.ink;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (isDark(x, y)) pen.fillRect(left + x * field, CARD_TOP + inset + y * field, field, field);
    }
  }
}

/** The mark, unless it cannot be had: the picture is complete without it. */
async function logo(): Promise<HTMLImageElement | undefined> {
  const image = new Image(LOGO_SIDE, LOGO_SIDE);
  image.src = LOGO;
  try {
    await image.decode();
    return image;
  } catch {
    return undefined;
  }
}

function drawAll(pen: Pen, mark: HTMLImageElement | undefined, told: Told): void {
  const { lang, code, address } = told;
  const w = wordsIn(INVITE, lang);
  pen.fillStyle = COLOURS.ground;
  pen.fillRect(0, 0, PICTURE_WIDTH, PICTURE_HEIGHT);
  pen.textAlign = "center";
  pen.textBaseline = "top";
  if (mark !== undefined) {
    pen.drawImage(mark, (PICTURE_WIDTH - LOGO_SIDE) / 2, MARGIN, LOGO_SIDE, LOGO_SIDE);
  }
  write(pen, MALL_NAME[lang], 196, { size: 52, weight: 700, colour: COLOURS.ink });
  write(pen, w.slogan, 296, { size: 46, weight: 700, colour: COLOURS.brand });
  roundedCard(pen);
  drawQr(pen, qrOf(address));
  const below = CARD_TOP + CARD_SIDE + 32;
  const next = write(pen, w.scan, below, { size: 36, colour: COLOURS.soft });
  write(pen, `${w.code} ${code}`, next + 8, { size: 48, weight: 700, colour: COLOURS.ink });
  let top = LINES_TOP;
  for (const line of w.honest) {
    top = write(pen, line, top, { size: 34, colour: COLOURS.soft }) + 12;
  }
}

type Told = { readonly lang: Lang; readonly code: string; readonly address: string };

/** Draws it as PNG. Throws where the browser has no canvas to draw on. */
export async function drawSharePicture(told: Told): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = PICTURE_WIDTH;
  canvas.height = PICTURE_HEIGHT;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser has no canvas.");
  drawAll(pen, await logo(), told);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error("No picture came of it.")) : resolve(blob)),
      "image/png",
    ),
  );
}
