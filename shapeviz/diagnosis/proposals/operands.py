"""Bringing an operand of the failing call into the form that the call takes, where it is used or where it is made."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.diagnosis.proposals.losses import ELEMENTWISE, OVER_CLASSES
from shapeviz.diagnosis.proposals.operand_sites import (
    Site,
    fits,
    outputs_with,
    shapes_fit,
    site_name,
    sites_of,
    taker,
)
from shapeviz.diagnosis.proposals.rearrangements import EXPLAINS, Rearrangement, alignments, rearrangements
from shapeviz.diagnosis.proposals.spellings import in_library
from shapeviz.diagnosis.proposals.twins import with_twins
from shapeviz.diagnosis.weights import MISSING_CALL
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.reductions import ALONG_AXIS, EXTREMES, OVER_AXES, PAIRS
from shapeviz.shapes.shape import Shape

# Layers that can be told where the batch axis is are rather told so than given exchanged axes.
KNOWS_BATCH_FIRST = frozenset({"rnn", "lstm", "gru", "multi_head_attention_forward", "multihead_attention"})
# Losses have their own proposals; axes and sizes given to these calls are what is wrong with them, not their operand.
OWN_PROPOSALS = frozenset(
    {"view", "reshape", "unflatten", "stack", "dot", "squeeze", "unsqueeze", "getitem", "split", "chunk", "unbind",
     "einops_rearrange", "einops_reduce", "einops_repeat",
     *ALONG_AXIS, *OVER_AXES, *EXTREMES, *PAIRS, *OVER_CLASSES, *ELEMENTWISE}
)  # fmt: skip
# These rearrange a tensor themselves: before them only an axis may be missing or too many.
REARRANGING = frozenset({"permute", "transpose"})
# With how many axes a tensor lacks the axis for a single feature.
RANK_WITHOUT_AXIS = {"linear": 1, "rnn": 2, "lstm": 2, "gru": 2}
PRODUCTS = frozenset({"matmul", "mm", "bmm"})
# Within a kind: how far a change is from what people usually forget.
CONTRIVED = {"permute": 0.01, "flatten": 0.0, "unsqueeze": 0.005, "squeeze": 0.02, "align": 0.0, "single": 0.03,
             "pick": 0.03, "mean": 0.03}  # fmt: skip
PER_KIND = 3


def propose(case: Case) -> Iterator[Proposal]:
    """Rearrangements of an operand with which the failing call's rule accepts it."""
    if case.node is None or case.node.op in OWN_PROPOSALS:
        return
    if shapes_fit(case):
        yield from _types(case)
        return
    for operand in range(len(case.node.inputs)):
        yield from _rearranged(case, operand)


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
    library = library_of(case, case.node, operand)
    for weight, change in sorted(fitting, key=lambda item: -item[0]):
        counts[change.kind] = counts.get(change.kind, 0) + 1
        written = in_library(case, change, library) if counts[change.kind] <= PER_KIND else None
        if written is not None:
            change = written
            for place, site in enumerate(sites_of(case, operand)):
                yield _proposal(case, site, change, weight - 0.01 * min(place, 2))
                yield from with_twins(case, site, change, weight - 0.005)
                if place == 0 and library == "torch":
                    yield from _there_and_back(case, site, change, weight)


def _weight(case: Case, name: str, shape: Shape, change: Rearrangement, others: list[Shape]) -> float | None:
    """How likely a change is meant; None where the call refuses the rearranged operand or makes another thing of it."""
    assert case.node is not None
    if not fits(case, {name: change.shape}):
        return None
    if case.node.op in BROADCASTING:
        return _broadcast_weight(case, name, change, others)
    if case.node.op in REARRANGING and change.kind not in ("unsqueeze", "squeeze"):
        return None
    # Only a single sample, as it was made, may be flattened whole: of a batch it would make one long row.
    if change.kind == "single" and (len(shape) > 2 or not _is_as_made(case, name)):
        return None
    if change.odd and not case.node.op.startswith("conv"):
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
    if change.kind == "flatten" and op not in ("linear", "layer_norm"):
        return False
    if op in PRODUCTS:
        return True
    if change.kind == "permute" and op == "linear" and len(change.shape) > 3:
        return False
    larger = [size for size in wanted if size > 1]
    return all(size in change.shape for size in larger) if larger else change.kind == "permute"


def _proposal(case: Case, site: Site, change: Rearrangement, weight: float) -> Proposal:
    text = text_of(case.source, site.expression)
    edits = edits_of(case.source, wrapped(case.source, site.expression, change.suffix, change.prefix))
    title = change.title.format(name=site_name(case, site))
    return Proposal(title, edits, change.reason(text, site.shape, taker(case)), weight)


def _there_and_back(case: Case, site: Site, change: Rearrangement, weight: float) -> Iterator[Proposal]:
    """A normalization keeps the form of its input, and what follows was written for the form that there was."""
    assert case.node is not None
    back = change.inverse
    expression = case.expression(case.node)
    is_index = case.node.op == "gather" and change.kind in ("unsqueeze", "align")
    if not (case.node.op.endswith("_norm") or is_index) or back is None or expression is None:
        return
    text = text_of(case.source, site.expression)
    whole, span = text_of(case.source, expression), case.source.span_of(site.expression)
    start = case.source.span_of(expression)
    if start.line != span.end_line or start.line != span.line:
        return
    at = span.column - start.column
    inner = wrapped(case.source, site.expression, change.suffix).text
    made = f"{whole[:at]}{inner}{whole[at + len(text) :]}{back}"
    edits = edits_of(case.source, replaced(case.source, expression, made))
    reason = (
        change.reason(text, site.shape, taker(case))[:-1] + f"; `{back}` behind it gives what follows its old form."
    )
    title = change.title.format(name=site_name(case, site)) + ", and undo it behind"
    yield Proposal(title, edits, reason, weight + 0.01)


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


def _is_as_made(case: Case, name: str) -> bool:
    made = case.producer(case.node, case.operand_index(name) or 0) if case.node is not None else None
    return made is not None and made[0].kind == "input"
