"""Rearrangements are written in Keras's own words."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_a_weight_is_transposed_by_a_function_of_keras() -> None:
    fixes = proposed(
        """
        class L(layers.Layer):
            def build(self, shape):
                self.w = self.add_weight(shape=(5, 4))
            def call(self, x):
                return ops.matmul(x, self.w)
        print(L()(np.ones((2, 4))).shape)
        """
    )
    assert fixes[0].title == "Transpose `self.w`"
    assert fixes[0].new.strip() == "return ops.matmul(x, ops.transpose(self.w))"
    assert fixes[0].reason == (
        "`self.w` has the shape (5, 4) here; `ops.transpose(self.w)` has the shape (4, 5), which matmul takes."
    )
    assert fixes[0].verified
