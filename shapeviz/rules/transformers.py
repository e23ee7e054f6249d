"""Whole transformer layers: sequences of `d_model` features, batches that agree, masks that go with them."""

from __future__ import annotations

from typing import NamedTuple

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, replaced

RANKS = (3, 2)
LAYOUTS = {
    True: "(batch × time × features, the batch optional)",
    False: "(time × batch × features, the batch optional)",
}


class Masks(NamedTuple):
    """The names of the masks of one attention: from a target to a source, and of the source's padding."""

    target: str
    source: str
    attention: str
    padding: str


def encoder(call: Call) -> Outcome:
    """A sequence `src` that looks at itself."""
    shape = call.shape("src")
    if shape is None or call.attribute("d_model") is None:
        return None
    own = Masks("src", "src", "src_mask" if "src_mask" in call.operands else "mask", "src_key_padding_mask")
    return _sequence_fault(call, "src") or _mask_faults(call, own) or Accept([shape])


def decoder(call: Call) -> Outcome:
    """A sequence `tgt` that looks at itself, then at what the encoder made (`memory`)."""
    shape = call.shape("tgt")
    if shape is None or call.attribute("d_model") is None or call.shape("memory") is None:
        return None
    own = Masks("tgt", "tgt", "tgt_mask", "tgt_key_padding_mask")
    across = Masks("tgt", "memory", "memory_mask", "memory_key_padding_mask")
    fault = _sequence_fault(call, "tgt") or _partner_fault(call, "memory", "tgt")
    return fault or _mask_faults(call, own) or _mask_faults(call, across) or Accept([shape])


def transformer(call: Call) -> Outcome:
    """An encoder of `src`, whose result is the memory of a decoder of `tgt`."""
    shape = call.shape("tgt")
    if shape is None or call.attribute("d_model") is None or call.shape("src") is None:
        return None
    attentions = (
        Masks("src", "src", "src_mask", "src_key_padding_mask"),
        Masks("tgt", "tgt", "tgt_mask", "tgt_key_padding_mask"),
        Masks("tgt", "src", "memory_mask", "memory_key_padding_mask"),
    )
    fault = _sequence_fault(call, "src") or _partner_fault(call, "tgt", "src")
    for masks in attentions:
        fault = fault or _mask_faults(call, masks)
    return fault or Accept([shape])


def _sequence_fault(call: Call, name: str) -> Fault | None:
    """The fault of a sequence with other axes, or another number of features."""
    fault = rank_fault(call, name, RANKS, why=LAYOUTS[_batch_first(call)])
    return fault or _feature_fault(call, name)


def _feature_fault(call: Call, name: str) -> Fault | None:
    shape, width = call.named_shapes()[name], call.attribute("d_model")
    if shape[-1] == width:
        return None
    problem = AxisProblem(name, len(shape) - 1, width, shape[-1])
    expects = f"{counted(width, 'feature')} in the last axis of its {name}"
    return Fault([problem], expects, str(shape[-1]), {name: replaced(shape, -1, width)})


def _partner_fault(call: Call, name: str, other: str) -> Fault | None:
    """The fault of a sequence that goes with another one, but not in its number of axes, batch or features."""
    partner, shape = call.named_shapes()[other], call.named_shapes()[name]
    fault = rank_fault(call, name, [len(partner)], why=f"like its {other}")
    if fault is not None or len(shape) == 2:
        return fault or _feature_fault(call, name)
    axis = 0 if _batch_first(call) else 1
    if shape[axis] == partner[axis]:
        return _feature_fault(call, name)
    order = "batch-first" if _batch_first(call) else "sequence-first"
    return Fault(
        [AxisProblem(name, axis, partner[axis], shape[axis])],
        f"{partner[axis]} in axis {axis} of its {name} (the batch size of its {other}, as it is {order})",
        str(shape[axis]),
        {name: replaced(shape, axis, partner[axis])},
    )


def _mask_faults(call: Call, masks: Masks) -> Fault | None:
    """The fault of a mask with another shape than that of the scores, or of the source's padding."""
    batch, target = _sizes(call, masks.target)
    _, source = _sizes(call, masks.source)
    padding = call.shape(masks.padding)
    if padding is not None and padding != (*batch, source):
        length = f"the length of its {masks.source}"
        return shape_fault(masks.padding, (*batch, source), padding, f"batch × {length}" if batch else length)
    mask = call.shape(masks.attention)
    stacked = (batch[0] if batch else 1) * call.attribute("nhead")
    if mask is None:
        return None
    meaning = f"length of its {masks.target} × length of its {masks.source}"
    wanted: Shape = (target, source)
    if len(mask) == 3:
        wanted, meaning = (stacked, *wanted), f"batch · heads × {meaning}"
    return None if mask == wanted else shape_fault(masks.attention, wanted, mask, meaning)


def _sizes(call: Call, name: str) -> tuple[Shape, int]:
    """The batch of a sequence (empty without one) and its length."""
    shape = call.named_shapes()[name]
    if len(shape) == 2:
        return (), shape[0]
    batch, time = (0, 1) if _batch_first(call) else (1, 0)
    return (shape[batch],), shape[time]


def _batch_first(call: Call) -> bool:
    return bool(call.attribute("batch_first", False))


RULES: dict[str, Rule] = {
    **dict.fromkeys(("transformerencoder", "transformerencoderlayer"), encoder),
    **dict.fromkeys(("transformerdecoder", "transformerdecoderlayer"), decoder),
    "transformer": transformer,
}
