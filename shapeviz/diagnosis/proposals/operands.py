"""Bringing an operand of the failing call into the form that the call takes, where it is used or where it is made."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, text_of, wrapped
from shapeviz.diagnosis.proposals.local_sizes import size_text
from shapeviz.diagnosis.proposals.losses import ELEMENTWISE, OVER_CLASSES
from shapeviz.diagnosis.proposals.operand_sites import (
    Site,
    entrances_of,
    fits,
    outputs_with,
    shapes_fit,
    site_name,
    sites_of,
    taker,
)
from shapeviz.diagnosis.proposals.rearrangements import Rearrangement, alignments, rearrangements
from shapeviz.diagnosis.weights import LAYER_SIZE, MISSING_CALL, NUANCE
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.reductions import ALONG_AXIS, EXTREMES, OVER_AXES, PAIRS
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, product

# A rearrangement that accounts for every number is no chance: it outranks a layer of another size, which would fit
# anything. Layers that can be told where the batch axis is are left to that option.
EXPLAINS = LAYER_SIZE + NUANCE
KNOWS_BATCH_FIRST = frozenset({"rnn", "lstm", "gru", "multi_head_attention_forward", "multihead_attention"})
# Losses have their own proposals; axes and sizes given to these calls are what is wrong with them, not their operand.
OWN_PROPOSALS = frozenset(
    {"view", "reshape", "unflatten", "stack", "dot", "squeeze", "unsqueeze", "getitem", "split", "chunk", "unbind",
     "einops_rearrange", "einops_reduce", "einops_repeat",
     *ALONG_AXIS, *OVER_AXES, *EXTREMES, *PAIRS, *OVER_CLASSES, *ELEMENTWISE}
)  # fmt: skip
# These rearrange a tensor themselves: before them only an axis may be missing or too many.
REARRANGING = frozenset({"permute", "transpose"})
RANK_WITHOUT_AXIS = {"linear": 1, "rnn": 2, "lstm": 2, "gru": 2}
PRODUCTS = frozenset({"matmul", "mm", "bmm"})
JOINING = frozenset({"cat", "concat", "concatenate", "stack"})
# Within a kind: how far a change is from what people usually forget.
CONTRIVED = {"permute": 0.01, "flatten": 0.0, "unsqueeze": 0.005, "squeeze": 0.02, "align": 0.0, "single": 0.03,
             "pick": 0.03, "mean": 0.03}  # fmt: skip
PER_KIND = 3
# With how many axes a tensor is one sample for the first layer it goes into.
SINGLE_SAMPLES = {"flatten": (1, 2), "conv1d": (2,), "conv2d": (3,), "conv3d": (4,), "linear": (1,), "embedding": (1,),
                  "rnn": (2,), "lstm": (2,), "gru": (2,)}  # fmt: skip


def propose(case: Case) -> Iterator[Proposal]:
    """Rearrangements of an operand with which the failing call's rule accepts it."""
    if case.node is None or case.node.op in OWN_PROPOSALS:
        return
    if shapes_fit(case):
        yield from _types(case)
        return
    for operand in range(len(case.node.inputs)):
        yield from _rearranged(case, operand)
        yield from _stretched(case, operand)
    yield from _flatten_layers(case)
    yield from _batched_entrances(case)


def _rearranged(case: Case, operand: int) -> Iterator[Proposal]:
    assert case.node is not None
    spec = case.node.inputs[operand]
    name, shape = spec.name or "", spec.shape
    others = [other.shape for index, other in enumerate(case.node.inputs) if index != operand]
    made = [*(aligned for other in others for aligned in alignments(shape, other)), *rearrangements(shape)]
    fitting = [
        (weight, change)
        for change in {change.suffix: change for change in reversed(made)}.values()
        if (weight := _weight(case, name, shape, change, others)) is not None
    ]
    counts: dict[str, int] = {}
    for weight, change in sorted(fitting, key=lambda item: -item[0]):
        counts[change.kind] = counts.get(change.kind, 0) + 1
        if counts[change.kind] <= PER_KIND:
            for place, site in enumerate(sites_of(case, operand)):
                yield _proposal(case, site, change, weight - 0.01 * min(place, 2))


def _weight(case: Case, name: str, shape: Shape, change: Rearrangement, others: list[Shape]) -> float | None:
    """How likely a change is meant; None where the call refuses the rearranged operand or makes another thing of it."""
    assert case.node is not None
    if not fits(case, {name: change.shape}):
        return None
    if case.node.op in BROADCASTING:
        return _broadcast_weight(case, name, change, others)
    if case.node.op in REARRANGING and change.kind not in ("unsqueeze", "squeeze"):
        return None
    # Only a single sample may be flattened whole: of a batch it would make one long row.
    if change.kind == "single" and len(shape) > 2:
        return None
    explains = _accounts_for(case, shape, change, others)
    weight = (EXPLAINS if explains else MISSING_CALL) - CONTRIVED[change.kind] - 0.02 * change.odd
    # Of two factors the second is turned round: the result then keeps the rows of the first.
    return weight - 0.01 * (case.node.op in PRODUCTS and name == "input")


def _broadcast_weight(case: Case, name: str, change: Rearrangement, others: list[Shape]) -> float | None:
    """Operands that are added element by element: the result has the shape of one of them, or it is an outer product.

    Rather than the tensor that already has the shape of the result, the smaller one that goes on top of it is wrong.
    """
    if change.kind not in ("permute", "unsqueeze", "align", "squeeze"):
        return None
    outputs = outputs_with(case, {name: change.shape})
    if any(output in others for output in outputs):
        return (MISSING_CALL if change.kind == "squeeze" else EXPLAINS) - CONTRIVED[change.kind]
    return MISSING_CALL - CONTRIVED[change.kind] if change.shape in outputs else None


def _accounts_for(case: Case, shape: Shape, change: Rearrangement, others: list[Shape]) -> bool:
    """Whether the sizes that did not fit are all there in the operand, only in another place or as factors."""
    assert case.node is not None
    op = case.node.op
    problems = case.conflict.problems if case.conflict is not None else []
    wanted = [problem.expected for problem in problems if problem.unit == "size"]
    if op in PRODUCTS and len(shape) == 2 and any(len(other) == 3 and other[0] == shape[0] for other in others):
        return change.kind == "unsqueeze"  # a vector for each sample of a batch of matrices
    if change.kind == "unsqueeze":
        # A layer for one channel or one feature got tensors in which that axis was never written.
        return wanted == [1] and (op.startswith("conv") or len(shape) == RANK_WITHOUT_AXIS.get(op))
    if change.kind not in ("permute", "flatten") or op in KNOWS_BATCH_FIRST:
        return False
    if op in PRODUCTS:
        return True
    if change.kind == "permute" and op == "linear" and len(change.shape) > 3:
        return False
    larger = [size for size in wanted if size > 1]
    return all(size in change.shape for size in larger) if larger else change.kind == "permute"


def _proposal(case: Case, site: Site, change: Rearrangement, weight: float) -> Proposal:
    text = text_of(case.source, site.expression)
    edits = edits_of(case.source, wrapped(case.source, site.expression, change.suffix))
    title = change.title.format(name=site_name(case, site))
    return Proposal(title, edits, change.reason(text, site.shape, taker(case)), weight)


def _stretched(case: Case, operand: int) -> Iterator[Proposal]:
    """Axes of size 1 expanded to what the other operands have there: a learned token for each sample of the batch."""
    assert case.node is not None
    spec = case.node.inputs[operand]
    shape = spec.shape
    if case.node.op not in JOINING:
        return
    for other in case.node.inputs:
        lead = len(other.shape) - len(shape)
        if other is spec or lead < 0 or not shape or (lead and not _is_parameter(case, operand)):
            continue
        aligned = (1,) * lead + shape
        sizes = [
            goal if size == 1 and goal != 1 and axis != _joined_axis(case, len(other.shape)) else -1
            for axis, (size, goal) in enumerate(zip(aligned, other.shape, strict=True))
        ]
        made = tuple(size if goal == -1 else goal for size, goal in zip(aligned, sizes, strict=True))
        if all(size == -1 for size in sizes) or not fits(case, {spec.name or "": made}):
            continue
        for site in sites_of(case, operand):
            yield _expanded(case, site, sizes, made)
        return


def _expanded(case: Case, site: Site, sizes: list[int], made: Shape) -> Proposal:
    apart = site.expression.id if isinstance(site.expression, ast.Name) else ""
    texts = [
        "-1" if size == -1 else size_text(case, site.expression, size, axis=axis, apart=apart)
        for axis, size in enumerate(sizes)
    ]
    change = Rearrangement("align", f".expand({', '.join(texts)})", made, "Expand {name} to the batch")
    return _proposal(case, site, change, EXPLAINS - 0.01 * site.made)


def _joined_axis(case: Case, rank: int) -> int:
    dim = case.call.attribute("dim", 0) if case.call is not None else 0
    return dim % max(rank, 1) if isinstance(dim, int) else 0


def _types(case: Case) -> Iterator[Proposal]:
    """Numbers of another type than the layer's own: data from NumPy is float64, counts and indices are int64."""
    assert case.node is not None
    if case.mismatch.error is None or "dtype" not in case.mismatch.error.text:
        return
    for operand, spec in enumerate(case.node.inputs):
        if spec.dtype == "float32":
            continue
        reason = f"{taker(case)} computes with float32, and this tensor holds {spec.dtype}."
        for place, site in enumerate(sites_of(case, operand)):
            edits = edits_of(case.source, wrapped(case.source, site.expression, ".float()"))
            title = f"Put `.float()` behind {site_name(case, site)}"
            yield Proposal(title, edits, reason, MISSING_CALL - 0.01 * min(place, 2))


def _flatten_layers(case: Case) -> Iterator[Proposal]:
    """`nn.Flatten()` before a layer that `nn.Sequential` calls: its input is written nowhere."""
    assert case.node is not None
    definition = case.definition(case.node)
    listed = definition is not None and isinstance(case.parents.get(definition), (ast.Call, ast.List, ast.Tuple))
    if case.node.op != "linear" or definition is None or not listed or list(sites_of(case, 0)):
        return
    shape, features = case.node.inputs[0].shape, case.node.attributes.get("in_features")
    function = text_of(case.source, definition.func)
    if product(shape[1:]) != features or "." not in function:
        return
    namespace = function.rpartition(".")[0]
    span = case.source.span_of(definition)
    before = case.source.lines[span.line - 1][: span.column]
    gap = f"\n{before}" if not before.strip() else " "
    edits = edits_of(case.source, wrapped(case.source, definition, "", prefix=f"{namespace}.Flatten(),{gap}"))
    reason = (
        f"{taker(case)} gets {shape_text(shape)}, and {features} = {' · '.join(map(str, shape[1:]))} is what each "
        "sample holds: it was never flattened."
    )
    yield Proposal(f"Flatten before {case.node.label}", edits, reason, EXPLAINS)


def _is_parameter(case: Case, operand: int) -> bool:
    made = case.producer(case.node, operand) if case.node is not None else None
    return made is not None and made[0].kind == "parameter"


def _batched_entrances(case: Case) -> Iterator[Proposal]:
    """A single sample that the cell made itself may lack the batch axis, and is refused only further on.

    The place where it goes into the model comes first: what is one picture in the data stays one picture.
    """
    found: dict[str, int] = {}
    for root, site in entrances_of(case):
        taken = {case.nodes[edge.target].op for edge in case.graph.edges if edge.source == root.id}
        if not any(len(site.shape) in SINGLE_SAMPLES.get(op, ()) for op in taken):
            continue
        count = found[root.id] = found.get(root.id, -1) + 1
        name, rank = site_name(case, site), len(site.shape)
        reason = (
            f"{name[:1].upper() + name[1:]} has {'1 axis' if rank == 1 else f'{rank} axes'}: it is a single sample "
            f"without a batch axis, and {taker(case)} takes a batch."
        )
        edits = edits_of(case.source, wrapped(case.source, site.expression, ".unsqueeze(0)"))
        # Numbers for a layer of rows may be one row or a batch of them: only layers with a fixed form tell.
        weight = MISSING_CALL - 0.01 if rank == 1 else EXPLAINS - 0.02
        yield Proposal(f"Give {name} a batch axis", edits, reason, weight - 0.01 * min(count, 2))
