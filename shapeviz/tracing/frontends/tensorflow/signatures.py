"""Which rule judges a function of TensorFlow, and under which names it takes its arguments.

Each row reads: the function, the rule's operation, the tensors it takes, and after a slash the arguments that are no
tensors; `a:input` is the argument `a`, which the rule calls `input`. Arguments that decide no shape are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

_FUNCTIONS = """
matmul                    strict_matmul       a:input b:other / transpose_a transpose_b adjoint_a adjoint_b
linalg.matvec             matvec              a:input b:other / transpose_a adjoint_a
tensordot                 strict_tensordot    a b / axes:dims
einsum                    strict_einsum       inputs:operands* / equation
linalg.solve              strict_solve        matrix rhs
linalg.inv                linalg_inv          input
linalg.det                linalg_det          input
linalg.cholesky           linalg_cholesky     input
linalg.eigh               linalg_eigh         tensor:input
linalg.pinv               linalg_pinv         a:input
linalg.diag               matrix_diag         diagonal:input / k num_rows num_cols
linalg.trace              matrix_trace        x:input
linalg.matrix_transpose   mT                  a:input
linalg.band_part          band_part           input
norm                      strict_norm         tensor:input / axis:dim keepdims:keepdim
concat                    strict_concat       values:tensors* / axis:dim
stack                     stack               values:tensors* / axis:dim=0
unstack                   strict_unstack      value:input / axis:dim=0
split                     strict_split        value:input / num_or_size_splits:pieces axis:dim=0
reshape                   reshape             tensor:input / shape
transpose                 reorder             a:input / perm:dims
expand_dims               unsqueeze           input / axis:dim
squeeze                   strict_squeeze      input / axis:dim
reduce_sum                strict_sum          input_tensor:input / axis:dim keepdims:keepdim
reduce_mean               strict_mean         input_tensor:input / axis:dim keepdims:keepdim
reduce_prod               strict_prod         input_tensor:input / axis:dim keepdims:keepdim
reduce_max                strict_max          input_tensor:input / axis:dim keepdims:keepdim
reduce_min                strict_min          input_tensor:input / axis:dim keepdims:keepdim
reduce_any                strict_any          input_tensor:input / axis:dim keepdims:keepdim
reduce_all                strict_all          input_tensor:input / axis:dim keepdims:keepdim
reduce_logsumexp          strict_logsumexp    input_tensor:input / axis:dim keepdims:keepdim
math.reduce_std           strict_std          input_tensor:input / axis:dim keepdims:keepdim
math.reduce_variance      strict_variance     input_tensor:input / axis:dim keepdims:keepdim
math.count_nonzero        strict_sum          input / axis:dim keepdims:keepdim
nn.moments                strict_moments      x:input / axes:dim keepdims:keepdim
argmax                    strict_argmax       input / axis:dim=0
argmin                    strict_argmin       input / axis:dim=0
math.top_k                top_k               input / k
sort                      strict_sort         values:input / axis:dim=-1
argsort                   strict_argsort      values:input / axis:dim=-1
cumsum                    strict_cumsum       x:input / axis:dim=0
math.cumprod              strict_cumprod      x:input / axis:dim=0
math.cumulative_logsumexp strict_cumulative_logsumexp x:input / axis:dim=0
nn.softmax                strict_softmax      logits:input / axis:dim=-1
nn.log_softmax            strict_log_softmax  logits:input / axis:dim=-1
where                     where               condition x:input y:other
clip_by_value             clamp               t:input clip_value_min:min clip_value_max:max
math.add_n                add_up              inputs:tensors*
gather                    gather_along        params:input indices:index / axis:dim batch_dims
gather_nd                 gather_nd           params:input indices:index / batch_dims
nn.embedding_lookup       gather_along        params:input ids:index
one_hot                   one_hot_at          indices:input / depth axis:dim
tile                      tile_each           input / multiples:repeats
repeat                    repeat_entries      input / repeats axis:dim
pad                       pad_each            tensor:input / paddings:pad mode
slice                     slice_each          input_:input / begin size
reverse                   reverse             tensor:input / axis:dims
roll                      roll_along          input / shift:shifts axis:dims
broadcast_to              stretch_to          input / shape:size
meshgrid                  grid                args:tensors* / indexing=xy
zeros                     zeros               / shape:size
ones                      ones                / shape:size
fill                      full                / dims:size
eye                       batched_eye         / num_rows:n num_columns:m batch_shape
range                     arange              / start limit:end delta:step
linspace                  linspace            / start stop num:steps
random.normal             randn               / shape:size
random.uniform            rand                / shape:size
random.truncated_normal   randn               / shape:size
constant                  constant            value:input / shape:size
shape                     axis_sizes          input
size                      count               input
rank                      count               input
nn.bias_add               bias_add            value:input bias / data_format
nn.batch_normalization    affine_normalization               x:input mean variance offset scale
nn.l2_normalize           identity            x:input
nn.dropout                dropout             x:input
nn.softmax_cross_entropy_with_logits        softmax_cross_entropy_with_logits        labels logits / axis:dim
nn.sparse_softmax_cross_entropy_with_logits sparse_softmax_cross_entropy_with_logits labels logits
nn.sigmoid_cross_entropy_with_logits        sigmoid_cross_entropy_with_logits        labels logits
image.resize              resize_channels_last images:input / size preserve_aspect_ratio
ones_like                 ones_like           input
zeros_like                zeros_like          input
identity                  identity            input
stop_gradient             identity            input
cast                      to                  x:input
convert_to_tensor         identity            value:input
Variable                  identity            initial_value:input
random.shuffle            identity            value:input
ensure_shape              ensure_shape        x:input / shape:size
"""

# Functions of each element: the first argument is `input`, in those of two the second is `other`.
_UNARY = """
abs acos acosh asin asinh atan atanh ceil cos cosh digamma erf erfinv exp expm1 floor is_finite:isfinite is_inf:isinf
is_nan:isnan lgamma log log1p log_sigmoid:logsigmoid logical_not negative:neg reciprocal round rsqrt sigmoid sign sin
sinh softplus sqrt square tan tanh real imag conj angle
"""
_UNARY_OF_NN = """
relu relu6 elu selu gelu leaky_relu silu softsign swish:silu
"""
_BINARY = """
add subtract:sub multiply:mul divide:div floordiv:floor_divide floormod:remainder mod:remainder pow maximum minimum
truediv:div divide_no_nan:div multiply_no_nan:mul squared_difference equal:eq not_equal:ne greater:gt less:lt
greater_equal:ge less_equal:le logical_and logical_or logical_xor atan2 xlogy xdivy:div
"""
_OPERATORS = """
add sub mul truediv:div floordiv:floor_divide mod:remainder pow and_:logical_and or_:logical_or xor:logical_xor
gt lt ge le iadd:add isub:sub imul:mul itruediv:div ifloordiv:floor_divide ipow:pow
"""
_OPERATORS_OF_ONE = "neg abs invert:logical_not pos:positive"
_METHODS = """
assign      assign  input value
assign_add  assign  input delta:value
assign_sub  assign  input delta:value
numpy       identity input
read_value  identity input
value       identity input
"""
_SAME_WORD = {"strict_variance": "var", "gather_along": "gather", "strided_slice": "getitem", "tile_each": "tile"}

_WINDOW = "padding data_format dilations:dilation"


@dataclass(frozen=True, slots=True)
class Signature:
    """The rule's operation, and the rule's names of the arguments that it takes, by TensorFlow's.

    A starred operand is a list of tensors. `defaults` are values of arguments that a call does not give.
    """

    op: str
    operands: dict[str, str]
    lists: frozenset[str]
    attributes: dict[str, str]
    defaults: dict[str, object]

    @property
    def neutral(self) -> str:
        """The operation as other frameworks call it too."""
        return _SAME_WORD.get(self.op, self.op.removeprefix("strict_"))


def _signature(op: str, written: str) -> Signature:
    operands: dict[str, str] = {}
    lists: set[str] = set()
    attributes: dict[str, str] = {}
    defaults: dict[str, object] = {}
    tensors, _, others = written.partition("/")
    for item in tensors.split():
        name, _, ours = item.rstrip("*").partition(":")
        operands[name] = ours or name
        if item.endswith("*"):
            lists.add(operands[name])
    for item in others.split():
        item, _, default = item.partition("=")
        name, _, ours = item.partition(":")
        attributes[name] = ours or name
        if default:
            defaults[attributes[name]] = int(default) if default.lstrip("-").isdigit() else default
    return Signature(op, operands, frozenset(lists), attributes, defaults)


def _table(text: str) -> dict[str, Signature]:
    rows = (row.split(None, 2) for row in text.strip().splitlines())
    return {name: _signature(op, "".join(rest)) for name, op, *rest in rows}


def _windows() -> dict[str, Signature]:
    """Convolutions and pools, whose names count the spatial axes."""
    depthwise = f"input filter:weight / strides:stride {_WINDOW}"
    found = {"nn.depthwise_conv2d": _signature("depthwise_conv2d_channels_last", depthwise)}
    for count in (1, 2, 3):
        stride = "stride" if count == 1 else "strides:stride"
        back = f"input filters:weight / output_shape:output_size strides:stride {_WINDOW}"
        plain = f"input filters:weight / {stride} {_WINDOW}"
        found[f"nn.conv{count}d"] = _signature(f"conv{count}d_channels_last", plain)
        found[f"nn.conv{count}d_transpose"] = _signature(f"conv_transpose{count}d_channels_last", back)
    for kind in ("max", "avg"):
        for axes in ("", "1d", "2d", "3d"):
            pool = f"input / ksize:kernel_size strides:stride {_WINDOW}"
            found[f"nn.{kind}_pool{axes}"] = _signature(f"{kind}_pool{axes}_channels_last", pool)
    return found


def _names(text: str, prefix: str, operands: dict[str, str]) -> dict[str, Signature]:
    pairs = (word.partition(":") for word in text.split())
    return {f"{prefix}{name}": Signature(op or name, operands, frozenset(), {}, {}) for name, _, op in pairs}


_ONE, _OTHER_ONE = {"x": "input"}, {"features": "input"}
_TWO = {"x": "input", "y": "other"}

FUNCTIONS: dict[str, Signature] = {
    **_table(_FUNCTIONS),
    **_windows(),
    **_names(_UNARY, "math.", _ONE),
    **_names(_UNARY_OF_NN, "nn.", _OTHER_ONE),
    **_names(_BINARY, "math.", _TWO),
}
OPERATORS: dict[str, Signature] = {
    **_names(_OPERATORS, "", _TWO),
    **_names(_OPERATORS_OF_ONE, "", _ONE),
    **_names("eq:equality ne:equality", "", _TWO),
    **_table("""
matmul   strict_matmul a:input b:other
imatmul  strict_matmul a:input b:other
getitem  strided_slice x:input / index:places
"""),
}
METHODS: dict[str, Signature] = _table(_METHODS)
