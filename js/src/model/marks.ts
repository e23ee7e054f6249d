// Which pieces of a source line are underlined.

import type { SourceSpan } from "../document.ts";
import type { Token } from "./python.ts";

export interface MarkedToken extends Token {
  readonly marked: boolean;
}

/** The tokens of line `line`, cut where `span` begins and ends; what lies in it, leading blanks aside, is marked. */
export function markTokens(
  tokens: readonly Token[],
  line: number,
  span: SourceSpan | undefined,
): MarkedToken[] {
  const text = tokens.map((token) => token.text).join("");
  const [start, end] = span === undefined ? [0, 0] : rangeInLine(text, line, span);
  let position = 0;
  return tokens.flatMap((token) => {
    const [from, to] = [position, position + token.text.length];
    position = to;
    const cuts = [from, clampTo(start, from, to), clampTo(end, from, to), to];
    return [0, 1, 2].flatMap((piece) => {
      const text = token.text.slice((cuts[piece] ?? 0) - from, (cuts[piece + 1] ?? 0) - from);
      return text === "" ? [] : [{ kind: token.kind, text, marked: piece === 1 }];
    });
  });
}

function rangeInLine(text: string, line: number, span: SourceSpan): [number, number] {
  if (line < span.line || line > span.end_line) return [0, 0];
  const indent = text.length - text.trimStart().length;
  const start = line === span.line ? offset(text, span.column) : indent;
  const end = line === span.end_line ? offset(text, span.end_column) : text.length;
  return [start, Math.max(start, end)];
}

/** Columns count characters, JavaScript's strings count UTF-16 units. */
function offset(text: string, column: number): number {
  return [...text].slice(0, column).join("").length;
}

function clampTo(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
