"""A finished check is small and keeps nothing of the user's alive."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import torch
from torch import nn

from shapeviz import check, check_cell

BYTES_PER_OPERATION = 3_000

CELL = """
x = torch.randn(2, 4)
model = nn.Sequential(nn.Linear(x.shape[1], 8), nn.ReLU(), nn.Linear(8, x.size(0)))
n = x.shape[0]
y = model(x).reshape(n, -1)
"""


class Block(nn.Module):
    """Three layers in nine operations: a transformer has even fewer layers for each."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.norm = nn.Linear(8, 8), nn.Linear(8, 8), nn.LayerNorm(8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.a(x)) * 0.5 + 1
        return self.norm(x + torch.tanh(self.b(hidden) * 2))


def test_a_check_takes_less_than_three_kilobytes_per_operation() -> None:
    model, x = nn.Sequential(*[Block() for _ in range(84)]), torch.ones(2, 8)
    check(model, x)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        result = check(model, x)
        gc.collect()
        used = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert used / len(result.graph.nodes) < BYTES_PER_OPERATION


def test_tensors_and_models_die_with_the_namespace_although_the_check_lives() -> None:
    namespace: dict = {"torch": torch, "nn": nn}
    result = check_cell(CELL, namespace)
    names = ("x", "y", "model")
    references = [weakref.ref(namespace[name]) for name in names]
    references += [weakref.ref(parameter) for parameter in namespace["model"].parameters()]
    namespace.clear()
    gc.collect()
    assert [reference() for reference in references] == [None] * len(references)
    assert result.at(n=2).ok


def test_tensors_of_a_failed_run_die_too_although_the_error_is_kept() -> None:
    seen: list = []
    source = """
def square(x):
    hidden = x * 2
    seen.append(weakref.ref(hidden))
    return hidden @ hidden

square(torch.ones(2, 3))
"""
    result = check_cell(source, {"torch": torch, "weakref": weakref, "seen": seen})
    gc.collect()
    assert result.error is not None and seen[0]() is None


def test_sizes_that_live_on_keep_nothing_of_the_recording() -> None:
    kept: list = []
    namespace: dict = {"torch": torch, "nn": nn, "kept": kept}
    check_cell("model = nn.Linear(4, 2)\nkept.append({'n': model(torch.ones(3, 4)).shape[0] * 2})", namespace)
    model = weakref.ref(namespace.pop("model"))
    gc.collect()
    assert kept == [{"n": 6}] and model() is None


def test_two_hundred_checks_stay_level() -> None:
    def objects_after(count: int) -> int:
        for _ in range(count):
            check_cell(CELL, {"torch": torch, "nn": nn})
        gc.collect()
        return len(gc.get_objects())

    first = objects_after(20)
    assert objects_after(180) - first < 200
