"""Proposals: what might be changed so that a mismatch is gone. Each is tried before a person gets to see it.

A generator reads one case and yields proposals with a weight; it runs nothing and imports no framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.proposals import (
    accidental_broadcasts,
    argument_order,
    array_joins,
    array_pads,
    attention_masks,
    batches_of_frames,
    broadcasting,
    class_numbers,
    class_weights,
    collating,
    columns,
    constructors,
    expansions,
    factors,
    flatten_layers,
    group_means,
    headers,
    heads,
    image_sizes,
    input_sizes,
    keras_batches,
    keras_dimensions,
    keras_embeddings,
    keras_flatten,
    keras_input_shapes,
    keras_inputs,
    keras_losses,
    keras_merges,
    keras_order,
    keras_padding,
    keras_samples,
    keras_sequences,
    last_batches,
    last_states,
    layer_options,
    layer_sizes,
    linear_systems,
    loops,
    losses,
    mask_cuts,
    matrix_chains,
    numbers_in_scope,
    operands,
    padding,
    pads,
    pairings,
    patterns,
    same_steps,
    sample_axes,
    selections,
    shapes_taken,
    shifted_sequences,
    shortcuts,
    siblings,
    single_samples,
    slices,
    states,
    unpackings,
    unpassed,
    unread_names,
    upstream,
    vectors,
    whole_maps,
    written_lists,
)
from shapeviz.diagnosis.proposals.distinct import distinct, told_apart

GENERATORS: tuple[Callable[[Case], Iterator[Proposal]], ...] = tuple(
    module.propose
    for module in (
        accidental_broadcasts, argument_order, array_joins, array_pads, attention_masks, batches_of_frames,
        broadcasting, class_numbers, class_weights, collating, columns, constructors, expansions, factors,
        flatten_layers, group_means, headers, heads, image_sizes, input_sizes, keras_batches, keras_dimensions,
        keras_embeddings, keras_flatten, keras_input_shapes, keras_inputs, keras_losses, keras_merges,
        keras_order, keras_padding, keras_samples, keras_sequences, last_batches, last_states, layer_options,
        layer_sizes, linear_systems, loops, losses, mask_cuts, matrix_chains, numbers_in_scope, operands,
        padding, pads, pairings, patterns, same_steps, sample_axes, selections, shapes_taken, shifted_sequences,
        shortcuts, siblings, single_samples, slices, states, unpackings, unpassed, unread_names, upstream,
        vectors, whole_maps, written_lists,
    )
)  # fmt: skip
# What these write are torch's own words: options and sizes of its layers, its functions and methods.
_IN_TORCH = frozenset(
    module.propose
    for module in (
        attention_masks, batches_of_frames, class_numbers, class_weights, collating, constructors, expansions,
        flatten_layers, last_batches, last_states, layer_options, layer_sizes, losses, padding, pads, shapes_taken,
        single_samples, slices, states, whole_maps,
    )
)  # fmt: skip
_OTHERS = ("keras.", "tensorflow.")


def propose(case: Case) -> Iterator[Proposal]:
    """Every proposal for a mismatch, each edit once, the weightiest first.

    A generator that fails is noted in the case's `faults`, and the others still speak.
    """
    yield from told_apart(distinct(_of_all(case)))


def _of_all(case: Case) -> Iterator[Proposal]:
    foreign = case.node is not None and case.node.target.startswith(_OTHERS)
    for generator in GENERATORS:
        if foreign and generator in _IN_TORCH:
            continue
        try:
            found = list(generator(case))
        except Exception as fault:
            case.faults.append(fault)
        else:
            yield from found
