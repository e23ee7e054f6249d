"""What calls demand of the sizes: from the comparisons that a rule made to the conditions under which it refuses.

A rule compares sizes for two reasons: to refuse what does not fit, and to choose between ways to compute its output.
Which it was is found by asking the rule itself, at sizes for which the comparison comes out the other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from shapeviz.graph.formulas import Sizes
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call, Conflict
from shapeviz.shapes.conditions import Condition, condition_leaves, holds_at, simplified_condition
from shapeviz.shapes.expressions import leaves
from shapeviz.shapes.listening import Comparison
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import Size, expression_of
from shapeviz.tracing.judging import Judged, value_of
from shapeviz.tracing.values import map_values

# The condition of a call that refuses at all sizes.
NEVER = ("==", 0, 1)
# At most so many sizes are tried for each comparison: enough to tell a demand from a choice.
_MOST_WITNESSES = 4
_MOST_TRIED = 600


@dataclass(frozen=True, slots=True)
class Span:
    """The sizes that a symbol may have, and the one it was recorded with."""

    value: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Demand:
    """A condition on the sizes, without which the call refuses (`rule`) or nothing is known of it (`branch`).

    `refused` is the call at sizes at which it refuses.
    """

    condition: Condition
    kind: Literal["rule", "branch"]
    refused: Call | None = None


def demands_of(judged: Judged, spans: dict[str, Span]) -> list[Demand]:
    """The demands of one call, those that can fail within the spans of the symbols."""
    found: list[Demand] = []
    recorded = {name: span.value for name, span in spans.items()}
    for comparison in judged.conditions:
        condition = simplified_condition(comparison)
        if isinstance(condition, bool):
            continue
        if judged.conflict is not None and not holds_at(condition, recorded):
            found.append(Demand(condition, "rule", call_at(judged.call, recorded)))
        else:
            found += _classified(judged, comparison, condition, spans, recorded)
    refused = any(not holds_at(demand.condition, recorded) for demand in found)
    if judged.conflict is not None and not refused:
        # No size that may be varied has part in it: it never fits.
        found.append(Demand(NEVER, "rule", judged.call))
    return found


def _classified(
    judged: Judged, comparison: Comparison, condition: Condition, spans: dict[str, Span], recorded: Sizes
) -> list[Demand]:
    if not _named(condition_leaves(condition), spans):
        return []
    fails = [sizes for sizes in _tried(condition, spans, recorded) if not holds_at(condition, sizes)]
    if not fails:
        return [] if len(condition_leaves(condition)) == 1 else [Demand(condition, "branch")]
    single = comparison[0] == "=="
    usual = [sizes for sizes in fails if not (single and _has_one(comparison, sizes))] or fails
    answers = [_answer(judged, sizes) for sizes in usual[:_MOST_WITNESSES]]
    if all(answer == "same" for answer in answers):
        return []
    if any(answer != "refused" for answer in answers):
        return [Demand(condition, "branch")]
    refused = call_at(judged.fitting or judged.call, usual[0])
    stretched = [sizes for sizes in fails if sizes not in usual]
    if not stretched or _answer(judged, stretched[0]) == "refused":
        return [Demand(condition, "rule", refused)]
    return _stretching(comparison, condition, refused)


def _stretching(comparison: Comparison, condition: Condition, refused: Call) -> list[Demand]:
    """The demands of a size that is stretched if it is 1: it need not be equal then, but the output is another."""
    ones = [("==", side, 1) for side in comparison[1:] if not isinstance(side, int)]
    return [Demand(("or", condition, *ones), "rule", refused), *(Demand(("!=", one[1], 1), "branch") for one in ones)]


def _answer(judged: Judged, sizes: Sizes) -> Literal["refused", "same", "other"]:
    """What the rule says at other sizes: that the call does not fit, or whether its output is as the formulas say."""
    verdict = judge(call_at(judged.fitting or judged.call, sizes))
    if isinstance(verdict, Conflict):
        return "refused"
    if not isinstance(verdict, Accept) or judged.outputs is None or len(verdict.outputs) != len(judged.outputs):
        return "other"
    agree = all(map(_agree, judged.outputs, verdict.outputs, [sizes] * len(judged.outputs)))
    return "same" if agree else "other"


def _agree(formula: Shape, shape: Shape, sizes: Sizes) -> bool:
    """Whether a formula gives this shape, where it is known."""
    values = [value_of(expression_of(size), sizes) for size in formula]
    return len(values) == len(shape) and all(a is None or a == int(b) for a, b in zip(values, shape, strict=True))


def call_at(call: Call, sizes: Sizes) -> Call:
    """The call with the values that its sizes have at these, and their expressions."""

    def at(size: Any) -> Any:
        if not isinstance(size, Size):
            return size
        value = value_of(size.expression, sizes) if _named(leaves(size.expression), sizes) else int(size)
        return Size(int(size) if value is None else value, size.expression)

    operands = map_values(call.operands, at)
    return replace(call, operands=operands, attributes=map_values(call.attributes, at), strides={})


def _tried(condition: Condition, spans: dict[str, Span], recorded: Sizes) -> Iterator[Sizes]:
    """Sizes near the recorded ones, in which one symbol differs, then two or more at once."""
    names = sorted(condition_leaves(condition))
    for name in names:
        span = spans[name]
        if len(names) == 1 and span.maximum - span.minimum < _MOST_TRIED:
            near = sorted(range(span.minimum, span.maximum + 1), key=lambda size, v=span.value: abs(size - v))
        else:
            near = _near(span)
        yield from ({**recorded, name: size} for size in near if size != span.value)
    if len(names) > 1:
        for place in range(len(_near(spans[names[0]]))):
            yield {**recorded, **{name: (_near(spans[name]) * 2)[place] for name in names}}


def _near(span: Span) -> list[int]:
    sizes = [span.value + 1, span.value - 1, 2 * span.value, span.value // 2, span.minimum, span.maximum]
    return [min(max(size, span.minimum), span.maximum) for size in sizes]


def _named(found: frozenset[Any], known: dict[str, Any]) -> bool:
    return all(leaf in known for leaf in found)


def _has_one(comparison: Comparison, sizes: Sizes) -> bool:
    return any(not isinstance(side, int) and value_of(side, sizes) == 1 for side in comparison[1:])
