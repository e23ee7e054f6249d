"""Operation and arguments of `numpy.random`, of its generators' methods and of the functions of the same names."""

from __future__ import annotations

# Distributions and their parameters, which broadcast unless a size is given.
_DISTRIBUTIONS = {
    "": "standard_cauchy",
    "a": "pareto power weibull zipf",
    "p": "geometric logseries",
    "df": "chisquare standard_t",
    "shape": "standard_gamma",
    "lam": "poisson",
    "scale": "exponential rayleigh",
    "a b": "beta",
    "n p": "binomial negative_binomial",
    "dfnum dfden": "f",
    "dfnum dfden nonc": "noncentral_f",
    "df nonc": "noncentral_chisquare",
    "shape scale": "gamma",
    "loc scale": "gumbel laplace logistic normal",
    "mean sigma": "lognormal",
    "mean scale": "wald",
    "mu kappa": "vonmises",
    "low high": "uniform",
    "left mode right": "triangular",
    "ngood nbad nsample": "hypergeometric",
}

RANDOM: dict[str, str] = {
    **{
        f"random.{name}": " ".join(("array_random", *(f"{own}@" for own in parameters.split()), "size"))
        for parameters, names in _DISTRIBUTIONS.items()
        for name in names.split()
    },
    **{f"random.{name}": "array_random_sized *sizes:size" for name in ("rand", "randn")},
    **{
        f"random.{name}": "array_random size dtype method_or_out"
        for name in ("random", "random_sample", "ranf", "sample", "standard_normal", "standard_exponential", "tomaxint")
    },
    **{f"random.{name}": "array_random low@ high@ size" for name in ("randint", "integers", "random_integers")},
    "random.choice": "array_choice a?input size replace p@ axis:dim=0",
    "RandomState.choice": "array_choice a?input size replace p@ vector=True",
    "random.permutation": "array_permutation x?input axis:dim=0",
    "random.permuted": "array_permuted x@input axis:dim",
    "random.multivariate_normal": "array_multivariate_normal mean@ cov@ size",
    "random.multinomial": "array_multinomial n@ pvals@ size",
    "random.dirichlet": "array_dirichlet alpha@ size",
}
