"""A single sample that goes into a model without the batch axis, and is refused only further on."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import entrances_of, site_name, taker
from shapeviz.diagnosis.proposals.rearrangements import EXPLAINS
from shapeviz.diagnosis.weights import MISSING_CALL

# With how many axes a tensor is one sample for the first layer it goes into.
SINGLE_SAMPLES = {"flatten": (1, 2), "conv1d": (2,), "conv2d": (3,), "conv3d": (4,), "linear": (1,), "embedding": (1,),
                  "rnn": (2,), "lstm": (2,), "gru": (2,)}  # fmt: skip


def propose(case: Case) -> Iterator[Proposal]:
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
