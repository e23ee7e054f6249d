"""Expressions of sizes as a person would write them: `16·⌊H/2⌋·⌊W/2⌋`, `N × (L mod 8)`.

Subtractions are shown with a minus sign (−), products with a dot (·), and the axes of a shape with ×.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeviz.shapes.expressions import Expression
from shapeviz.shapes.normal_form import is_operation

# How tightly the text of an expression holds together, loosest first.
_SUM, _PRODUCT, _POWER, _WHOLE = range(4)


def expression_text(expression: Expression) -> str:
    """An expression as text, with brackets only where they are needed.

    >>> expression_text(("*", 16, ("//", ("+", "H", 1), 2), ("-", "W", 2)))
    '16·⌊(H + 1)/2⌋·(W − 2)'
    """
    return _text(expression)[0]


def formula_text(formula: Sequence[Expression], tight: bool = False) -> str:
    """The sizes of a shape as text, sums in brackets; `tight` is without blanks around the ×.

    >>> formula_text(("N", 16, ("-", "H", 2)))
    'N × 16 × (H − 2)'
    >>> formula_text(("N", 16, ("-", "H", 2)), tight=True)
    'N×16×(H − 2)'
    >>> formula_text(())
    'scalar'
    """
    if not formula:
        return "scalar"
    if len(formula) == 1:
        return expression_text(formula[0])
    return ("×" if tight else " × ").join(_inside(axis, _PRODUCT) for axis in formula)


def divisor_text(divisor: Expression) -> str:
    """The text of what something is divided by: a sum and a product are in brackets.

    >>> divisor_text(("*", 2, "N"))
    '(2·N)'
    """
    return _inside(divisor, _POWER)


def _text(expression: Any) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    if isinstance(expression, int):
        return (f"−{-expression}", _SUM) if expression < 0 else (str(int(expression)), _WHOLE)
    if not is_operation(expression):
        return str(expression), _WHOLE
    operator, *operands = expression
    match operator:
        case "+":
            return _sum(operands), _SUM
        case "-":
            return f"{expression_text(operands[0])} − {_inside(operands[1], _PRODUCT)}", _SUM
        case "*":
            return _product(operands)
        case "//":
            return f"⌊{_fraction(*operands)}⌋", _WHOLE
        case "ceil":
            return f"⌈{_fraction(*operands)}⌉", _WHOLE
        case "%":
            return f"({_dividend(operands[0])} mod {divisor_text(operands[1])})", _WHOLE
        case "**":
            return f"{_inside(operands[0], _WHOLE)}^{_inside(operands[1], _WHOLE)}", _POWER
        case _:
            return f"{operator}({', '.join(map(expression_text, operands))})", _WHOLE


def _inside(expression: Any, tightness: int) -> str:
    """The text of an operand, in brackets if it holds together less tightly than it must."""
    text, own = _text(expression)
    return text if own >= tightness else f"({text})"


def _sum(terms: Sequence[Any]) -> str:
    """Terms with plus and minus signs between them; a negative term brings its own minus."""
    text = expression_text(terms[0])
    for term in terms[1:]:
        positive = _negated(term)
        if positive is None:
            text += f" + {expression_text(term)}"
        else:
            text += f" − {_inside(positive, _PRODUCT)}"
    return text


def _negated(term: Any) -> Any:
    """What stands behind the minus of a negative number or of a product that begins with one; else None."""
    if isinstance(term, int):
        return -term if term < 0 else None
    if is_operation(term) and term[0] == "*" and isinstance(term[1], int) and term[1] < 0:
        if term[1] == -1:
            return term[2] if len(term) == 3 else ("*", *term[2:])
        return ("*", -term[1], *term[2:])
    return None


def _product(factors: Sequence[Any]) -> tuple[str, int]:
    positive = _negated(("*", *factors))
    if positive is not None:
        return f"−{_inside(positive, _PRODUCT)}", _SUM
    return "·".join(_inside(factor, _PRODUCT) for factor in factors), _PRODUCT


def _fraction(dividend: Any, divisor: Any) -> str:
    return f"{_dividend(dividend)}/{divisor_text(divisor)}"


def _dividend(expression: Any) -> str:
    """A dividend, in brackets if it has several terms; the minus of a single one needs none."""
    several = is_operation(expression) and expression[0] in ("+", "-")
    return f"({expression_text(expression)})" if several else expression_text(expression)
