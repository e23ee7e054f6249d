"""Proposals: what might be changed so that a mismatch is gone. Each is tried before a person gets to see it.

A generator reads one case and yields proposals with a weight; it runs nothing and imports no framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.proposals import (
    accidental_broadcasts,
    argument_order,
    attention_masks,
    batches_of_frames,
    broadcasting,
    class_numbers,
    class_weights,
    collating,
    constructors,
    expansions,
    factors,
    flatten_layers,
    group_means,
    heads,
    image_sizes,
    input_sizes,
    keras_dimensions,
    keras_flatten,
    keras_inputs,
    keras_losses,
    keras_samples,
    last_batches,
    last_states,
    layer_options,
    layer_sizes,
    loops,
    losses,
    mask_cuts,
    matrix_chains,
    numbers_in_scope,
    operands,
    padding,
    pads,
    patterns,
    sample_axes,
    shapes_taken,
    shifted_sequences,
    shortcuts,
    siblings,
    single_samples,
    slices,
    states,
    unpackings,
    unpassed,
    upstream,
    whole_maps,
)
from shapeviz.diagnosis.proposals.distinct import distinct, told_apart

GENERATORS: tuple[Callable[[Case], Iterator[Proposal]], ...] = tuple(
    module.propose
    for module in (
        accidental_broadcasts, argument_order, attention_masks, batches_of_frames, broadcasting, class_numbers,
        class_weights, collating, constructors, expansions, factors, flatten_layers, group_means, heads, image_sizes,
        input_sizes, keras_dimensions, keras_flatten, keras_inputs, keras_losses, keras_samples,
        last_batches, last_states, layer_options, layer_sizes, loops, losses, mask_cuts, matrix_chains,
        numbers_in_scope, operands, padding, pads, patterns, sample_axes, shapes_taken, shifted_sequences,
        shortcuts, siblings, single_samples, slices, states, unpackings, unpassed, upstream, whole_maps,
    )
)  # fmt: skip


def propose(case: Case) -> Iterator[Proposal]:
    """Every proposal for a mismatch, each edit once, the weightiest first.

    A generator that fails is noted in the case's `faults`, and the others still speak.
    """
    yield from told_apart(distinct(_of_all(case)))


def _of_all(case: Case) -> Iterator[Proposal]:
    for generator in GENERATORS:
        try:
            found = list(generator(case))
        except Exception as fault:
            case.faults.append(fault)
        else:
            yield from found
