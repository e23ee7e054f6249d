"""Fourier transforms: of one axis, of several, and of windows that slide over a signal.

Source of the size formulas: the documentation of `torch.fft` and `torch.stft`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault, repeated_fault, shape_fault
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, replaced

# What a transform makes of the last axis it works on: half of a symmetric spectrum is not kept.
Halving = Callable[[int], int]
HALVES: dict[str, Halving] = {"rfft": lambda size: size // 2 + 1, "ihfft": lambda size: size // 2 + 1}
DOUBLES = ("irfft", "hfft")  # a kept half is made whole again


def fft(name: str) -> Rule:
    """The rule of a transform along `dim`, of the first `n` elements or as many as there are."""

    def rule(call: Call) -> Outcome:
        shape, dim = call.shape("input"), call.attribute("dim", -1)
        if shape is None:
            return None
        fault = axis_fault("input", shape, dim, keyword=call.axis_word)
        if fault is not None or not shape:
            return fault or _missing_axis()
        return _transformed(shape, [dim % len(shape)], [call.attribute("n")], name)

    return rule


def fftn(name: str, default: tuple[int, ...] | None) -> Rule:
    """The rule of a transform along the axes `dim`, of the first `s` elements of each."""

    def rule(call: Call) -> Outcome:
        shape, sizes = call.shape("input"), call.attribute("s")
        if shape is None:
            return None
        given = call.attribute("dim", default)
        dims = _default_axes(shape, sizes) if given is None else sizes_of(given)
        if isinstance(dims, Fault):
            return dims
        axes: list[int] = []
        for dim in dims:
            fault = axis_fault("input", shape, dim, keyword=call.axis_word)
            axis = position(dim, len(shape))
            if fault is not None or axis is None or not shape:
                return fault or _missing_axis()
            if axis in axes:
                return repeated_fault(call.axis_word, axis)
            axes.append(axis)
        wanted = list(cast("Sequence[int]", sizes)) if sizes is not None else [None] * len(axes)
        if len(wanted) != len(axes):
            return Fault(
                [], f"an s of {counted(len(axes), 'number')}, one for each axis of {call.axis_word}", str(len(wanted))
            )
        return _transformed(shape, axes, wanted, name)

    return rule


def _default_axes(shape: Shape, sizes: Any) -> Shape | Fault:
    """All axes, or the last ones for which there are sizes."""
    if sizes is None:
        return tuple(range(len(shape)))
    count = len(cast("Sequence[int]", sizes))
    if count > len(shape):
        problem = AxisProblem("input", None, count, len(shape), "axes")
        return Fault([problem], f"an input with at least {counted(count, 'axis')} (for its s)", str(len(shape)))
    return tuple(range(len(shape) - count, len(shape)))


def _missing_axis() -> Fault:
    problem = AxisProblem("input", None, 1, 0, "axes")
    return Fault([problem], "an input with at least 1 axis", "0", {"input": (1,)})


def _transformed(shape: Shape, axes: list[int], wanted: Sequence[int | None], name: str) -> Outcome:
    output = shape
    for place, (axis, given) in enumerate(zip(axes, wanted, strict=True)):
        last = place == len(axes) - 1
        kept = given is None or given == -1
        size = shape[axis] if kept else cast(int, given)
        if kept and last and name in DOUBLES:
            size = 2 * (size - 1)
        if size < 1:
            least = 2 if last and name in DOUBLES else 1
            expects = f"at least {least} in axis {axis} of its input" if kept else "at least 1 element to transform"
            if not kept:
                return Fault([], expects, str(size))
            mended = {"input": replaced(shape, axis, least)}
            return Fault([AxisProblem("input", axis, least, shape[axis])], expects, str(shape[axis]), mended)
        output = replaced(output, axis, HALVES[name](size) if last and name in HALVES else size)
    return Accept([output])


def shift(call: Call) -> Outcome:
    """The input's shape; `dim` names axes that it has."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None:
        return None
    for axis in () if dim is None else sizes_of(dim):
        fault = axis_fault("input", shape, axis, keyword=call.axis_word)
        if fault is not None:
            return fault
    return Accept([shape])


def stft(call: Call) -> Outcome:
    """Signals (batch, time) or (time,) become (…, frequencies, frames), as complex numbers."""
    shape, window = call.shape("input"), call.shape("window")
    if shape is None:
        return None
    fault = rank_fault(call, "input", [2, 1], why="(batch × time, the batch optional)")
    size: int = call.attribute("n_fft")
    if fault is not None or not call.attribute("return_complex") or size < 1:
        return fault
    length = call.attribute("win_length") or size
    if window is not None and window != (length,):
        return shape_fault("window", (length,), window, "its win_length, which is n_fft unless it is given")
    centred = call.attribute("center", True)
    least = size // 2 + 1 if centred and call.attribute("pad_mode", "reflect") == "reflect" else 1 if centred else size
    if shape[-1] < least:
        axis = len(shape) - 1
        expects = f"at least {least} in axis {axis} of its input (for n_fft={size})"
        problem = AxisProblem("input", axis, least, shape[-1])
        return Fault([problem], expects, str(shape[-1]), {"input": replaced(shape, axis, least)})
    total = shape[-1] + 2 * (size // 2) if centred else shape[-1]
    hop: int = call.attribute("hop_length") or length // 4
    if hop < 1:
        return None
    frames = (total - size) // hop + 1
    whole = call.attribute("onesided") is False or call.dtypes.get("input", "").startswith("complex")
    return Accept([(*shape[:-1], size if whole else size // 2 + 1, frames)])


ONE_AXIS = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
RULES: dict[str, Rule] = {
    **{f"fft_{name}": fft(name) for name in ONE_AXIS},
    **{f"fft_{name}2": fftn(name, (-2, -1)) for name in ONE_AXIS},
    **{f"fft_{name}n": fftn(name, None) for name in ONE_AXIS},
    **dict.fromkeys(("fft_fftshift", "fft_ifftshift"), shift),
    "stft": stft,
}
