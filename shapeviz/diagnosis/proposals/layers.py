"""The constructors of torch's layers: the names of their arguments, and which are the sizes of input and output."""

from __future__ import annotations

import ast

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.graph.model import Node

_LINEAR = ("in_features", "out_features", "bias")
_CONVOLUTION = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
_POOL = ("kernel_size", "stride", "padding")
_RECURRENT = ("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional", "proj_size")
_RNN = (*_RECURRENT[:3], "nonlinearity", *_RECURRENT[3:-1])
_BLOCK = ("d_model", "nhead", "dim_feedforward", "dropout", "activation", "layer_norm_eps", "batch_first")

# The positional arguments of each constructor, as far as proposals speak of them.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "Linear": _LINEAR,
    "Bilinear": ("in1_features", "in2_features", "out_features"),
    **{f"Conv{n}d": (*_CONVOLUTION, "dilation", "groups") for n in (1, 2, 3)},
    **{f"ConvTranspose{n}d": (*_CONVOLUTION, "output_padding", "groups", "bias", "dilation") for n in (1, 2, 3)},
    **{f"MaxPool{n}d": (*_POOL, "dilation", "return_indices", "ceil_mode") for n in (1, 2, 3)},
    **{f"AvgPool{n}d": (*_POOL, "ceil_mode") for n in (1, 2, 3)},
    **{f"{kind}Norm{n}d": ("num_features",) for kind in ("Batch", "Instance") for n in (1, 2, 3)},
    "LayerNorm": ("normalized_shape",),
    "RMSNorm": ("normalized_shape",),
    "GroupNorm": ("num_groups", "num_channels"),
    "RNN": _RNN,
    "LSTM": _RECURRENT,
    "GRU": _RECURRENT,
    **{f"{kind}Cell": ("input_size", "hidden_size") for kind in ("RNN", "LSTM", "GRU")},
    "Embedding": ("num_embeddings", "embedding_dim"),
    "MultiheadAttention": ("embed_dim", "num_heads", "dropout", "bias"),
    "TransformerEncoderLayer": _BLOCK,
    "TransformerDecoderLayer": _BLOCK,
    "Transformer": ("d_model", "nhead", "num_encoder_layers", "num_decoder_layers", "dim_feedforward"),
}

# The arguments that say how wide the input and the output of a layer are.
INPUT_SIZES = ("in_features", "in_channels", "num_features", "num_channels", "input_size", "embed_dim", "d_model")
OUTPUT_SIZES = ("out_features", "out_channels", "hidden_size", "embedding_dim")
# The layers whose inputs have time or batch first, as they are told.
SEQUENCE_LAYERS = frozenset(
    ["RNN", "LSTM", "GRU", "MultiheadAttention", "TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer"]
)


def layer_class(node: Node) -> str:
    """The class of a module's node without its package: `Linear`.

    It is `keras.LSTM` of Keras's layers, some of which bear the names of torch's and take other arguments.
    """
    if node.kind != "module":
        return ""
    root, name = node.target.partition(".")[0], node.target.rpartition(".")[2]
    return f"keras.{name}" if root == "keras" else name


def called_class(call: ast.Call) -> str:
    """The last name of what a call calls: `Linear` in `nn.Linear(4, 2)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def constructor(case: Case, node: Node) -> ast.Call | None:
    """The call of torch's own constructor in the source that made a layer.

    Where it is not known which call made it (layers kept in a list first) it is the only one that makes its like.
    It is None for a layer of another cell, and where the source calls something else that makes it.
    """
    key = (constructor, node.id)
    if key not in case.memo:
        case.memo[key] = _constructor(case, node)
    return case.memo[key]


def _constructor(case: Case, node: Node) -> ast.Call | None:
    call, kind = case.definition(node), layer_class(node)
    if kind not in ARGUMENTS:
        return None
    if call is None or called_class(call) in ("Sequential", "ModuleList"):
        return _only_like(case, node)
    return call if called_class(call) == kind else None


def _only_like(case: Case, node: Node) -> ast.Call | None:
    """The only constructor call of the source whose sizes may be those of a layer."""
    sizes = {name: size for name in (*INPUT_SIZES, *OUTPUT_SIZES) if (size := node.attributes.get(name)) is not None}
    key = (_only_like, layer_class(node), *sizes.items())
    if key not in case.memo:
        found = _constructors_of(case, layer_class(node), sizes) if sizes else []
        case.memo[key] = found[0] if len(found) == 1 else None
    return case.memo[key]


def _constructors_of(case: Case, kind: str, sizes: dict[str, int]) -> list[ast.Call]:
    """The constructor calls of a class that may make a layer of these sizes."""
    values = Values.of(case)
    found: list[ast.Call] = []
    for call in case.calls:
        if called_class(call) == kind:
            written = {name: argument(call, name) for name in sizes}
            if all(at is not None and sizes[name] in values.numbers(at) for name, at in written.items()):
                found.append(call)
    return found


def argument(call: ast.Call, name: str) -> ast.expr | None:
    """What the source gives to an argument of a layer's constructor, by its keyword or its position."""
    keyword = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    order = ARGUMENTS.get(called_class(call), ())
    if keyword is not None or name not in order:
        return keyword
    before = call.args[: order.index(name) + 1]
    complete = len(before) == order.index(name) + 1 and not any(isinstance(item, ast.Starred) for item in before)
    return before[-1] if complete else None


def size_name(kind: str, names: tuple[str, ...]) -> str | None:
    """Which of these arguments a layer's constructor has: `in_channels` of a `Conv2d`."""
    return next((name for name in names if name in ARGUMENTS.get(kind, ())), None)


def worked_elsewhere(case: Case) -> bool:
    """Whether the failing layer has taken other inputs of this recording: then its own sizes are right."""
    record = case.record
    if record is None or record.kind != "module":
        return False
    others = [other for other in case.records.values() if other is not record and other.subject is record.subject]
    return record.repeats > 1 or any(not other.is_doubtful for other in others)


def siblings(case: Case, node: Node) -> list[Node]:
    """The other layers that the same piece of the source made, in a loop or by several calls of a function."""
    record, call = case.records.get(node.id), constructor(case, node)
    others = [other for other in case.graph.nodes if other.target == node.target and other.id != node.id]
    return [
        other
        for other in others
        if constructor(case, other) is call and (record is None or case.records[other.id].subject is not record.subject)
    ]


def is_shared(case: Case, node: Node, size: ast.expr) -> bool:
    """Whether the line that made a layer with that size makes others too, for which its number would be wrong."""
    if isinstance(size, ast.Constant):
        return False
    values = Values.of(case)
    if siblings(case, node) or len(values.numbers(size)) > 1:
        return True
    around = case.function_of(size)
    cls = case.parents.get(around) if around is not None else None
    instances = [
        other for other in case.graph.nodes if isinstance(cls, ast.ClassDef) and layer_class(other) == cls.name
    ]
    return len({id(case.records[other.id].subject) for other in instances if other.id in case.records}) > 1


def has_run(case: Case, node: Node) -> bool:
    """Whether a node's call was made and fitted."""
    return node.status == "ok" and bool(node.outputs)
