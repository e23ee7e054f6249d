"""`%%shapecheck` in a real kernel: what it sends to the notebook, and in which order."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

WIDGET = "application/vnd.jupyter.widget-view+json"

FAILS = """%%shapecheck
import torch
print("before")
torch.ones(2, 3) @ torch.ones(4)"""


class Kernel:
    """A kernel and the client that speaks to it."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def run(self, code: str) -> list[dict[str, Any]]:
        """The outputs of a cell, in the order in which they came."""
        outputs: list[dict[str, Any]] = []

        def collect(message: dict[str, Any]) -> None:
            if message["msg_type"] in ("stream", "display_data", "execute_result", "error"):
                outputs.append({"type": message["msg_type"], **message["content"]})

        self._client.execute_interactive(code, output_hook=collect, timeout=60)
        return outputs

    def complete(self, code: str) -> list[str]:
        return self._client.complete(code, len(code), reply=True, timeout=30)["content"]["matches"]

    def inspect(self, code: str) -> str:
        return self._client.inspect(code, len(code), reply=True, timeout=30)["content"]["data"]["text/plain"]


@pytest.fixture(scope="module")
def kernel() -> Generator[Kernel]:
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(Path(__file__).parents[2]))
    kernel = Kernel(client)
    kernel.run("%load_ext shapeviz")
    yield kernel
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_the_picture_comes_after_the_output_and_before_the_exception(kernel: Kernel) -> None:
    printed, twin, widget, error = kernel.run(FAILS)
    assert printed["text"] == "before\n"
    assert "image/svg+xml" in twin["data"]["text/html"]
    assert "✗ matmul expects" in twin["data"]["text/plain"]
    assert WIDGET in widget["data"]
    assert error["type"] == "error" and error["ename"] == "RuntimeError"


def test_a_cell_that_fits_gives_its_picture_and_then_its_value(kernel: Kernel) -> None:
    twin, widget, result = kernel.run("%%shapecheck\nimport torch\n(torch.ones(2, 3) * 2).shape")
    assert "✓ 1 call, every shape fits" in twin["data"]["text/plain"] and WIDGET in widget["data"]
    assert result["data"]["text/plain"] == "torch.Size([2, 3])"


def test_a_wrong_option_is_one_sentence_without_a_traceback(kernel: Kernel) -> None:
    told = "".join(output.get("text", "") for output in kernel.run("%%shapecheck --metta\n1"))
    assert told == "UsageError: %%shapecheck: there is no option --metta. Did you mean --meta?\n"


def test_options_complete_over_the_wire(kernel: Kernel) -> None:
    assert kernel.complete("%%shapecheck --no") == ["--no-raise"]


def test_the_help_comes_over_the_wire(kernel: Kernel) -> None:
    assert "Run the cell as always, and show its tensors' shapes" in kernel.inspect("%%shapecheck")
