"""`python -m benchmarks.numpy_rules`: for which functions of NumPy there is a shape rule, and for which not.

What counts is what computes arrays: the functions of `numpy`, `numpy.linalg` and `numpy.fft`, and the methods of a
generator of random numbers. Left out is what tells of arrays or types, reads and writes files, and prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.rules import Group
from shapeviz.rules import has_rule
from shapeviz.tracing.frontends.numpy.names import signature_of

_LEFT_OUT = """
    array2string array_equal array_equiv array_repr array_str allclose base_repr binary_repr broadcast_shapes bytes
    can_cast common_type copyto datetime_as_string datetime_data einsum_path fill_diagonal format_float_positional
    format_float_scientific from_dlpack frombuffer fromfile frompyfunc fromregex fromstring genfromtxt get_include
    get_printoptions getbufsize geterr geterrcall info is_busday iscomplexobj isdtype isfortran isrealobj isscalar
    issubdtype iterable load loadtxt may_share_memory min_scalar_type mintypecode ndim nested_iters place printoptions
    promote_types put put_along_axis putmask result_type save savetxt savez savez_compressed set_printoptions setbufsize
    seterr seterrcall shape shares_memory show_config show_runtime shuffle size spawn test typename asmatrix bmat
"""
LEFT_OUT = frozenset(_LEFT_OUT.split())


def groups() -> Iterator[Group]:
    """The namespaces of NumPy in turn, each name once."""
    generator = np.random.default_rng(0)
    methods = [name for name in dir(generator) if not name.startswith("_")]
    yield _group("numpy", {name: getattr(np, name) for name in np.__all__})
    yield _group("numpy.linalg", {name: getattr(np.linalg, name) for name in np.linalg.__all__})
    yield _group("numpy.fft", {name: getattr(np.fft, name) for name in np.fft.__all__})
    yield _group("numpy.random", {name: getattr(generator, name) for name in methods})


def _group(name: str, values: dict[str, Any]) -> Group:
    functions = {name: value for name, value in values.items() if _counts(name, value)}
    ruled = {name for name, function in functions.items() if _has_rule(function)}
    return Group(name, sorted(ruled), sorted(functions.keys() - ruled))


def _counts(name: str, value: Any) -> bool:
    return callable(value) and not isinstance(value, type) and name not in LEFT_OUT and hasattr(value, "__name__")


def _has_rule(function: Callable[..., Any]) -> bool:
    found = signature_of(function)
    return found is not None and has_rule(found.op)


def main() -> None:
    """Print each namespace with what it lacks, and the share of all."""
    found = list(groups())
    print(*found, sep="\n")
    ruled, total = sum(len(group.ruled) for group in found), sum(group.total for group in found)
    print(f"in all: {ruled} of {total} have a rule ({ruled / total:.0%})")


if __name__ == "__main__":
    main()
