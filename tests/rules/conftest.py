"""torch as the judge of the rules: a rule must accept what torch accepts, and name the shapes that come out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_function, bind_module

Shapes = list[tuple[int, ...]]


class Oracle:
    """Runs a call in torch on one device and compares what the rule says of it."""

    def __init__(self, device: str) -> None:
        self.device = device

    def function(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Arguments written as `T(4, 3)` become tensors."""
        args, kwargs = self.real(args), self.real(kwargs)
        call = bind_function(function, args, kwargs)
        assert call is not None
        self.compare(call, lambda a, k: function(*a, **k), args, kwargs, lambda a, k: bind_function(function, a, k))

    def module(self, make: Callable[[], torch.nn.Module], *args: Any, **kwargs: Any) -> None:
        with torch.device(self.device):
            module = make()
        args, kwargs = self.real(args), self.real(kwargs)
        call = bind_module(module, args, kwargs)
        assert call is not None
        self.compare(call, lambda a, k: module(*a, **k), args, kwargs, lambda a, k: bind_module(module, a, k))

    def compare(
        self,
        call: Call,
        run: Callable[[Any, Any], Any],
        args: Any,
        kwargs: Any,
        bind: Callable[[Any, Any], Call | None],
    ) -> None:
        verdict = judge(call)
        actual = torch_says(run, args, kwargs)
        assert verdict is not None, f"no rule judged {call}"
        if isinstance(verdict, Accept):
            assert actual == verdict.outputs, f"{call}\n accepted {verdict}\n torch: {actual}"
            return
        assert isinstance(actual, Exception), f"{call}\n refused {verdict}\n torch: {actual}"
        if verdict.outputs is None:
            return
        mended = substitute(call, verdict, (args, kwargs))
        assert torch_says(run, *mended) == verdict.outputs, f"{call}\n {verdict}\n mended: {torch_says(run, *mended)}"
        assert isinstance(judge(bind(*mended) or call), Accept)

    def real(self, value: Any) -> Any:
        if isinstance(value, T):
            return torch.zeros(value.shape, dtype=value.dtype, device=self.device)
        if isinstance(value, (list, tuple)):
            return type(value)(self.real(item) for item in value)
        if isinstance(value, dict):
            return {name: self.real(item) for name, item in value.items()}
        return value


class T:
    """A tensor to be: only its shape and dtype matter to a rule."""

    def __init__(self, *shape: int, dtype: torch.dtype = torch.float32) -> None:
        self.shape, self.dtype = shape, dtype

    def __repr__(self) -> str:
        return f"T{self.shape}"


def torch_says(run: Callable[[Any, Any], Any], args: Any, kwargs: Any) -> Shapes | Exception:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            return shapes_of(run(args, kwargs))
        except (RuntimeError, ValueError, IndexError, AssertionError) as error:
            return error


def shapes_of(result: Any) -> Shapes:
    if isinstance(result, torch.Tensor):
        return [tuple(result.shape)]
    return [shape for item in result if item is not None for shape in shapes_of(item)]


def substitute(call: Call, verdict: Conflict, value: Any) -> Any:
    """The same arguments, with tensors of the expected shapes for the operands at fault."""
    replacements = {given: verdict.expected_shapes[name] for name, given in call.named_shapes().items() if name in verdict.expected_shapes}
    names = iter(call.named_shapes())
    del replacements

    def new(item: Any) -> Any:
        if isinstance(item, torch.Tensor):
            name = next(names)
            shape = verdict.expected_shapes.get(name, tuple(item.shape))
            return torch.zeros(shape, dtype=item.dtype, device=item.device)
        if isinstance(item, (list, tuple)):
            return type(item)(new(part) for part in item)
        if isinstance(item, dict):
            return {name: new(part) for name, part in item.items()}
        return item

    return new(value)


@pytest.fixture(params=["meta", "cpu"])
def oracle(request: pytest.FixtureRequest) -> Oracle:
    return Oracle(request.param)
