"""The pools of Keras, and its layers that add, take away or repeat rows of an image."""

from __future__ import annotations

from typing import cast

from shapeviz.rules.arguments import spread
from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.layouts import Layout
from shapeviz.rules.windows import Window
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import divided_up


def pool(spatial: int) -> Rule:
    """The rule of the largest or the mean of each window."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("inputs")
        if shape is None:
            return None
        layout = Layout.of(call, spatial)
        fault = layout.rank_fault(shape)
        if fault is not None:
            return fault
        size = spread(call.attribute("pool_size", 2), spatial)
        given = call.attribute("strides")
        strides = size if given is None else spread(given, spatial)
        sizes, channels = layout.sizes(shape), shape[layout.channel_axis]
        if call.attribute("padding", "valid") == "same":
            positions = [divided_up(length, step) for length, step in zip(sizes, strides, strict=True)]
            return Accept([layout.built(shape[0], positions, channels)])
        none = (0,) * spatial
        window = Window(size, strides, none, none, (1,) * spatial, "window")
        fault = layout.size_fault(shape, window.minimums(), window)
        return fault or Accept([layout.built(shape[0], window.positions(sizes), channels)])

    return rule


def global_pool(spatial: int) -> Rule:
    """The rule of one number for each channel; `keepdims` leaves axes of size 1."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("inputs")
        if shape is None:
            return None
        layout = Layout.of(call, spatial)
        fault = layout.rank_fault(shape)
        if fault is not None:
            return fault
        channels = shape[layout.channel_axis]
        kept = (1,) * spatial if call.attribute("keepdims", False) else ()
        return Accept([layout.built(shape[0], kept, channels)])

    return rule


def adaptive_pool(spatial: int) -> Rule:
    """The rule of a pool that is told its output sizes."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("inputs")
        if shape is None:
            return None
        layout = Layout.of(call, spatial)
        fault = layout.rank_fault(shape)
        if fault is not None:
            return fault
        sizes = spread(call.attribute("output_size"), spatial)
        if any(size < wanted for size, wanted in zip(layout.sizes(shape), sizes, strict=True)):
            return None  # some backends repeat elements then, others fail
        return Accept([layout.built(shape[0], sizes, shape[layout.channel_axis])])

    return rule


def upsampling(spatial: int) -> Rule:
    """The rule of rows that are repeated, each `size` times."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("inputs")
        if shape is None:
            return None
        layout = Layout.of(call, spatial)
        fault = layout.rank_fault(shape)
        if fault is not None:
            return fault
        factors = spread(call.attribute("size"), spatial)
        sizes = [size * factor for size, factor in zip(layout.sizes(shape), factors, strict=True)]
        return Accept([layout.built(shape[0], sizes, shape[layout.channel_axis])])

    return rule


def padding(spatial: int) -> Rule:
    """The rule of rows of zeros that are added at both ends."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("inputs")
        if shape is None:
            return None
        layout = Layout.of(call, spatial)
        fault = layout.rank_fault(shape)
        if fault is not None:
            return fault
        ends = _ends(call, "padding", spatial)
        sizes = [size + before + after for size, (before, after) in zip(layout.sizes(shape), ends, strict=True)]
        return Accept([layout.built(shape[0], sizes, shape[layout.channel_axis])])

    return rule


def cropping(spatial: int) -> Rule:
    """The rule of rows that are taken away at both ends; at least one must be left."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("inputs")
        if shape is None:
            return None
        layout = Layout.of(call, spatial)
        ends = _ends(call, "cropping", spatial)
        fault = layout.rank_fault(shape)
        fault = fault or layout.size_fault(shape, [before + after + 1 for before, after in ends], "cropping")
        if fault is not None:
            return fault
        sizes = [size - before - after for size, (before, after) in zip(layout.sizes(shape), ends, strict=True)]
        return Accept([layout.built(shape[0], sizes, shape[layout.channel_axis])])

    return rule


def _ends(call: Call, name: str, spatial: int) -> list[Shape]:
    """What is added or taken away before and after, for each spatial axis."""
    value = call.attribute(name)
    if spatial == 1 and isinstance(value[0], int):
        return [cast(Shape, tuple(value))]
    return [tuple(pair) for pair in value]


RULES: dict[str, Rule] = {
    **{f"keras_{kind}_pooling{n}d": pool(n) for kind in ("max", "average") for n in (1, 2, 3)},
    **{f"global_{kind}_pooling{n}d": global_pool(n) for kind in ("max", "average") for n in (1, 2, 3)},
    **{f"adaptive_{kind}_pooling{n}d": adaptive_pool(n) for kind in ("max", "average") for n in (1, 2, 3)},
    **{f"up_sampling{n}d": upsampling(n) for n in (1, 2, 3)},
    **{f"zero_padding{n}d": padding(n) for n in (1, 2, 3)},
    **{f"cropping{n}d": cropping(n) for n in (1, 2, 3)},
}
