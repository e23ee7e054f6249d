"""Calls of TensorFlow under the names that rules and people use, and what counts as a tensor."""

from __future__ import annotations

import operator
import subprocess
import sys

import pytest

from shapeviz.rules import has_rule
from shapeviz.tracing.frontends.tensorflow.binding import bind
from shapeviz.tracing.frontends.tensorflow.names import label, op_name, operand_names, target_name
from shapeviz.tracing.frontends.tensorflow.signatures import FUNCTIONS, METHODS, OPERATORS
from shapeviz.tracing.frontends.tensorflow.tensors import element_shapes, is_tensor, spec_of
from shapeviz.tracing.subjects import Method
from tests.rules.tensorflow_oracle import tf

ADAPTED = {"reorder", "constant", "max_pool_channels_last", "avg_pool_channels_last"}  # on the way to a rule


@pytest.mark.parametrize("table", [FUNCTIONS, OPERATORS, METHODS])
def test_every_bound_function_has_a_rule(table):
    assert [name for name, row in table.items() if not has_rule(row.op) and row.op not in ADAPTED] == []


def test_every_bound_function_is_one_of_tensorflow():
    assert [name for name in FUNCTIONS if _found(name) is None] == []


def _found(name):
    value = tf
    for part in name.split("."):
        value = getattr(value, part, None)
    return value


def test_functions_go_by_the_names_that_people_know():
    assert (target_name(tf.linalg.matmul), label(tf.matmul), op_name(tf.matmul)) == ("tf.matmul", "matmul", "matmul")
    assert (target_name(tf.nn.relu), label(tf.nn.relu), op_name(tf.math.reduce_mean)) == ("tf.nn.relu", "relu", "mean")
    assert target_name(tf.Variable) == "tf.Variable"


def test_operands_go_by_the_names_of_the_rules():
    assert operand_names(tf.matmul, 2) == ["input", "other"]
    assert operand_names(tf.concat, 1) == ["tensors"]
    assert operand_names(tf.einsum, 3) == ["equation", "operands[0]", "operands[1]"]


def test_shapes_that_are_given_elsewhere_stand_in_the_call():
    call = bind(operator.matmul, (tf.zeros((2, 3)), tf.zeros((3, 4))), {}, lambda tensor: (7, *tensor.shape[1:]))
    assert call is not None
    assert call.operands == {"input": (7, 3), "other": (7, 4)}


def test_arguments_that_are_tensors_are_read():
    call = bind(tf.reshape, (tf.zeros((2, 6)), [tf.constant(3), -1]), {})
    assert call is not None
    assert call.attributes == {"shape": [3, -1]}


def test_rows_of_unequal_length_have_no_shape():
    assert bind(tf.add, (tf.zeros((2, 3)), [[1], [2, 3]]), {}) is None


def test_what_needs_the_data_is_not_bound():
    assert bind(tf.boolean_mask, (tf.zeros(3), [True, False, True]), {}) is None


def test_methods_of_variables_are_bound():
    call = bind(Method("assign_add"), (tf.Variable(tf.zeros(3)), tf.zeros(3)), {})
    assert call is not None
    assert (call.op, call.operands) == ("assign", {"input": (3,), "value": (3,)})


def test_tensors_and_variables_are_tensors_and_ragged_ones_are_not():
    assert is_tensor(tf.zeros(3)) and is_tensor(tf.Variable(1.0))
    assert not is_tensor(tf.ragged.constant([[1], [2, 3]])) and not is_tensor([1, 2])


def test_a_tensor_of_unknown_size_has_no_spec():
    seen = []

    @tf.function(input_signature=[tf.TensorSpec((None, 3))])
    def keep(x):
        seen.extend((is_tensor(x), spec_of(x)))
        return x

    keep(tf.zeros((2, 3)))
    assert seen == [True, None]
    assert spec_of(tf.zeros((2, 3))).shape == (2, 3)


def test_elements_of_a_dataset_have_shapes_with_open_sizes():
    pairs = tf.data.Dataset.from_tensor_slices((tf.zeros((8, 28, 28)), {"label": tf.zeros(8)})).batch(4)
    assert element_shapes(pairs) == [(None, 28, 28), (None,)]


def test_binding_loads_no_tensorflow():
    code = "import sys, shapeviz.tracing.frontends.tensorflow.binding; assert 'tensorflow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
