"""Proposals: what might be changed so that a mismatch is gone. Each is tried before a person gets to see it.

A generator reads one case and yields proposals with a weight; it runs nothing and imports no framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.proposals import (
    constructors,
    expansions,
    factors,
    flatten_layers,
    input_sizes,
    last_batches,
    layer_options,
    layer_sizes,
    loops,
    losses,
    operands,
    padding,
    pads,
    patterns,
    sample_axes,
    shortcuts,
    siblings,
    single_samples,
    slices,
    states,
    unpackings,
    upstream,
)

GENERATORS: tuple[Callable[[Case], Iterator[Proposal]], ...] = tuple(
    module.propose
    for module in (
        constructors, expansions, factors, flatten_layers, input_sizes, last_batches, layer_options, layer_sizes,
        loops, losses, operands, padding, pads, patterns, sample_axes, shortcuts, siblings, single_samples, slices,
        states, unpackings, upstream,
    )
)  # fmt: skip


def propose(case: Case) -> Iterator[Proposal]:
    """Every proposal for a mismatch, in no order; the same edit may come from several generators."""
    for generator in GENERATORS:
        yield from generator(case)
