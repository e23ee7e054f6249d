"""The rules by operation, and the judgement of a whole call."""

from __future__ import annotations

from shapeviz.rules import (
    activations,
    array_axes,
    array_entries,
    array_factories,
    array_grids,
    array_joining,
    array_linear_algebra,
    array_products,
    array_random,
    array_reductions,
    array_statistics,
    attention,
    axes,
    batching,
    channels_last,
    class_losses,
    combining,
    complex_views,
    contractions,
    conv_lstm,
    conversion,
    convolution,
    counting,
    dense,
    diagonals,
    distance_losses,
    distances,
    dropout,
    each_axis,
    einops,
    einsum,
    einsum_dense,
    elementwise,
    embedding,
    entries,
    factories,
    flipping,
    folding,
    gathering,
    indexing,
    input_specs,
    joining,
    keras_attention,
    keras_convolution,
    keras_images,
    keras_losses,
    keras_normalization,
    keras_ops,
    keras_pooling,
    keras_recurrent,
    keras_reshaping,
    likelihood_losses,
    linear,
    linear_algebra,
    logits,
    losses,
    margin_losses,
    merging,
    normalization,
    norms,
    ordering,
    padding,
    pixels,
    pooling,
    products,
    recurrent,
    recurrent_cell,
    reductions,
    resampling,
    rescaling,
    reshaping,
    same_shape,
    sampling,
    spectra,
    splitting,
    stacking,
    statistics,
    strict_axes,
    strict_products,
    time_distributed,
    transformers,
    unpooling,
    whole_tensors,
)
from shapeviz.rules.core import Accept, AxisProblem, Call, Conflict, Fault, Rule
from shapeviz.shapes.shape import Shape

RULES: dict[str, Rule] = {
    op: rule
    for family in (
        elementwise, linear, products, convolution, pooling, normalization, embedding, recurrent,
        recurrent_cell, attention, reshaping, axes, joining, losses, class_losses, reductions,
        contractions, distances, einops, einsum, linear_algebra, norms, transformers,
        padding, folding, resampling, pixels, sampling, unpooling, dropout, activations, rescaling, margin_losses,
        distance_losses, likelihood_losses, spectra, complex_views,
        indexing, gathering, splitting, stacking, flipping, diagonals, combining, factories, ordering, statistics,
        counting, batching, conversion,
        array_axes, array_entries, array_factories, array_grids, array_joining, array_linear_algebra,
        array_products, array_random, array_reductions, array_statistics,
        conv_lstm, dense, einsum_dense, input_specs, keras_attention, keras_convolution, keras_images, keras_losses,
        keras_normalization, keras_ops, keras_pooling, keras_recurrent, keras_reshaping, merging, same_shape,
        time_distributed,
        channels_last, each_axis, entries, logits, strict_axes, strict_products, whole_tensors,
    )
    for op, rule in family.RULES.items()
}  # fmt: skip

FAULTS_PER_CALL = 8  # a call has few operands, and mending one fault makes at most a few others visible


def has_rule(op: str) -> bool:
    """Whether `judge` knows this operation.

    >>> has_rule("conv2d"), has_rule("fold_paper")
    (True, False)
    """
    return op in RULES


def judge(call: Call) -> Accept | Conflict | None:
    """Whether an operation takes its operands, and which shapes come out of it. None: there is no rule.

    >>> judge(Call("linear", {"input": (4, 3136), "weight": (10, 3136)}))
    Accept(outputs=[(4, 10)])
    >>> verdict = judge(Call("linear", {"input": (4, 16384), "weight": (10, 3136)}))
    >>> verdict.expects, verdict.gets
    ('3136 features in the last axis of its input', '16384')
    >>> verdict.outputs, verdict.expected_shapes
    ([(4, 10)], {'input': (4, 3136)})
    """
    rule = RULES.get(call.op)
    if rule is None:
        return None
    try:
        outcome = rule(call)
        return _settle(rule, call, outcome) if isinstance(outcome, Fault) else outcome
    except (TypeError, ValueError, LookupError, ArithmeticError):
        # Arguments that are wrong whatever the shapes are: a stride of zero, three strides for two axes.
        return None


def _settle(rule: Rule, call: Call, first: Fault) -> Conflict:
    """Mend one fault after the other until the rule accepts. The first gives the words, all give numbers."""
    given = call.named_shapes()
    problems: list[AxisProblem] = []
    expected: dict[str, Shape] = {}
    fault = first
    for _ in range(FAULTS_PER_CALL):
        problems += [problem for problem in fault.problems if _still_speaks_of(problem, given, expected)]
        if not fault.mended:
            break
        expected |= fault.mended
        outcome = rule(call.with_shapes(expected))
        if isinstance(outcome, Accept):
            changed = {name: shape for name, shape in expected.items() if shape != given[name]}
            return Conflict(problems, first.expects, first.gets, outcome.outputs, changed)
        if outcome is None:
            break
        fault = outcome
    return Conflict(problems, first.expects, first.gets, None, {})


def _still_speaks_of(problem: AxisProblem, given: dict[str, Shape], expected: dict[str, Shape]) -> bool:
    """Whether a later problem's axis and size are those of the operand as it was given."""
    if problem.axis is None or problem.operand not in expected:
        return True
    shape = given[problem.operand]
    return len(shape) == len(expected[problem.operand]) and shape[problem.axis] == problem.actual
