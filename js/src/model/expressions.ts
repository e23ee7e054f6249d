// Sizes as expressions over the names of symbols, and conditions on them: their values and their texts. They are those
// of shapeviz/shapes/expressions.py, expression_text.py and conditions.py; one set of fixtures holds both to the same.

import type { Condition, Expression, Formula, Template } from "../document.ts";
import { Calculator } from "./calculator.ts";
import type { Sizes } from "./resizer.ts";

/** The value of an expression at some sizes; NaN if it has none, as after a division by zero. */
export function evaluate(expression: Expression | Condition, sizes: Sizes): number {
  const calculator = new Calculator();
  const place = calculator.place(expression);
  calculator.run(sizes);
  return calculator.value(place);
}

/** Whether a condition holds at some sizes; null if an expression in it has no value. */
export function holds(condition: Condition, sizes: Sizes): boolean | null {
  const value = evaluate(condition, sizes);
  return Number.isNaN(value) ? null : value === 1;
}

const PLACEHOLDER = /\{(\d+)\}/g;

/** The text of a template at some sizes; "?" stands for what has no value. */
export function filled(template: Template, sizes: Sizes): string {
  return template.text.replace(PLACEHOLDER, (whole, position: string) => {
    const expression = template.values[Number(position)];
    if (expression === undefined) return whole;
    const value = evaluate(expression, sizes);
    return Number.isNaN(value) ? "?" : String(value);
  });
}

/** A shape in expressions: `N × 16 × (H − 2)`, or `N×16×(H − 2)` where there is little room. */
export function formulaText(formula: Formula, tight = false): string {
  if (formula.length === 0) return "scalar";
  if (formula.length === 1) return formula.map(expressionText).join("");
  return formula.map((axis) => within(axis, PRODUCT)).join(tight ? "×" : " × ");
}

/** An expression as a person would write it: `16·⌊H/2⌋·⌊W/2⌋`. */
export function expressionText(expression: Expression): string {
  if (typeof expression === "number") return String(expression).replace("-", "−");
  if (typeof expression === "string") return expression;
  const [name, ...operands] = expression;
  const [left, right] = operands as [Expression, Expression];
  if (name === "+") return sumText(operands);
  if (name === "*") return productText(operands);
  if (name === "-") return `${expressionText(left)} − ${within(right, PRODUCT)}`;
  if (name === "//") return `⌊${quotientText(left, right)}⌋`;
  if (name === "ceil") return `⌈${quotientText(left, right)}⌉`;
  if (name === "%") return `(${remainderText(left, right)})`;
  return `${name}(${operands.map(expressionText).join(", ")})`;
}

function sumText([first = 0, ...others]: readonly Expression[]): string {
  return others.reduce((text: string, term) => {
    const opposite = negated(term);
    return opposite === null ? `${text} + ${expressionText(term)}` : `${text} − ${within(opposite, PRODUCT)}`;
  }, expressionText(first));
}

function productText(factors: readonly Expression[]): string {
  const opposite = negated(product(factors));
  if (opposite !== null) return `−${within(opposite, PRODUCT)}`;
  return factors.map((factor) => within(factor, PRODUCT)).join("·");
}

function quotientText(dividend: Expression, divisor: Expression): string {
  return `${dividendText(dividend)}/${within(divisor, ATOM)}`;
}

function remainderText(dividend: Expression, divisor: Expression): string {
  return `${dividendText(dividend)} mod ${within(divisor, ATOM)}`;
}

/** A dividend, in brackets if it has several terms; the minus of a single one needs none. */
function dividendText(expression: Expression): string {
  const several = Array.isArray(expression) && (expression[0] === "+" || expression[0] === "-");
  return several ? `(${expressionText(expression)})` : expressionText(expression);
}

/** The expression with the other sign, if it is written with a minus: of `-3` and of `("*", -3, x)`. */
function negated(term: Expression): Expression | null {
  if (typeof term === "number") return term < 0 ? -term : null;
  if (typeof term === "string") return null;
  const [name, factor, ...others] = term;
  if (name !== "*" || typeof factor !== "number" || factor >= 0) return null;
  const [only] = others;
  if (factor === -1) return others.length === 1 && only !== undefined ? only : product(others);
  return product([-factor, ...others]);
}

function product(factors: readonly Expression[]): Expression {
  return ["*", ...factors] as unknown as Expression;
}

/** How tightly the parts of a text hold together. */
const [SUM, PRODUCT, ATOM] = [0, 1, 2];

function binding(expression: Expression): number {
  if (negated(expression) !== null) return SUM;
  if (!Array.isArray(expression)) return ATOM;
  return { "+": SUM, "-": SUM, "*": PRODUCT }[String(expression[0])] ?? ATOM;
}

/** The text of a part, in brackets if it would fall apart beside what binds as tightly as `least`. */
function within(expression: Expression, least: number): string {
  const text = expressionText(expression);
  return binding(expression) < least ? `(${text})` : text;
}

const SIGNS: Readonly<Record<string, string>> = { "==": "=", "!=": "≠", "<": "<", "<=": "≤" };
const TURNED: Readonly<Record<string, string>> = { "==": "=", "!=": "≠", "<": ">", "<=": "≥" };

/** A condition as a person would write it: `H ≥ 30`, `embed_dim divisible by 8`. */
export function conditionText(condition: Condition): string {
  const [name, ...operands] = condition;
  if (name === "and" || name === "or") {
    return operands.map((operand) => partText(operand as Condition, name)).join(` ${name} `);
  }
  const [left, right] = operands as [Expression, Expression];
  if (name === "==" && right === 0 && Array.isArray(left) && left[0] === "%") {
    return `${expressionText(left[1])} divisible by ${within(left[2], ATOM)}`;
  }
  return typeof left === "number" && typeof right !== "number"
    ? `${expressionText(right)} ${TURNED[String(name)]} ${expressionText(left)}`
    : `${expressionText(left)} ${SIGNS[String(name)]} ${expressionText(right)}`;
}

function partText(part: Condition, around: string): string {
  const mixed = (part[0] === "and" || part[0] === "or") && part[0] !== around;
  return mixed ? `(${conditionText(part)})` : conditionText(part);
}
