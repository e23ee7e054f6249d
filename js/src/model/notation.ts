// How shapes are written: as numbers, as formulas over the symbols, or both.

import type { Document, Expression, Formula } from "../document.ts";
import { formulaText } from "./expressions.ts";

/** At least one of the two is true. */
export interface Notation {
  readonly numbers: boolean;
  readonly formulas: boolean;
}

export const NUMBERS: Notation = { numbers: true, formulas: false };
export const FORMULAS: Notation = { numbers: false, formulas: true };
export const BOTH: Notation = { numbers: true, formulas: true };

/** Up to so many links a graph is readable with two lines on each. */
const FEW_LINKS = 60;

/** With one of the two switched on or off; where nothing would be left, the other takes its place. */
export function switched(notation: Notation, part: keyof Notation): Notation {
  const after = { ...notation, [part]: !notation[part] };
  if (after.numbers || after.formulas) return after;
  return part === "numbers" ? FORMULAS : NUMBERS;
}

/** How a graph of so many links is written at first. */
export function initialNotation(document: Document, links: number): Notation {
  return hasFormulas(document) && links <= FEW_LINKS ? BOTH : NUMBERS;
}

/** True if some tensor's shape depends on a symbol, so that there is something to choose. */
export function hasFormulas(document: Document): boolean {
  return document.edges.some(({ formula }) => symbolicText(formula) !== "");
}

/** The text of a formula, of which no update makes a new one: it is put together once. */
const known = new WeakMap<Formula, string>();

/** A formula as a person reads it; "" where there is none, or where it is mere numbers and would tell nothing new. */
export function symbolicText(formula: Formula | undefined): string {
  if (formula === undefined) return "";
  const text = known.get(formula) ?? (formula.some(isSymbolic) ? formulaText(formula) : "");
  known.set(formula, text);
  return text;
}

function isSymbolic(expression: Expression): boolean {
  if (!Array.isArray(expression)) return typeof expression === "string";
  const [, ...operands] = expression;
  return operands.some(isSymbolic);
}
