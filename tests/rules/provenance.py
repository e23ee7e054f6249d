"""The truth test of formulas: what a rule computes from sizes is right at other sizes too.

A rule is given a call whose sizes each stand for an unknown, and the comparisons that it makes are heard. At other
sizes for which all of them come out the same, it must give the shapes that the expressions say.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shapeviz.rules import Accept, Call, judge
from shapeviz.shapes.conditions import holds
from shapeviz.shapes.expressions import evaluated
from shapeviz.shapes.listening import Comparison, comparisons_heard
from shapeviz.shapes.size import Size, expression_of
from shapeviz.shapes.unknown import is_unknown

Sizes = dict[str, int]

# Arguments that are sizes or count something. What names an axis is none of them.
_COUNTS = """
    shape size sizes output_size split_size split_sizes length normalized_shape num_classes num_samples steps n m row
    col bins k repeats num_groups groups upscale_factor downscale_factor kernel_size stride dilation chunks s step
    indices indices_or_sections sections hidden_size input_size proj_size num_layers embed_dim kdim vdim num_heads
    nhead d_model n_fft win_length hop_length scale_factor
"""
# Arguments that may also be zero or negative.
_BOUNDS = "pad padding places start end index output_padding offset diagonal"
COUNTS, BOUNDS = frozenset(_COUNTS.split()), frozenset(_BOUNDS.split())
OTHER_SIZES = 6  # that are tried for each call


def check_provenance(call: Call) -> None:
    """Fail where the rule accepts, and what it computes does not say what comes out at other sizes."""
    plain = judge(call)
    # Strides are those of one tensor, and mean nothing at other sizes.
    call = replace(call, strides={}) if call.strides and isinstance(plain, Accept) else call
    chance = random.Random(repr(call))
    for symbolic, recorded in _symbolic_calls(call, chance):
        heard: dict[Comparison, None] = {}
        with comparisons_heard(lambda condition, heard=heard: heard.setdefault(condition)):
            verdict = judge(symbolic)
        assert verdict == plain, f"{call}\n  with plain sizes: {plain}\n  with sizes that remember: {verdict}"
        if isinstance(verdict, Accept):
            _check_outputs(call, verdict, recorded, list(heard), chance)


def _symbolic_calls(call: Call, chance: random.Random) -> list[tuple[Call, Sizes]]:
    """The call with a leaf for each size of its operands, or also for each number among its arguments."""
    operands: Sizes = {}
    shapes = {name: _shape_of_leaves(name, shape, operands) for name, shape in call.named_shapes().items()}
    symbolic = call.with_shapes(shapes)
    sizes = dict(operands)
    attributes = {
        name: _with_leaves(name, value, sizes, zero=name in BOUNDS)
        if name in COUNTS | BOUNDS or (name == "dims" and call.op == "tile")
        else value
        for name, value in call.attributes.items()
    }
    if len(sizes) == len(operands):
        return [(symbolic, operands)]
    everything = replace(symbolic, attributes=attributes), sizes
    return [everything] if not operands or chance.random() < 0.5 else [(symbolic, operands)]


def _shape_of_leaves(name: str, shape: tuple[int, ...], sizes: Sizes) -> tuple[int, ...]:
    return tuple(_with_leaves(f"{name} axis {axis}", size, sizes, zero=False) for axis, size in enumerate(shape))


def _with_leaves(name: str, value: Any, sizes: Sizes, *, zero: bool) -> Any:
    """The value with a leaf for every number in it; with `zero` also for those that are not positive."""
    if type(value) in (list, tuple):
        return type(value)(_with_leaves(f"{name}[{at}]", item, sizes, zero=zero) for at, item in enumerate(value))
    if isinstance(value, dict):
        return {key: _with_leaves(f"{name}[{key}]", item, sizes, zero=zero) for key, item in value.items()}
    if isinstance(value, slice):
        return slice(*_with_leaves(name, [value.start, value.stop, value.step], sizes, zero=zero))
    if type(value) is not int or (value < 1 and not zero):
        return value
    # Every unknown is 1 or more, as symbols are.
    sizes[name] = value if value > 0 else 1 - value
    return Size(value, name if value > 0 else ("-", 1, name))


def _check_outputs(
    call: Call, verdict: Accept, recorded: Sizes, heard: list[Comparison], chance: random.Random
) -> None:
    known = [condition for condition in heard if not is_unknown(condition[1]) and not is_unknown(condition[2])]
    tried = 0
    for sizes in _other_sizes(recorded, known, chance):
        if not all(_holds(condition, sizes) for condition in known):
            continue
        there = judge(_at(call, sizes))
        report = f"{call}\n  gives {_written(verdict)}\n  as {heard}\n  but at {sizes}: {there}"
        if len(known) < len(heard) and not isinstance(there, Accept):
            continue  # what is computed with a float has a limit that is not known
        assert isinstance(there, Accept) and len(there.outputs) == len(verdict.outputs), report
        for given, shape in zip(verdict.outputs, there.outputs, strict=True):
            assert len(given) == len(shape), report
            assert all(_fits(size, actual, sizes) for size, actual in zip(given, shape, strict=True)), report
        tried += 1
        if tried == OTHER_SIZES:
            break


def _other_sizes(recorded: Sizes, conditions: list[Comparison], chance: random.Random) -> list[Sizes]:
    """Sizes at which equal unknowns are still equal: each changed alone, some at random, all of them."""
    groups = _equal_groups(recorded, conditions)
    if not groups:
        return []
    changes: list[Callable[[int], int]] = [
        lambda size: size + 1,
        lambda size: 2 * size,
        lambda size: 1,
        lambda size: max(size - 1, 1),
        lambda size: size + chance.randint(1, 6),
    ]
    several = [chance.sample(groups, chance.randint(1, len(groups))) for _ in range(3)]
    plans = [groups, *several, *([group] for group in chance.sample(groups, min(len(groups), 4)))]
    found: list[Sizes] = []
    for plan in plans:
        sizes = dict(recorded)
        for group in plan:
            sizes |= dict.fromkeys(group, chance.choice(changes)(recorded[group[0]]))
        if sizes != recorded and sizes not in found:
            found.append(sizes)
    return found


def _equal_groups(recorded: Sizes, conditions: list[Comparison]) -> list[list[str]]:
    """The unknowns that are free, those together that must be equal."""
    group = {name: {name} for name in recorded}
    fixed: set[str] = set()
    for sign, left, right in conditions:
        if sign != "==":
            continue
        if left in group and right in group:
            together = group[left] | group[right]
            group |= dict.fromkeys(together, together)
        else:
            fixed |= {str(name) for name, number in ((left, right), (right, left)) if isinstance(number, int)}
    unique = {id(names): sorted(names) for names in group.values()}
    return [names for names in unique.values() if not fixed & set(names)]


def _at(call: Call, sizes: Sizes) -> Call:
    """The call with these sizes, plain."""

    def plain(name: str, value: Any) -> Any:
        if type(value) in (list, tuple):
            return type(value)(plain(f"{name}[{at}]", item) for at, item in enumerate(value))
        if isinstance(value, dict):
            return {key: plain(f"{name}[{key}]", item) for key, item in value.items()}
        if isinstance(value, slice):
            return slice(*plain(name, [value.start, value.stop, value.step]))
        if type(value) is not int or name not in sizes:
            return value
        return sizes[name] if value > 0 else 1 - sizes[name]

    shapes = {
        name: tuple(sizes.get(f"{name} axis {axis}", size) for axis, size in enumerate(shape))
        for name, shape in call.named_shapes().items()
    }
    attributes = {name: plain(name, value) for name, value in call.attributes.items()}
    return replace(call.with_shapes(shapes), attributes=attributes)


def _fits(size: int, actual: int, sizes: Sizes) -> bool:
    expression = expression_of(size)
    return is_unknown(expression) or evaluated(expression, sizes) == actual


def _holds(condition: Comparison, sizes: Sizes) -> bool:
    try:
        return holds(condition, sizes)
    except ZeroDivisionError:
        return False


def _written(verdict: Accept) -> list[list[Any]]:
    return [[expression_of(size) for size in shape] for shape in verdict.outputs]
