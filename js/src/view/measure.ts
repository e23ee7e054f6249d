// The widths of texts, as this browser draws them.

import { estimate, type Font, type Measure } from "../layout/measure.ts";

/** The fonts of style.css: each must be the one that the drawing uses. */
const SANS = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
const MONO = 'ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace';
const FONTS: Record<Font, string> = {
  title: `600 12px ${SANS}`,
  text: `12px ${SANS}`,
  small: `11px ${SANS}`,
  mono: `600 11.5px ${MONO}`,
  formula: `10.5px ${MONO}`,
};

const context = document.createElement("canvas").getContext("2d");

const known = new Map<string, number>();

export const measureText: Measure = (text, font) => {
  // In a font of one width all digits are alike, so that shapes of other sizes need not be measured anew.
  const key = font + (font === "mono" ? text.replace(/\d/g, "0") : text);
  const width = known.get(key) ?? measureAnew(text, font);
  known.set(key, width);
  return width;
};

const measureAnew: Measure = (text, font) => {
  if (context === null) return estimate(text, font);
  context.font = FONTS[font];
  return Math.ceil(context.measureText(text).width);
};
