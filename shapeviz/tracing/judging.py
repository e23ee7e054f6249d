"""Rules asked about calls whose sizes are `Size`s: what comes out as expressions, and on which comparisons it rests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call, Conflict
from shapeviz.shapes.expressions import Expression, evaluated
from shapeviz.shapes.listening import Comparison, comparisons_heard
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import Size, expression_of
from shapeviz.shapes.unknown import is_unknown


@dataclass(slots=True)
class Judged:
    """A call with symbolic operands, as its rule saw it.

    `conditions` are the comparisons under which the rule takes the operands and gives `outputs`; with a `conflict` they
    are those of the operands as if they fitted, and do not all hold. `fitting` is the call with plain numbers that fit
    where its own do not.
    """

    call: Call
    outputs: list[Shape] | None
    conditions: list[Comparison] = field(default_factory=list[Comparison])
    conflict: Conflict | None = None
    fitting: Call | None = None


def judge_symbolically(call: Call | None) -> Judged | None:
    """What the rule says of a call whose sizes are `Size`s, with the comparisons that it made; None if it cannot tell.

    A call that does not fit is judged as if it did: the sizes at fault keep their expressions and have the values
    that would fit, so that what comes out is told in terms of what goes in.

    >>> judged = judge_symbolically(Call("linear", {"input": (Size(4, "N"), Size(8, "F")), "weight": (10, 8)}))
    >>> judged.outputs, judged.outputs[0][0].expression, judged.conditions
    ([(4, 10)], 'N', [('==', 'F', 8)])
    """
    if call is None:
        return None
    if call.strides:
        # Strides are those of the recorded sizes, and compare with no others.
        verdict = judge(call)
        if isinstance(verdict, Conflict):
            return Judged(call, verdict.outputs, [], verdict)
        call = replace(call, strides={})
    verdict, heard = _heard(call)
    if isinstance(verdict, Accept):
        return Judged(call, verdict.outputs, heard)
    if not isinstance(verdict, Conflict) or verdict.outputs is None:
        return Judged(call, None, [], verdict) if verdict is not None else None
    expected = verdict.expected_shapes
    accepted, heard = _heard(call.with_shapes({name: _as_if(call, name, shape) for name, shape in expected.items()}))
    outputs = accepted.outputs if isinstance(accepted, Accept) else verdict.outputs
    return Judged(call, outputs, heard, verdict, call.with_shapes(expected))


def _heard(call: Call) -> tuple[Accept | Conflict | None, list[Comparison]]:
    heard: dict[Comparison, None] = {}
    with comparisons_heard(lambda condition: heard.setdefault(condition)):
        verdict = judge(call)
    return verdict, [condition for condition in heard if not _is_about_unknown(condition)]


def _is_about_unknown(condition: Comparison) -> bool:
    return is_unknown(condition[1]) or is_unknown(condition[2])


def _as_if(call: Call, name: str, expected: Shape) -> Shape:
    """The shape `expected`, in which the sizes that were put right have the expressions of those that were wrong."""
    given = call.named_shapes()[name]
    if len(given) != len(expected):
        return expected
    return tuple(
        want if isinstance(want, Size) and int(want) == int(size) else sized(int(want), expression_of(size))
        for size, want in zip(given, expected, strict=True)
    )


def sized(value: int, expression: Expression) -> int:
    """A number with its expression, plain if that is a number, too."""
    return value if isinstance(expression, int) else Size(value, expression)


def value_of(expression: Expression, sizes: dict[str, int]) -> int | None:
    """The value of an expression at these sizes, None if it has none there or has an unknown part."""
    try:
        return evaluated(expression, sizes)
    except (ZeroDivisionError, KeyError):
        return None
