// What the operators of expressions and conditions do with numbers, as Python's do.

/** What an operator makes of the values of its operands. A truth is 1 or 0; NaN means that there is no value. */
export type Operator = (values: readonly number[]) => number;

const add = (a: number, b: number) => a + b;
const multiply = (a: number, b: number) => a * b;

/** Python's remainder, which has the sign of the divisor. NaN if the divisor is 0. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
}

/** Division without its rest, which is exact for all whole numbers that a float holds, and then rounded down or up. */
function divide(a: number, b: number, direction: "down" | "up"): number {
  const rest = a % b;
  const quotient = (a - rest) / b + 0;
  if (rest === 0) return quotient;
  const above = rest < 0 === b < 0;
  if (direction === "down") return above ? quotient : quotient - 1;
  return above ? quotient + 1 : quotient;
}

function binary(operation: (a: number, b: number) => number): Operator {
  return ([a = Number.NaN, b = Number.NaN]) => operation(a, b);
}

function comparison(compare: (a: number, b: number) => boolean): Operator {
  return binary((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(compare(a, b))));
}

/** "and" and "or" as Python's: the first operand that decides, or that has no value, ends them. */
function chain(deciding: number): Operator {
  return (values) => values.find((value) => value === deciding || Number.isNaN(value)) ?? 1 - deciding;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  "+": (values) => values.reduce(add, 0),
  "*": (values) => values.reduce(multiply, 1) + 0,
  "-": binary((a, b) => a - b),
  "//": binary((a, b) => divide(a, b, "down")),
  "%": binary(modulo),
  ceil: binary((a, b) => divide(a, b, "up")),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  "==": comparison((a, b) => a === b),
  "!=": comparison((a, b) => a !== b),
  "<": comparison((a, b) => a < b),
  "<=": comparison((a, b) => a <= b),
  and: chain(0),
  or: chain(1),
};

const NO_VALUE: Operator = () => Number.NaN;

/** The operator of that name; one that this page does not know gives no value. */
export function operator(name: unknown): Operator {
  return typeof name === "string" && Object.hasOwn(OPERATORS, name)
    ? (OPERATORS[name] ?? NO_VALUE)
    : NO_VALUE;
}
