// The sizes that a person sets: what may be typed, and how height and width move together.

import type { Symbol as SizeSymbol } from "../document.ts";
import type { Sizes } from "./resizer.ts";

/** The size in a text, or a sentence that says what may stand there. */
export function parseSize(symbol: SizeSymbol, text: string): { size: number } | { problem: string } {
  const size = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (size >= symbol.minimum && size <= symbol.maximum) return { size };
  return { problem: `${symbol.name} must be a whole number from ${symbol.minimum} to ${symbol.maximum}.` };
}

export function sizesOf(symbols: readonly SizeSymbol[]): Sizes {
  return Object.fromEntries(symbols.map((symbol) => [symbol.name, symbol.value]));
}

/** "N = 1, H = 64, W = 64". */
export function sizesText(symbols: readonly SizeSymbol[]): string {
  return symbols.map(({ name, value }) => `${name} = ${value}`).join(", ");
}

export interface Tie {
  readonly height: SizeSymbol;
  readonly width: SizeSymbol;
}

/** Height and width, where there is one of each. */
export function findTie(symbols: readonly SizeSymbol[]): Tie | null {
  const [heights, widths] = ["height", "width"].map((role) =>
    symbols.filter((symbol) => symbol.role === role),
  );
  const [height, width] = [heights?.[0], widths?.[0]];
  return height && width && heights?.length === 1 && widths?.length === 1 ? { height, width } : null;
}

/** `sizes` with one of them changed, and with it, if they are tied, the other of height and width. */
export function withSize(sizes: Sizes, symbol: SizeSymbol, size: number, tie: Tie | null): Sizes {
  const changed = { ...sizes, [symbol.name]: size };
  if (tie === null || ![tie.height.name, tie.width.name].includes(symbol.name)) return changed;
  const other = symbol.name === tie.height.name ? tie.width : tie.height;
  return { ...changed, [other.name]: Math.min(Math.max(size, other.minimum), other.maximum) };
}
