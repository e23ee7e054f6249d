"""Operation and arguments of the functions of `keras.ops`, with the names that the rules have for them.

Each argument is written as in `axis:dim`: Keras's own name, and after it that of the rules where it is another; `=`
gives a default that rules cannot know. `*` in front takes all that is left. Whether an argument is an operand shows in
what is given for it.
"""

from __future__ import annotations

_REDUCED = "x:input axis:dim keepdims:keepdim"
_PAIR = "x1:input x2:other"
_ONE = """
    abs absolute arccos arccosh arcsin arcsinh arctan arctanh ceil celu conj cos cosh deg2rad elu erf erfc erfinv exp
    exp2 expm1 floor gelu imag isfinite isinf isnan isneginf isposinf leaky_relu log log10 log1p log2 logical_not
    nan_to_num negative rad2deg real reciprocal relu relu6 round rsqrt selu sigmoid sign signbit silu sin sinc sinh
    softplus softsign sqrt square tan tanh trunc
"""
# These have no rule of their own name, and leave the shape as it is.
_OF_KERAS_ALONE = """
    bitwise_invert cast cbrt conjugate convert_to_tensor copy fabs hard_shrink hard_sigmoid hard_silu hard_swish
    hard_tanh isreal log_sigmoid saturate_cast soft_shrink sparse_plus sparse_sigmoid squareplus swish tanh_shrink
    threshold
"""
_TWO = """
    add arctan2 divide floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot isclose lcm ldexp less
    less_equal logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum multiply nextafter not_equal
    subtract true_divide
"""
_OTHER_NAMES = {"power": "pow", "equal": "eq", "mod": "remainder", "divide_no_nan": "div"}
# What the functions of Python's operators are called in `keras.ops`.
OPERATORS = {
    "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide", "pow": "power",
    "neg": "negative", "eq": "equal", "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater",
    "ge": "greater_equal", "and_": "logical_and", "or_": "logical_or", "xor": "logical_xor", "invert": "logical_not",
}  # fmt: skip

_ELEMENTWISE = {
    **{name: f"{name} x:input" for name in _ONE.split()},
    **{name: "identity x:input" for name in _OF_KERAS_ALONE.split()},
    "stop_gradient": "identity variable:input",
    **{name: f"{name} {_PAIR}" for name in _TWO.split()},
    **{name: f"{op} {_PAIR}" for name, op in _OTHER_NAMES.items()},
    **{f"bitwise_{name}": f"bitwise_{name} x:input y:other" for name in ("and", "or", "xor")},
    "clip": "clip x:input x_min:min x_max:max",
    "where": "where condition x1:input x2:other",
    **{name: f"array_{name} x:input" for name in ("zeros_like", "ones_like", "full_like", "empty_like")},
}
_ALONG_AXES = {
    **{
        name: f"keras_ops_{name} {_REDUCED}"
        for name in ("sum", "mean", "prod", "std", "var", "all", "any", "logsumexp", "median", "amax", "amin")
    },
    "max": f"keras_ops_amax {_REDUCED}",
    "min": f"keras_ops_amin {_REDUCED}",
    **{name: f"array_{name} {_REDUCED}" for name in ("argmax", "argmin")},
    **{name: f"{name} x:input axis:dim=-1" for name in ("softmax", "log_softmax")},
    **{name: f"array_{name} x:input axis:dim" for name in ("cumsum", "cumprod")},
    **{name: f"array_{name} x:input axis:dim=-1" for name in ("sort", "argsort")},
}
_PRODUCTS = {
    "matmul": f"matmul {_PAIR}",
    "dot": f"keras_ops_dot {_PAIR}",
    "inner": f"inner {_PAIR}",
    "outer": "array_outer x1:input x2:vec2",
    "einsum": "einsum subscripts:equation *operands",
}
_SHAPES = {
    "reshape": "reshape x:input newshape:shape",
    "ravel": "array_ravel x:input",
    "transpose": "array_transpose x:input axes:dims",
    "swapaxes": "swapaxes x:input axis1:dim0 axis2:dim1",
    "moveaxis": "moveaxis x:input source destination",
    "expand_dims": "array_expand_dims x:input axis:dim",
    "squeeze": "keras_ops_squeeze x:input axis:dim",
    "broadcast_to": "array_broadcast_to x:input shape",
    "flip": "array_flip x:input axis:dims",
    "roll": "array_roll x:input shift:shifts axis:dims",
    "tile": "tile x:input repeats:dims",
    "repeat": "array_repeat x:input repeats axis:dim",
    "pad": "keras_ops_pad x:input pad_width",
    **{name: f"{name} x:input k:diagonal=0" for name in ("tril", "triu")},
    "trace": "array_trace x:input offset=0 axis1:dim1=0 axis2:dim2=1",
}
_PIECES = {
    "getitem": "getitem x:input key:index numbers_pick=True",
    "take": "array_take x:input indices axis:dim",
    "concatenate": "array_concatenate xs:tensors axis:dim=0",
    "stack": "stack x:tensors axis:dim=0",
    "split": "array_split x:input indices_or_sections axis:dim=0",
    "unstack": "unbind x:input num axis:dim=0",
    "meshgrid": "array_meshgrid *x:tensors indexing='xy'",
    **{name: f"{name} shape:size" for name in ("zeros", "ones", "empty")},
}

OPS: dict[str, str] = {**_ELEMENTWISE, **_ALONG_AXES, **_PRODUCTS, **_SHAPES, **_PIECES}
