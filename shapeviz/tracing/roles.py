"""What the axes of an input are: told by the first call that knows, by the input's name, or by how many there are."""

from __future__ import annotations

import re
from collections.abc import Collection

from shapeviz.graph.model import Node
from shapeviz.tracing.axis_flow import AxisFlow, Use
from shapeviz.tracing.image_layouts import letters_in_layout

# By the letter of an axis; the small ones are shown as capitals.
ROLE_OF_LETTER = {
    "N": "batch",
    "C": "channels",
    "D": "depth",
    "H": "height",
    "W": "width",
    "L": "sequence",
    "S": "sequence",  # the sequence that is looked at
    "T": "sequence",  # the sequence that is made of another
    "K": "layers",
    "F": "features",
    "h": "heads",
}
_ROLE_OF_WORD = {
    word: role
    for role, words in {
        "batch": "batch batch_size bs bsz batches",
        "channels": "channels channel in_channels num_channels chans",
        "depth": "depth",
        "height": "height rows",
        "width": "width cols columns",
        "sequence": "sequence seq seq_len seq_length seqlen sequence_length time steps length tokens",
        "features": "features feature hidden hidden_size dim embed_dim embedding_dim d_model num_features",
        "heads": "heads num_heads n_heads nhead",
    }.items()
    for word in words.split()
}
_LETTERS_BY_RANK = {0: "", 1: "N", 2: "NF", 3: "NLF", 4: "NCHW", 5: "NCDHW"}
_SPACE = {1: "L", 2: "HW", 3: "DHW"}
_LETTERS_OF_LINEAR = {1: "F", 2: "NF", 3: "NLF", 4: "NHWF", 5: "NDHWF"}
_SPATIAL = re.compile(r"(?:conv|conv_transpose|\w*pool|dropout)([123])d")
_CHANNELS_SECOND = frozenset(
    {"batch_norm", "group_norm", "instance_norm", "interpolate", "local_response_norm"}
    | {"pixel_shuffle", "pixel_unshuffle"}
)
_RECURRENT = frozenset({"rnn", "lstm", "gru", "rnn_tanh", "rnn_relu"})
_CLASS_LOSSES = frozenset({"cross_entropy", "nll_loss"})
_LETTERS_OF_SCORES = {2: "NF", 3: "NCL", 4: "NCHW", 5: "NCDHW"}
_LETTERS_OF_CLASSES = {1: "N", 2: "NL", 3: "NHW", 4: "NDHW"}
_ATTENDED = frozenset({"key", "value", "memory"})
_ATTENDING = frozenset({"query", "src", "tgt"})
_PRODUCT_ATTENTION = {3: "NLF", 4: "NhLF"}
# What Hugging Face calls the inputs of its models.
_LETTERS_BY_NAME = {
    "input_ids": ("NL",),
    "attention_mask": ("NL",),
    "token_type_ids": ("NL",),
    "position_ids": ("NL",),
    "inputs_embeds": ("NLF",),
    "input_values": ("NL",),
    "input_features": ("NFL",),
    "pixel_values": ("NCHW",),
    "encoder_hidden_states": ("NLF",),
    "decoder_input_ids": ("NT",),
    "decoder_attention_mask": ("NT",),
    "decoder_inputs_embeds": ("NTF",),
    "labels": ("N", "NL"),
}


def role_of(letter: str, name: str = "") -> str:
    """What an axis is, by its name if that is a word for it, else by its letter.

    >>> role_of("F"), role_of("F", "seq_len"), role_of("F", "width_of_x")
    ('features', 'sequence', 'features')
    """
    return _ROLE_OF_WORD.get(name.lower(), ROLE_OF_LETTER[letter])


def letters_of(node: Node, flow: AxisFlow, names: Collection[str]) -> str:
    """A letter of `ROLE_OF_LETTER` for each axis of an input; `names` are what the code calls it."""
    tensor = node.outputs[0]
    rank = len(tensor.shape)
    for use in flow.uses(node):
        letters = _letters_for(use)
        if letters is not None:
            return "".join(letters[use.order.index(axis)] for axis in range(rank))
    for name in names:
        for letters in _LETTERS_BY_NAME.get(name, ()):
            if len(letters) == rank:
                return letters
    if rank == 2 and tensor.dtype.startswith("int"):
        # Whole numbers in rows are the ids of a batch of sequences.
        return "NL"
    return _LETTERS_BY_RANK.get(rank, "N" + "F" * (rank - 1))


def _letters_for(use: Use) -> str | None:
    """What the consumer calls the axes of its operand, if it knows."""
    op, operand, rank = use.consumer.op, use.operand.name or "", len(use.order)
    if op in _CLASS_LOSSES and operand in ("input", "target"):
        return (_LETTERS_OF_SCORES if operand == "input" else _LETTERS_OF_CLASSES).get(rank)
    if op == "scaled_dot_product_attention" or op == "multi_head_attention" or op.startswith("transformer"):
        return _letters_of_attention(use.consumer, operand, rank)
    if op in _RECURRENT and operand.startswith("hx"):
        return "KNF" if rank == 3 else None
    in_layout = letters_in_layout(use.consumer, operand, rank)
    if in_layout is not None or operand != "input":
        return in_layout
    if op in _RECURRENT:
        return _letters_of_sequence(use.consumer, rank)
    if op in ("embedding", "embedding_bag"):
        return "NL" if rank == 2 else None
    if op == "linear":
        return _LETTERS_OF_LINEAR.get(rank)
    if op in _CHANNELS_SECOND and rank >= 3:
        return "NC" + _SPACE[rank - 2] if rank - 2 in _SPACE else None
    spatial = _SPATIAL.fullmatch(op)
    return _letters_of_image(int(spatial[1]), rank) if spatial is not None else None


def _letters_of_image(dimensions: int, rank: int) -> str | None:
    letters = "C" + _SPACE[dimensions]
    return {len(letters): letters, len(letters) + 1: "N" + letters}.get(rank)


def _letters_of_attention(consumer: Node, operand: str, rank: int) -> str | None:
    if operand not in _ATTENDED and operand not in _ATTENDING:
        return None
    product = consumer.op == "scaled_dot_product_attention"
    letters = _PRODUCT_ATTENTION.get(rank) if product else _letters_of_sequence(consumer, rank)
    return letters.replace("L", "S") if letters is not None and operand in _ATTENDED else letters


def _letters_of_sequence(consumer: Node, rank: int) -> str | None:
    if rank == 3:
        # Torch runs a whole transformer layer as one call only if it has the batch first.
        fused = consumer.op.startswith("transformer")
        return "NLF" if consumer.attributes.get("batch_first", fused) else "LNF"
    return "LF" if rank == 2 else None
