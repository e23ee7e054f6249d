"""An IPython of the tests' own, in this process, and what a cell run in it comes to."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from torch.nn.modules import module as torch_hooks
from traitlets.config import Config


@dataclass
class Ran:
    """What a cell came to: `stdout` holds what is printed and, as in a terminal, the traceback."""

    value: Any
    error: BaseException | None
    stdout: str
    stderr: str
    displayed: list[dict[str, Any]]


class Notebook:
    """Runs cells in a shell."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    def run(self, text: str) -> Ran:
        with capture_output() as captured:
            result = self.shell.run_cell(text, store_history=True)
        return Ran(
            result.result,
            result.error_in_exec or result.error_before_exec,
            re.sub(r"\x1b\[[0-9;]*m", "", captured.stdout),
            captured.stderr,
            [output.data for output in captured.outputs],
        )

    def __getitem__(self, name: str) -> Any:
        return self.shell.user_ns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.shell.user_ns


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Generator[Any]:
    config = Config()
    config.InteractiveShell.ipython_dir = str(tmp_path_factory.mktemp("ipython"))
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


@pytest.fixture
def notebook(shell: Any) -> Generator[Notebook]:
    """A fresh notebook in which the extension and torch are loaded; in the end nothing is left hooked."""
    shell.user_ns.clear()  # `shell.reset` also collects garbage, which takes long
    shell.init_user_ns()
    shell.run_line_magic("load_ext", "shapeviz")
    book = Notebook(shell)
    book.run("import torch\nfrom torch import nn")
    yield book
    shell.run_line_magic("unload_ext", "shapeviz")
    assert torch._C._len_torch_function_stack() == 0
    assert not torch_hooks._global_forward_hooks and not torch_hooks._global_forward_pre_hooks
    assert not torch_hooks._global_module_registration_hooks


@pytest.fixture
def in_notebook(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """The same with a kernel behind it, so that pictures are displayed and not printed."""
    monkeypatch.setattr(notebook.shell, "kernel", object(), raising=False)
    return notebook
