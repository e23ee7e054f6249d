"""Operation and arguments of the functions of `keras.ops`, with the names that the rules have for them.

Each argument is written as in `axis:dim`: Keras's own name, and after it that of the rules where it is another; `=`
gives a default that rules cannot know. `*` in front takes all that is left. Whether an argument is an operand shows in
what is given for it.
"""

from __future__ import annotations

from shapeviz.rules.elementwise_names import BROADCASTING, UNARY

_REDUCED = "x:input axis:dim keepdims:keepdim"
_PAIR = "x1:input x2:other"
# Keras's own names for what the rules call otherwise.
_ONE = """
    arccos arccosh arcsin arcsinh arctan arctanh bitwise_invert cast cbrt ceil conjugate convert_to_tensor copy fabs
    hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh identity log_sigmoid saturate_cast sparse_plus
    sparse_sigmoid squareplus soft_shrink stop_gradient swish tanh_shrink threshold isreal nan_to_num
"""
_OWN_NAMES = {"power": "pow", "true_divide": "div", "equal": "eq", "mod": "remainder", "divide_no_nan": "div"}
# What the functions of Python's operators are called in `keras.ops`.
OPERATORS = {
    "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide", "pow": "power",
    "neg": "negative", "eq": "equal", "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater",
    "ge": "greater_equal", "and_": "logical_and", "or_": "logical_or", "xor": "logical_xor", "invert": "logical_not",
}  # fmt: skip

OPS: dict[str, str] = {
    **{name: f"{name} x:input" for name in UNARY},
    **{name: "identity x:input" for name in _ONE.split()},
    **{name: f"{name} {_PAIR}" for name in BROADCASTING if not name.startswith(("bitwise", "clamp", "special"))},
    **{name: f"{op} {_PAIR}" for name, op in _OWN_NAMES.items()},
    **{f"bitwise_{name}": f"bitwise_{name} x:input y:other" for name in ("and", "or", "xor")},
    "getitem": "getitem x:input key:index numbers_pick=True",
    "clip": "clip x:input x_min:min x_max:max",
    "where": "where condition x1:input x2:other",
    **{name: f"{name} {_REDUCED}" for name in ("sum", "mean", "prod", "std", "var", "all", "any", "logsumexp")},
    **{name: f"array_{name} {_REDUCED}" for name in ("argmax", "argmin")},
    **dict.fromkeys(("max", "amax"), f"amax {_REDUCED}"),
    **dict.fromkeys(("min", "amin"), f"amin {_REDUCED}"),
    "median": f"mean {_REDUCED}",
    "count_nonzero": "sum x:input axis:dim",
    **{name: f"{name} x:input axis:dim=-1" for name in ("softmax", "log_softmax")},
    **{name: f"array_{name} x:input axis:dim" for name in ("cumsum", "cumprod")},
    **{name: f"array_{name} x:input axis:dim=-1" for name in ("sort", "argsort")},
    "matmul": f"matmul {_PAIR}",
    "dot": f"array_dot {_PAIR}",
    "inner": f"inner {_PAIR}",
    "outer": "array_outer x1:input x2:vec2",
    "tensordot": "array_tensordot x1:a x2:b axes:dims=2",
    "einsum": "einsum subscripts:equation *operands",
    "reshape": "reshape x:input newshape:shape",
    "ravel": "array_ravel x:input",
    "transpose": "array_transpose x:input axes:dims",
    "swapaxes": "swapaxes x:input axis1:dim0 axis2:dim1",
    "moveaxis": "moveaxis x:input source destination",
    "expand_dims": "array_expand_dims x:input axis:dim",
    "squeeze": "array_squeeze x:input axis:dim",
    "broadcast_to": "array_broadcast_to x:input shape",
    "flip": "array_flip x:input axis:dims",
    "roll": "array_roll x:input shift:shifts axis:dims",
    "tile": "tile x:input repeats:dims",
    "repeat": "array_repeat x:input repeats axis:dim",
    "pad": "array_pad x:input pad_width",
    "concatenate": "array_concatenate xs:tensors axis:dim=0",
    "stack": "stack x:tensors axis:dim=0",
    **{name: f"array_{name} xs:tensors" for name in ("hstack", "vstack")},
    "split": "array_split x:input indices_or_sections axis:dim=0",
    "unstack": "unbind x:input num axis:dim=0",
    "take": "array_take x:input indices axis:dim",
    **{name: f"array_{name} x:input k:diagonal=0" for name in ("tril", "triu")},
    "trace": "array_trace x:input offset=0 axis1:dim1=0 axis2:dim2=1",
    "diagonal": "array_diagonal x:input offset=0 axis1:dim1=0 axis2:dim2=1",
    "meshgrid": "array_meshgrid *x:tensors indexing='xy'",
    **{name: f"array_{name}_like x:input" for name in ("zeros", "ones")},
    **{name: f"{name} shape:size" for name in ("zeros", "ones")},
}
