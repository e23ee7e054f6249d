"""torch as the judge of the rules: a rule accepts what torch accepts, and names the shapes that come out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_function, bind_module
from tests.rules.provenance import check_provenance

Shapes = list[tuple[int, ...]]
Runner = Callable[..., Any]


@dataclass(frozen=True)
class Oracle:
    """Runs calls in torch, with zeros for all tensors, and fails where a rule says otherwise.

    What the rule computes must also be right at other sizes (`provenance.py`).
    """

    devices: tuple[str, ...]

    def function(self, function: Runner, *args: Any, **kwargs: Any) -> None:
        """The rule agrees with torch on this call of a function."""
        for device in self.devices:
            _compare(
                lambda *args, **kwargs: bind_function(function, args, kwargs),
                function,
                *_on(device, (args, kwargs)),
                provenance=device == self.devices[0],
            )

    def module(self, make: Callable[[], torch.nn.Module], *args: Any, **kwargs: Any) -> None:
        """The rule agrees with torch on this call of a layer."""
        for device in self.devices:
            with torch.device(device):
                module = make()
            _compare(
                lambda *args, module=module, **kwargs: bind_module(module, args, kwargs),
                module,
                *_on(device, (args, kwargs)),
                provenance=device == self.devices[0],
            )


def _compare(bind: Callable[..., Call | None], run: Runner, args: Any, kwargs: Any, *, provenance: bool) -> None:
    call = bind(*args, **kwargs)
    assert call is not None
    verdict, actual = judge(call), _torch_says(run, args, kwargs)
    report = f"{call}\n  rule:  {verdict}\n  torch: {actual!r}"
    if provenance:
        check_provenance(call)
    if isinstance(verdict, Accept):
        assert actual == verdict.outputs, report
        return
    assert verdict is not None, report
    assert isinstance(actual, Exception), report
    assert verdict.expects and verdict.gets, report
    if verdict.outputs is not None and verdict.expected_shapes.keys() <= _argument_names(call, args, kwargs):
        args, kwargs = _substituted(call, verdict, (args, kwargs))
        mended = _torch_says(run, args, kwargs)
        assert mended == verdict.outputs, f"{report}\n  mended: {mended!r}"
        again = bind(*args, **kwargs)
        assert again is not None and judge(again) == Accept(verdict.outputs), report


def _torch_says(run: Runner, args: Any, kwargs: Any) -> Shapes | Exception:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            return _shapes_of(run(*args, **kwargs))
        except (RuntimeError, ValueError, IndexError, AssertionError) as error:
            return error


def _shapes_of(result: Any) -> Shapes:
    if isinstance(result, torch.Tensor):
        return [tuple(result.shape)]
    return [shape for item in result if item is not None for shape in _shapes_of(item)]


def _mapped(value: Any, change: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """Nested arguments with every tensor changed, in order."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if type(value) in (list, tuple):
        return type(value)(_mapped(item, change) for item in value)
    if isinstance(value, dict):
        return {name: _mapped(item, change) for name, item in value.items()}
    return value


def _on(device: str, value: Any) -> Any:
    return _mapped(value, lambda tensor: torch.zeros(tensor.shape, dtype=tensor.dtype, device=device))


def _argument_names(call: Call, args: Any, kwargs: Any) -> set[str]:
    """The operands that are arguments; a layer's own weights come after them."""
    count = 0

    def counted(tensor: torch.Tensor) -> torch.Tensor:
        nonlocal count
        count += 1
        return tensor

    _mapped((args, kwargs), counted)
    return set(list(call.named_shapes())[:count])


def _substituted(call: Call, conflict: Conflict, arguments: Any) -> Any:
    """The same arguments, with tensors of the expected shapes for the operands at fault."""
    names = iter(call.named_shapes())

    def expected(tensor: torch.Tensor) -> torch.Tensor:
        shape = conflict.expected_shapes.get(next(names), tuple(tensor.shape))
        return torch.zeros(shape, dtype=tensor.dtype, device=tensor.device)

    return _mapped(arguments, expected)


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    """torch on the CPU and on the meta device, which must agree."""
    return Oracle(("cpu", "meta"))


@pytest.fixture(scope="session")
def cpu_oracle() -> Oracle:
    """torch on the CPU alone, for calls whose operands the meta device does not check."""
    return Oracle(("cpu",))


@pytest.fixture(scope="session")
def meta_oracle() -> Oracle:
    """torch on the meta device alone, for calls that refuse the CPU's zeros whatever their shape."""
    return Oracle(("meta",))


@pytest.fixture(scope="session")
def meta() -> Callable[..., torch.Tensor]:
    """Makes a tensor of a shape, without data."""
    return lambda shape, dtype=torch.float32: torch.empty(shape, dtype=dtype, device="meta")


@pytest.fixture(scope="session")
def near() -> Callable[[tuple[int, ...]], st.SearchStrategy[tuple[int, ...]]]:
    """Makes a strategy of a shape and its neighbours: one size changed, or an axis more or less."""

    @st.composite
    def neighbour(draw: st.DrawFn, shape: tuple[int, ...]) -> tuple[int, ...]:
        axis = draw(st.integers(0, max(len(shape) - 1, 0)))
        changes = ["none", "none", "extra", *(["size", "size", "drop"] if shape else [])]
        change = draw(st.sampled_from(changes))
        size = draw(st.sampled_from([0, 1, 2, 3, 5, 6]))
        kept = {
            "none": shape[axis : axis + 1],
            "extra": (size, *shape[axis : axis + 1]),
            "size": (size,),
            "drop": (),
        }
        return (*shape[:axis], *kept[change], *shape[axis + 1 :])

    return neighbour
