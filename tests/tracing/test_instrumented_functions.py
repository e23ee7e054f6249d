"""`shapeviz.check` of functions on plain arrays: their code has hooks while they run, and is their own afterwards."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from shapeviz import check

MODULE = """
import numpy as np

def product(a, b):
    return a @ b

def scores(x, w):
    return product(x, w).sum(axis=1)

def joining(axis):
    def joined(a):
        return np.concatenate([a, a], axis=axis)
    return joined

class Net:
    def __init__(self):
        self.W = np.ones((3, 5))

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        return np.maximum(x @ self.W, 0)
"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of a person's own."""
    path = tmp_path / "written.py"
    path.write_text(MODULE)
    spec = importlib.util.spec_from_file_location("written", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "written", module)
    spec.loader.exec_module(module)
    return module


def labels(target, *inputs) -> list[str]:
    checked = check(target, *inputs)
    assert checked.fault is None, checked.fault
    return [node.label for node in checked.graph.nodes if node.kind == "call"]


def test_a_function_is_heard_with_those_of_its_module_that_it_calls(written) -> None:
    assert labels(written.scores, np.ones((2, 3)), np.ones((3, 4))) == ["matmul", "sum"]


def test_a_function_within_a_function_keeps_what_it_closes_over(written) -> None:
    checked = check(written.joining(0), np.ones((2, 3)))
    assert checked.graph.nodes[-1].inputs[0].shape == (4, 3)


@pytest.mark.parametrize("way", ["instance", "method"])
def test_an_object_and_its_method_are_heard(written, way) -> None:
    net = written.Net()
    assert labels(net if way == "instance" else net.forward, np.ones((2, 3))) == ["matmul", "maximum"]


def test_an_error_is_told_at_its_line(written) -> None:
    checked = check(written.scores, np.ones((2, 3)), np.ones((4, 4)))
    (mismatch,) = checked.mismatches
    assert mismatch.message == "matmul expects equal sizes in axis 1 of input and axis 0 of other, but gets 3 and 4."
    assert mismatch.line == 2
    assert isinstance(checked.error, ValueError)


def test_sizes_can_be_varied(written) -> None:
    moved = check(written.scores, np.ones((2, 3)), np.ones((3, 4))).at(N=9)
    assert moved.graph.nodes[-1].inputs[0].shape == (9,)


@pytest.mark.parametrize("second", [np.ones((3, 4)), np.ones((5, 4))])
def test_functions_have_their_own_code_afterwards(written, second) -> None:
    functions = [written.scores, written.product, written.Net.forward]
    before = [function.__code__ for function in functions]
    check(written.scores, np.ones((2, 3)), second)
    assert all(function.__code__ is code for function, code in zip(functions, before, strict=True))


def test_a_file_that_has_changed_since_is_left_alone(written) -> None:
    Path(written.__file__).write_text(MODULE.replace("a @ b", "a @ b.T"))
    assert labels(written.product, np.ones((2, 3)), np.ones((3, 4))) == []


def test_a_function_without_a_text_of_its_own_runs(written) -> None:
    assert check(np.dot, np.ones((2, 3)), np.ones((3, 4))).error is None
