"""Calls of NumPy become calls that rules can read."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from shapeviz.rules import Accept, Call, judge
from shapeviz.rules.registry import RULES
from shapeviz.tracing.frontends.numpy.arrays import is_array, spec_of
from shapeviz.tracing.frontends.numpy.binding import bind
from shapeviz.tracing.frontends.numpy.names import label, op_name, operand_name, operand_names, target_name
from shapeviz.tracing.frontends.numpy.signature_tables import FUNCTIONS
from shapeviz.tracing.frontends.numpy.signatures import signature
from shapeviz.tracing.subjects import Attribute, Method

X = np.zeros((2, 3))


def bound(function, *args, **kwargs) -> Call:
    call = bind(function, args, kwargs)
    assert call is not None
    return call


@pytest.mark.parametrize("path", FUNCTIONS)
def test_every_listed_function_leads_to_a_rule(path):
    found = signature(path)
    assert found is not None
    assert found.op in RULES


@pytest.mark.parametrize(
    "function, target, shown, op",
    [
        (np.dot, "numpy.dot", "dot", "dot"),
        (np.linalg.norm, "numpy.linalg.norm", "norm", "linalg_norm"),
        (np.true_divide, "numpy.divide", "divide", "div"),
        (np.cbrt, "numpy.cbrt", "cbrt", "cbrt"),
        (np.add.outer, "numpy.add.outer", "add.outer", "outer"),
        (np.random.default_rng(0).normal, "numpy.random.normal", "normal", "normal"),
        (np.random.rand, "numpy.random.rand", "rand", "rand"),
        (operator.truediv, "operator.truediv", "div", "div"),
        (operator.iadd, "operator.iadd", "add", "add"),
        (operator.getitem, "operator.getitem", "getitem", "getitem"),
        (Method("reshape"), "numpy.ndarray.reshape", "reshape", "reshape"),
        (Attribute("T"), "numpy.ndarray.T", "T", "T"),
        (np.busday_count, "numpy.busday_count", "busday_count", "busday_count"),
    ],
)
def test_functions_have_names(function, target, shown, op):
    assert (target_name(function), label(function), op_name(function)) == (target, shown, op)


def test_operands_have_the_names_that_rules_have_for_them():
    assert operand_names(np.linalg.solve, 2) == ("A", "B")
    assert operand_names(np.stack, 3) == ("tensors[0]", "tensors[1]", "tensors[2]")
    assert operand_names(operator.setitem, 3) == ("input", "index", "value")
    assert operand_names(np.busday_count, 2) == ("argument 1", "argument 2")
    assert operand_name(np.matmul, "x2") == "other"


def test_arguments_may_come_by_keyword():
    call = bound(np.sum, a=X, axis=1, keepdims=True)
    assert call.operands == {"input": (2, 3)}
    assert call.attributes == {"dim": 1, "keepdim": True}
    assert call.axis_word == "axis"


def test_a_method_takes_its_sizes_in_a_row_or_in_a_tuple():
    assert bound(Method("reshape"), X, 3, -1).attributes["shape"] == (3, -1)
    assert bound(Method("reshape"), X, (3, -1)).attributes["shape"] == (3, -1)


def test_lists_and_numbers_are_operands_where_arrays_are_wanted():
    assert bound(np.dot, X, [1, 2, 3]).operands == {"input": (2, 3), "other": (3,)}
    assert bound(np.concatenate, [X, [[1, 2, 3]]]).operands == {"tensors": [(2, 3), (1, 3)]}
    assert bound(operator.mul, X, 2.0).operands == {"input": (2, 3), "other": ()}


def test_rows_of_different_length_are_no_array():
    assert bind(np.dot, (X, [[1, 2], [3]]), {}) is None


def test_operators_of_other_values_are_left_alone():
    assert bind(operator.add, ([1], [2]), {}) is None


def test_only_arrays_are_written_to_in_place():
    assert bound(operator.iadd, X, X).attributes == {"inplace": True}
    assert bound(operator.iadd, 1.0, X).attributes == {}


def test_results_that_go_elsewhere_are_not_told():
    assert bind(np.add, (X, X, X), {}) is None
    assert bind(np.sum, (X,), {"where": X > 0}) is None
    assert bound(np.sum, X, where=True).operands == {"input": (2, 3)}


def test_other_shapes_may_stand_in_for_those_of_the_arrays():
    call = bind(np.dot, (X, X), {}, lambda array: (7, 7))
    assert call is not None
    assert call.operands == {"input": (7, 7), "other": (7, 7)}


def test_an_array_of_sizes_is_plain():
    assert judge(bound(np.zeros, np.array([2, 3]))) == Accept([(2, 3)])


def test_single_numbers_and_matrices_are_no_arrays():
    assert [is_array(value) for value in (X, np.float64(1), np.matrix(X), [1], 1)] == [True, False, False, False, False]
    assert spec_of(X)[1:] == ("float64", "cpu")


def test_functions_of_jax_go_by_the_names_of_numpy():
    jax = pytest.importorskip("jax")
    x = jax.numpy.zeros((2, 3))
    call = bound(jax.numpy.dot, x, jax.numpy.zeros((4, 3)))
    assert call.op == "array_dot"
    assert call.operands == {"input": (2, 3), "other": (4, 3)}
    assert target_name(jax.numpy.linalg.norm) == "jax.numpy.linalg.norm"
    assert bound(jax.numpy.add, x, 1.0).op == "add"
    assert bound(operator.iadd, x, x).attributes == {}
    assert judge(bound(operator.getitem, x, (slice(None), 7))) == Accept([(2,)])  # the last, to jax
    assert bind(operator.setitem, (x, 0, 1.0), {}) is None  # which jax refuses, too
    assert bind(jax.numpy.dot, (x, [1, 2, 3]), {}) is None  # which jax refuses
