"""What recording costs: on the meta device, where a call costs next to nothing, and on a real forward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch

from benchmarks.measuring import Figure, formulas_ratio, recording_ratio
from benchmarks.models import ResNet50, gpt2, llama_7b


def figures(rounds: int) -> Iterator[Figure]:
    """The share that recording adds, in percent of the plain run; with formulas, in all, as a multiple of it."""
    with torch.device("meta"):
        resnet, language_model, llama = ResNet50(), gpt2(), llama_7b()
    image = torch.empty(1, 3, 224, 224, device="meta")
    tokens = torch.zeros(1, 128, dtype=torch.long, device="meta")
    yield _figure("recording a meta forward of ResNet-50 adds", lambda: resnet(image), rounds, 25)
    yield _figure("recording a meta forward of GPT-2 adds", lambda: language_model(tokens), rounds, 25)
    yield _with_formulas("ResNet-50", lambda: resnet(image), rounds)
    yield _with_formulas("GPT-2", lambda: language_model(tokens), rounds)
    yield _with_formulas("Llama-7B", lambda: llama(tokens), rounds)
    real = ResNet50().eval()
    for batch in (1, 8):
        images = torch.randn(batch, 3, 224, 224)
        with torch.no_grad():
            name = f"recording a real forward of ResNet-50 (batch {batch}) adds"
            yield _figure(name, lambda images=images: real(images), max(5, rounds // 2), 5)


def _with_formulas(name: str, body: Callable[[], Any], rounds: int) -> Figure:
    ratio, plain, recorded = formulas_ratio(body, rounds)
    title = f"a recorded meta forward of {name}, with formulas, takes"
    return Figure(title, ratio, 1.6, "times", f"{1000 * recorded:.0f} ms instead of {1000 * plain:.0f} ms")


def _figure(name: str, body: Callable[[], Any], rounds: int, bar: float) -> Figure:
    ratio, plain = recording_ratio(body, rounds)
    return Figure(name, 100 * (ratio - 1), bar, "%", f"plain run {1000 * plain:.0f} ms")
