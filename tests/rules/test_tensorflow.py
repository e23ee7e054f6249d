"""Rules for TensorFlow's operations say what TensorFlow says."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from shapeviz.tracing.subjects import Method
from tests.rules.tensorflow_oracle import agree, filled, near, tf


class T:
    """A tensor in a row of the table: its shape, which is varied, and its type."""

    def __init__(self, *shape, dtype="float32", fixed=False):
        self.shape, self.dtype, self.fixed = shape, dtype, fixed

    def made(self, chance):
        return filled(self.shape if self.fixed else near(chance, self.shape), self.dtype)


class Batch(T):
    """Images or sequences. Without their batch many kernels end the process, so that it is always there."""

    def made(self, chance):
        shape = near(chance, self.shape)
        return filled(shape if len(shape) >= len(self.shape) else self.shape, self.dtype)


class V(T):
    """A variable."""

    def made(self, chance):
        return tf.Variable(super().made(chance))


class Any:
    """An argument that is one of several."""

    def __init__(self, *choices):
        self.choices = choices

    def made(self, chance):
        return self.choices[chance.integers(0, len(self.choices))]


def made(value, chance):
    if isinstance(value, (T, Any)):
        return made(value.made(chance), chance) if isinstance(value, Any) else value.made(chance)
    if type(value) in (list, tuple):
        return type(value)(made(item, chance) for item in value)
    if isinstance(value, dict):
        return {name: made(item, chance) for name, item in value.items()}
    return value


INDICES = dict(dtype="int32")
AXIS, AXIS2 = Any(0, 1, -1, 2, -3, 3), Any(None, 0, -1, 2, [0, 1], [1, -1], [0, 0], [])
FLAG = Any(False, True)
SAME = Any("SAME", "VALID")
PLACES = Any(
    0, -1, 7, (0, 1), slice(1, 3), (Ellipsis, 0), (None, 2), (slice(None), slice(None, None, -1)),
    (slice(None), slice(0, 9, 2)), (0, 0, 0, 0), (slice(None), None, -2),
)  # fmt: skip
PADDINGS = Any([[1, 1], [0, 2]], [[2, 2], [3, 3]], [[1, 1]])
STEPS = Any(1, 2, [1, 2], [1, 2, 2, 1])
OUTPUTS = Any([2, 8, 8, 5], [2, 7, 8, 5], [2, 9, 9, 5])

ROWS = [
    (tf.matmul, (T(5, 3, 4), T(5, 4, 2)), {}),
    (tf.matmul, (T(3, 4), T(4, 2)), {}),
    (tf.matmul, (T(3, 4), T(4, 3)), {"transpose_a": FLAG, "transpose_b": FLAG}),
    (operator.matmul, (T(3, 4), T(4, 2)), {}),
    (tf.linalg.matvec, (T(5, 3, 4), T(5, 4)), {"transpose_a": FLAG}),
    (tf.tensordot, (T(2, 3, 4), T(3, 4, 5)), {"axes": Any(1, 2, [[1, 2], [0, 1]], [1, 0], [[1, 2], [1, 0]], 4)}),
    (tf.einsum, (Any("ij,jk->ik", "bij,bjk->bik", "...j,jk->...k"), T(3, 4), T(4, 2)), {}),
    (tf.einsum, ("bqd,bkd->bqk", T(2, 3, 4), T(2, 5, 4)), {}),
    (tf.linalg.solve, (T(5, 3, 3), T(5, 3, 2)), {}),
    (tf.linalg.inv, (T(5, 3, 3),), {}),
    (tf.linalg.det, (T(3, 3),), {}),
    (tf.linalg.diag, (T(3, 4),), {}),
    (tf.linalg.trace, (T(5, 3, 4),), {}),
    (tf.linalg.matrix_transpose, (T(3, 4),), {}),
    (tf.linalg.band_part, (T(3, 4), -1, 0), {}),
    (tf.norm, (T(3, 4, 5),), {"axis": Any(None, 0, -1, 3, (0, 1), (1, 1)), "keepdims": FLAG}),
    (tf.concat, ([T(3, 4), T(2, 4), T(1, 4)], AXIS), {}),
    (tf.concat, ([T(3, 4)], AXIS), {}),
    (tf.stack, ([T(3, 4), T(3, 4)],), {"axis": AXIS}),
    (tf.unstack, (T(3, 4),), {"axis": AXIS}),
    (tf.split, (T(6, 4), Any(1, 2, 3, [2, 4], [1, -1], [3, 5])), {"axis": AXIS}),
    (tf.reshape, (T(4, 6), Any([24], [-1, 6], [2, 3, 4], [-1], [5, -1], [4, 4], -1, [], [-1, -1])), {}),
    (tf.transpose, (T(2, 3, 4),), {"perm": Any(None, [0, 2, 1], [2, 1, 0], [1, 0], [0, 0, 1], [0, -1, 1], [0, 1, 3])}),
    (tf.expand_dims, (T(3, 4), AXIS), {}),
    (tf.squeeze, (T(1, 3, 1),), {"axis": Any(None, 0, 1, -1, 3, [0, 2], [0, 0], [])}),
    *((reduce, (T(2, 3, 4),), {"axis": AXIS2, "keepdims": FLAG}) for reduce in (
        tf.reduce_sum, tf.reduce_mean, tf.reduce_max, tf.reduce_min, tf.reduce_prod, tf.reduce_logsumexp,
        tf.math.reduce_std, tf.math.reduce_variance)),
    (tf.reduce_any, (T(2, 3, dtype="bool"),), {"axis": AXIS2}),
    (tf.nn.moments, (T(2, 3, 4), Any([0], [0, 1], [-1], [3])), {"keepdims": FLAG}),
    (tf.argmax, (T(3, 4),), {"axis": Any(None, 0, 1, -1, 2)}),
    (tf.math.top_k, (T(3, 4),), {"k": Any(1, 2, 5)}),
    (tf.sort, (T(3, 4),), {"axis": Any(-1, 0)}),
    (tf.argsort, (T(3, 4),), {"axis": Any(-1, 0)}),
    (tf.cumsum, (T(3, 4),), {"axis": AXIS}),
    (tf.nn.softmax, (T(3, 4),), {"axis": Any(-1, 0, 1, 2)}),
    (tf.nn.log_softmax, (T(3, 4),), {}),
    *((binary, (T(3, 4), T(1, 4)), {}) for binary in (
        tf.add, tf.subtract, tf.multiply, tf.divide, tf.maximum, tf.pow, tf.math.squared_difference, tf.greater,
        tf.equal, tf.math.floordiv, operator.add, operator.sub, operator.mul, operator.truediv, operator.eq,
        operator.ne, operator.lt, operator.pow)),
    (operator.mul, (T(3, 4), 2.0), {}),
    (tf.maximum, (T(3, 4), [[1.0], [2.0], [3.0]]), {}),
    *((unary, (T(3, 4),), {}) for unary in (
        tf.abs, tf.exp, tf.math.log, tf.sqrt, tf.square, tf.sigmoid, tf.tanh, tf.nn.relu, tf.nn.gelu, tf.nn.leaky_relu,
        tf.identity, tf.stop_gradient, tf.ones_like, tf.zeros_like, operator.neg, tf.shape, tf.size, tf.rank,
        tf.convert_to_tensor, tf.Variable, tf.nn.l2_normalize, tf.random.shuffle)),
    (tf.cast, (T(3, 4), tf.int32), {}),
    (tf.where, (T(3, 4, dtype="bool"), T(3, 1), T(4)), {}),
    (tf.clip_by_value, (T(3, 4), 0.0, 1.0), {}),
    (tf.add_n, ([T(3, 4), T(3, 4)],), {}),
    (tf.gather, (T(5, 3, 4), T(5, 2, **INDICES)), {"axis": Any(None, 1, -1, 3), "batch_dims": Any(0, 1)}),
    (tf.gather_nd, (T(5, 3, 4), T(5, 2, **INDICES)), {"batch_dims": Any(0, 1)}),
    (tf.nn.embedding_lookup, (T(7, 4), T(2, 3, **INDICES)), {}),
    (tf.one_hot, (T(3, 4, **INDICES), Any(5, 1)), {"axis": Any(None, -1, 0, 3)}),
    (tf.tile, (T(3, 4), Any([2, 1], [2], [1, 2, 3])), {}),
    (tf.repeat, (T(3, 4), Any(2, [1, 2, 3], [2])), {"axis": Any(None, 0, 1, -1, 2)}),
    (tf.pad, (T(3, 4), PADDINGS), {"mode": Any("CONSTANT", "REFLECT", "SYMMETRIC")}),
    (tf.slice, (T(5, 4), Any([0, 1], [3, 0]), Any([2, 2], [-1, 4], [4, 1])), {}),
    (tf.reverse, (T(3, 4), Any([0], [0, 1], [-1], [2])), {}),
    (tf.roll, (T(3, 4), 1, Any(0, 1, -1, 2)), {}),
    (tf.roll, (T(3, 4), [1, 1], Any([0, 1], [0])), {}),
    (tf.broadcast_to, (T(3, 1), Any([3, 4], [2, 3, 4], [3], [5, 3, 1])), {}),
    (tf.meshgrid, (T(3), T(2, 2)), {"indexing": Any("xy", "ij")}),
    (tf.zeros, (Any([3, 4], (2,), [], 5),), {}),
    (tf.ones, (Any([3, 4], 5),), {}),
    (tf.fill, ([3, 4], 1.0), {}),
    (tf.eye, (Any(3, 4),), {"num_columns": Any(None, 5), "batch_shape": Any(None, [2])}),
    (tf.range, (Any(5, 7), Any(10, 9)), {"delta": Any(1, 3)}),
    (tf.range, (Any(5, 7),), {}),
    (tf.linspace, (0.0, 1.0, Any(5, 7)), {}),
    (tf.random.normal, (Any([3, 4], (2, 5)),), {}),
    (tf.random.uniform, (Any([3, 4], (2, 5)),), {}),
    (tf.constant, ([[1, 2], [3, 4]],), {"shape": Any(None, [4], [2, 2], [3])}),
    (tf.constant, (0.0,), {"shape": Any(None, [4], [2, 2])}),
    (tf.nn.conv1d, (Batch(2, 9, 3), T(3, 3, 5), Any(1, 2), SAME), {}),
    (tf.nn.conv2d, (Batch(2, 9, 8, 3), T(3, 3, 3, 5), STEPS, SAME), {"dilations": Any(None, 2)}),
    (tf.nn.conv2d, (Batch(2, 9, 8, 4), T(3, 3, 2, 6), 1, [[0, 0], [1, 1], [2, 0], [0, 0]]), {}),
    (tf.nn.conv3d, (Batch(2, 5, 5, 5, 3), Any(T(3, 3, 3, 3, 2), T(3, 3, 3, 2, 2)), [1, 1, 2, 2, 1], SAME), {}),
    (tf.nn.conv2d_transpose, (Batch(2, 4, 4, 3), T(3, 3, 5, 3), OUTPUTS, 2), {"padding": SAME}),
    (tf.nn.depthwise_conv2d, (Batch(2, 9, 8, 3), T(3, 3, 3, 2), [1, 2, 2, 1], SAME), {}),
    (tf.nn.max_pool2d, (Batch(2, 9, 8, 3), Any(2, [3, 2]), Any(1, 2), SAME), {}),
    (tf.nn.avg_pool2d, (Batch(2, 9, 8, 3), 2, 2, SAME), {}),
    (tf.nn.max_pool, (Batch(2, 9, 8, 3), 2, 2, SAME), {}),
    (tf.nn.max_pool1d, (Batch(2, 9, 3), 2, 2, SAME), {}),
    (tf.nn.bias_add, (T(3, 4), T(4)), {}),
    (tf.nn.batch_normalization, (T(3, 4), T(4), T(4), T(4), T(4), 0.1), {}),
    (tf.nn.softmax_cross_entropy_with_logits, (T(3, 4), T(3, 4)), {}),
    (tf.nn.sparse_softmax_cross_entropy_with_logits, (T(3, **INDICES), T(3, 4)), {}),
    (tf.nn.sparse_softmax_cross_entropy_with_logits, (T(3, 2, **INDICES), T(3, 2, 4)), {}),
    (tf.nn.sigmoid_cross_entropy_with_logits, (), {"labels": T(3, 4), "logits": T(3, 4)}),
    (tf.image.resize, (T(2, 9, 8, 3), [4, 5]), {}),
    (operator.getitem, (T(5, 4, 3), PLACES), {}),
    (Method("assign"), (V(3, 4), T(3, 4)), {}),
    (Method("assign_add"), (V(3, 4), T(3, 4)), {}),
    (tf.ensure_shape, (T(3, 4), Any([3, 4], [None, 4], [3])), {}),
]  # fmt: skip


# With too many axes, or a kernel that only just does not fit, these give something else without a word; the rules then
# say nothing.
MISREADING = (tf.nn.conv1d, tf.nn.conv2d, tf.nn.conv3d, tf.nn.depthwise_conv2d, tf.nn.conv2d_transpose)


def name_of(row):
    return getattr(row[0], "__name__", str(row[0]))


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_rule_accepts_what_tensorflow_accepts(row):
    function, args, kwargs = row
    chance = np.random.default_rng(0)
    outcomes = {agree(function, *made(args, chance), **made(kwargs, chance)) for _ in range(24)}
    assert "accepted" in outcomes
    assert "unknown" not in outcomes or function in MISREADING
