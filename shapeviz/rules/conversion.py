"""Data handed from one kind of array to another: `torch.tensor(array)`, `tensor.numpy()`."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Outcome, Rule

_NAMES = """
    tensor as_tensor asarray from_numpy numpy Tensor FloatTensor DoubleTensor HalfTensor BFloat16Tensor LongTensor
    IntTensor ShortTensor CharTensor ByteTensor BoolTensor
"""


def converted(call: Call) -> Outcome:
    """The shape stays; arrays of one shape in a list lie along a new first axis."""
    operand = next(iter(call.operands.values()), None)
    if not isinstance(operand, list):
        return None if operand is None else Accept([operand])
    if not operand or any(shape != operand[0] for shape in operand[1:]):
        return None
    return Accept([(len(operand), *operand[0])])


RULES: dict[str, Rule] = dict.fromkeys(_NAMES.split(), converted)
