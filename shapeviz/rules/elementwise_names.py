"""The operations that work on each element, by how many operands shape their result."""

_UNARY = """
    abs absolute acos acosh alpha_dropout angle arccos arcsin arctan asin asinh atan atanh bernoulli
    bfloat16 bitwise_not bool byte ceil celu char clone conj contiguous cos cosh cpu cuda deg2rad detach
    digamma double dropout elu empty_like erf erfc erfinv exp exp2 expm1
    fill fix float floor frac full_like gelu half hardshrink hardsigmoid hardswish
    hardtanh i0 identity imag int isfinite isinf isnan isneginf isposinf leaky_relu lgamma log log10 log1p
    log2 logical_not logit logsigmoid long mish nan_to_num neg negative ones_like positive rad2deg
    rand_like randint_like randn_like real reciprocal relu relu6 requires_grad round rrelu rsqrt selu sgn
    short sigmoid sign signbit silu sin sinc sinh softplus softshrink softsign sqrt square tan tanh
    tanhshrink threshold to trunc zero zeros_like
    arccosh arcsinh arctanh cauchy cdouble cfloat chalf conj_physical exponential geometric log_normal mvlgamma
    poisson polygamma random resolve_conj resolve_neg type type_as uniform
"""

_BROADCASTING = """
    add addcdiv addcmul arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift
    bitwise_xor clamp clamp_max clamp_min clip copysign div divide eq float_power floor_divide fmax fmin
    fmod gcd ge greater greater_equal gt heaviside hypot isclose lcm ldexp le lerp less less_equal
    logaddexp logaddexp2 logical_and logical_or logical_xor lshift lt maximum minimum mul
    multiply ne nextafter not_equal pow remainder rshift rsub sub subtract true_divide xlogy
    binomial complex copy igamma igammac polar squared_difference
"""

# What torch keeps in a namespace of its own, and calls `special_…`.
_SPECIAL_UNARY = """
    airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 digamma entr erf erfc erfcx erfinv exp2 expit expm1 gammaln
    i0 i0e i1 i1e log1p log_ndtr logit modified_bessel_i0 modified_bessel_i1 modified_bessel_k0
    modified_bessel_k1 multigammaln ndtr ndtri polygamma psi round scaled_modified_bessel_k0
    scaled_modified_bessel_k1 sinc spherical_bessel_j0
"""
_SPECIAL_BROADCASTING = """
    chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w gammainc
    gammaincc hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p
    shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v
    shifted_chebyshev_polynomial_w xlog1py xlogy zeta
"""

UNARY = frozenset((*_UNARY.split(), *(f"special_{name}" for name in _SPECIAL_UNARY.split())))
BROADCASTING = frozenset((*_BROADCASTING.split(), *(f"special_{name}" for name in _SPECIAL_BROADCASTING.split())))
