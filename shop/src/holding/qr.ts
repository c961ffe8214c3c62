/** QR codes: which of their fields are dark, as a path for a picture and one by one for a canvas. */
import { correction, generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";

export type Qr = {
  /** How many fields a side has. */
  readonly size: number;
  readonly isDark: (x: number, y: number) => boolean;
  /** The dark fields as the outline of an SVG's path, a field being one unit. */
  readonly path: string;
};

/** Legible even with a smudge on it. */
export function qrOf(text: string): Qr {
  const code = generate(text, { minCorrectionLevel: correction.M });
  return { size: code.size, isDark: (x, y) => code.get(x, y), path: toSvgPath(code) };
}
