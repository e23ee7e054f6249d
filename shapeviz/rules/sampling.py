"""Images sampled at the points of a grid, and the grids of affine maps.

Source of the shapes: the documentation of `torch.nn.functional.grid_sample` and `affine_grid`.
"""

from __future__ import annotations

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import empty_fault, rank_fault, shape_fault
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape, replaced

BICUBIC = ("bicubic", 2)  # by name, and as torch numbers its modes


def grid_sample(call: Call) -> Outcome:
    """An input (batch, channels, *sizes) at the points (batch, *points, coordinates) of a grid."""
    shape, grid = call.shape("input"), call.shape("grid")
    if shape is None or grid is None:
        return None
    ranks = [4] if call.attribute("mode") in BICUBIC else [4, 5]
    fault = rank_fault(call, "input", ranks, why="(batch × channels × its image)")
    fault = fault or rank_fault(call, "grid", [len(shape)], why="(as many as its input)")
    fault = fault or _points_fault(grid, shape) or empty_fault("input", shape, range(2, len(shape)))
    return fault or Accept([(*shape[:2], *grid[1:-1])])


def _points_fault(grid: Shape, shape: Shape) -> Fault | None:
    """The fault of a grid for another batch, or whose points have another number of coordinates."""
    coordinates = len(shape) - 2
    if grid[-1] != coordinates:
        expects = f"{counted(coordinates, 'coordinate')} in the last axis of its grid"
        problem = AxisProblem("grid", len(grid) - 1, coordinates, grid[-1])
        return Fault([problem], expects, str(grid[-1]), {"grid": replaced(grid, -1, coordinates)})
    if grid[0] != shape[0]:
        expects = f"{shape[0]} in axis 0 of its grid (the batch size of its input)"
        mended = {"grid": replaced(grid, 0, shape[0])}
        return Fault([AxisProblem("grid", 0, shape[0], grid[0])], expects, str(grid[0]), mended)
    return None


def affine_grid(call: Call) -> Outcome:
    """For each image of `size` (batch, channels, *sizes) one matrix that maps its points."""
    theta = call.shape("theta")
    if theta is None:
        return None
    size = sizes_of(call.attribute("size"))
    if len(size) not in (4, 5):
        return Fault([], "a size of 4 or 5 numbers (batch × channels × its image)", str(len(size)))
    if any(length < 1 for length in size):
        return Fault([], "a size of at least 1 in each axis", shape_text(size))
    axes = len(size) - 2
    wanted = (size[0], axes, axes + 1)
    if theta != wanted:
        return shape_fault("theta", wanted, theta, f"one {axes} × {axes + 1} matrix for each image of its size")
    return Accept([(size[0], *size[2:], axes)])


RULES: dict[str, Rule] = {
    **dict.fromkeys(("grid_sample", "grid_sampler"), grid_sample),
    **dict.fromkeys(("affine_grid", "affine_grid_generator"), affine_grid),
}
