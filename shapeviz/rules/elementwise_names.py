"""The operations that work on each element, by how many operands shape their result."""

_UNARY = """
    abs absolute acos acosh alpha_dropout angle arccos arcsin arctan asin asinh atan atanh bernoulli
    bfloat16 bitwise_not bool byte ceil celu char clone conj contiguous cos cosh cpu cuda deg2rad detach
    digamma double dropout elu empty_like erf erfc erfinv exp exp2 expm1
    fill fix float floor frac full_like gelu half hardshrink hardsigmoid hardswish
    hardtanh i0 identity int isfinite isinf isnan isneginf isposinf leaky_relu lgamma log log10 log1p
    log2 logical_not logit logsigmoid long mish nan_to_num neg negative ones_like positive rad2deg
    rand_like randint_like randn_like reciprocal relu relu6 requires_grad round rrelu rsqrt selu sgn
    short sigmoid sign signbit silu sin sinc sinh softplus softshrink softsign sqrt square tan tanh
    tanhshrink threshold to trunc zero zeros_like
"""

_BROADCASTING = """
    add addcdiv addcmul arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift
    bitwise_xor clamp clamp_max clamp_min clip copysign div divide eq float_power floor_divide fmax fmin
    fmod gcd ge greater greater_equal gt heaviside hypot isclose lcm ldexp le lerp less less_equal
    logaddexp logaddexp2 logical_and logical_or logical_xor lshift lt maximum minimum mul
    multiply ne nextafter not_equal pow remainder rshift rsub sub subtract true_divide xlogy
"""

UNARY = frozenset(_UNARY.split())
BROADCASTING = frozenset(_BROADCASTING.split())
