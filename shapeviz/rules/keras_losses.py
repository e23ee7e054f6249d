"""The losses of Keras: `y_true` against `y_pred`, one number for each sample, then reduced."""

from __future__ import annotations

from shapeviz.rules.arguments import position
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import shape_problems
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape, broadcast

# Both are brought to the same number of axes before they meet, even where the function is called by itself.
_ALIGNING = (
    "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_logarithmic_error",
    "huber", "log_cosh", "cosine_similarity",
)  # fmt: skip
_STRETCHING = (
    "hinge", "squared_hinge", "categorical_hinge", "kl_divergence", "poisson", "categorical_focal_crossentropy",
)  # fmt: skip
_MATCHING = ("categorical_crossentropy", "binary_crossentropy", "binary_focal_crossentropy")


def stretching_loss(call: Call) -> Outcome:
    """`y_true` and `y_pred` broadcast, so that wrong shapes may go unseen; the mean or sum is over the last axis."""
    shapes = _shapes(call, aligned=call.op in ALIGNING)
    if shapes is None:
        return None
    fault = broadcast_fault({"y_pred": shapes[1], "y_true": shapes[0]})
    result = broadcast(shapes)
    if fault is not None:
        return _meant(call, fault)
    axis = None if result is None else position(call.attribute("axis", -1), len(result))
    return None if not result or axis is None else _reduced(call, (*result[:axis], *result[axis + 1 :]))


def matching_loss(call: Call) -> Outcome:
    """`y_true` has the shape of `y_pred`, whose `axis` holds the classes."""
    shapes = _shapes(call)
    if shapes is None:
        return None
    target, output = shapes
    if target != output:
        given, wanted = call.shape("y_true") or (), call.shape("y_pred") or ()
        expects = f"y_true of the same shape as y_pred, {shape_text(wanted)}"
        return Fault(shape_problems("y_true", wanted, given), expects, shape_text(given), {"y_true": wanted})
    axis = position(call.attribute("axis", -1), len(output))
    return None if not output or axis is None else _reduced(call, (*output[:axis], *output[axis + 1 :]))


def index_loss(call: Call) -> Outcome:
    """`y_true` holds the number of a class for each row of `y_pred`, whose last axis holds the classes."""
    shapes = _shapes(call)
    if shapes is None or not shapes[1] or call.attribute("axis", -1) not in (-1, len(shapes[1]) - 1):
        return None
    target, output = shapes
    if len(target) == len(output) and target[-1] == 1:
        target = target[:-1]
    if target == output[:-1]:
        return _reduced(call, output[:-1])
    wanted, given = (call.shape("y_pred") or ())[:-1], call.shape("y_true") or ()
    shapes_meant = listed([shape_text(wanted), shape_text((*wanted, 1))], "or")
    expects = f"y_true of shape {shapes_meant}, one class index for each row of y_pred"
    return Fault(shape_problems("y_true", wanted, given), expects, shape_text(given), {"y_true": wanted})


def region_loss(call: Call) -> Outcome:
    """Sums over `axis`, or over everything."""
    shapes = _shapes(call)
    axis = call.attribute("axis")
    if shapes is None or axis is not None:
        return None
    return broadcast_fault({"y_pred": shapes[1], "y_true": shapes[0]}) or Accept([()])


def _shapes(call: Call, *, aligned: bool = False) -> tuple[Shape, Shape] | None:
    """The shapes of `y_true` and `y_pred` as they meet: a loss object brings them to the same number of axes."""
    target, output = call.shape("y_true"), call.shape("y_pred")
    if target is None or output is None:
        return None
    return same_rank(target, output) if aligned or call.attribute("wrapped", True) else (target, output)


def same_rank(target: Shape, output: Shape) -> tuple[Shape, Shape]:
    """Two shapes of which one may have one axis more, of size 1 and at the end.

    >>> same_rank((32,), (32, 1)), same_rank((32, 9, 1), (32, 9)), same_rank((32,), (32, 10))
    (((32, 1), (32, 1)), ((32, 9), (32, 9)), ((32,), (32, 10)))
    """
    if len(target) == len(output) + 1 and target[-1] == 1:
        return (target, (*output, 1)) if len(output) == 1 else (target[:-1], output)
    if len(output) == len(target) + 1 and output[-1] == 1:
        return ((*target, 1), output) if len(target) == 1 else (target, output[:-1])
    return target, output


def _meant(call: Call, fault: Fault) -> Fault:
    """The fault with the shape that `y_true` was meant to have, which is that of `y_pred`."""
    wanted, given = call.shape("y_pred") or (), call.shape("y_true") or ()
    return Fault(shape_problems("y_true", wanted, given), fault.expects, fault.gets, {"y_true": wanted})


def _reduced(call: Call, shape: Shape) -> Accept:
    """One number for all samples, or one each with a `reduction` of `none`."""
    return Accept([shape if call.attribute("reduction") in (None, "none") else ()])


ALIGNING = frozenset(f"keras_{name}" for name in _ALIGNING)
RULES: dict[str, Rule] = {
    **{f"keras_{name}": stretching_loss for name in (*_ALIGNING, *_STRETCHING)},
    **{f"keras_{name}": matching_loss for name in _MATCHING},
    "keras_sparse_categorical_crossentropy": index_loss,
    **dict.fromkeys(("keras_dice", "keras_tversky"), region_loss),
}
