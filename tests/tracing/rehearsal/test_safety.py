"""What a rehearsal may run."""

from __future__ import annotations

import ast
import types
from typing import Any

import pytest

from shapeviz.tracing.rehearsal.safety import Judge, Refused, imported_names, is_allowed, safe_builtins


def allowed(code: str, imports: str = "", **namespace: Any) -> bool:
    return Judge(namespace, imported_names(ast.parse(imports))).allows(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "x = torch.randn(4, 3).to('cuda' if torch.cuda.is_available() else 'cpu')",
        "model = nn.Linear(4, 2)",
        "y = np.arange(3)[None, :]",
        "for batch in loader: model(batch)",
        "assert x.shape == (4, 3), x.shape",
    ],
)
def test_code_that_only_computes_may_run(code: str):
    assert allowed(code, "import torch\nfrom torch import nn\nimport numpy as np")


@pytest.mark.parametrize(
    "code",
    [
        "torch.save(model, 'm.pt')",
        "model.load_state_dict(torch.load('m.pt'))",
        "plt.plot(losses)",
        "frame = requests.get(url)",
        "os.remove(path)",
        "run.log({'loss': 1})",
        "time.sleep(1)",
        "frame.to_csv('out.csv')",
        "saver(model)",
    ],
)
def test_code_that_leaves_traces_may_not(code: str):
    imports = "import torch, os, time, requests\nimport matplotlib.pyplot as plt\nfrom torch import save as saver"
    run = type("Run", (), {"__module__": "wandb.sdk"})()
    assert not allowed(code, imports, run=run)


def test_a_function_of_an_earlier_cell_is_looked_into():
    def of_cell(text: str) -> types.FunctionType:
        scope: dict[str, Any] = {"__name__": "__main__", "history": []}
        exec(text, scope)
        return scope["f"]

    assert allowed("f(1)", f=of_cell("def f(x):\n    return x + 1"))
    assert not allowed("f(1)", f=of_cell("def f(x):\n    history.append(x)"))
    assert not allowed("f(1)", f=of_cell("def f(x):\n    return open(x).read()"))


def test_a_function_of_the_namespace_itself_may_fill_a_list_of_which_it_gets_a_copy():
    scope: dict[str, Any] = {"__name__": "__main__", "history": []}
    exec("def f(x):\n    history.append(x)\nclass Keeping:\n    def __call__(self, x):\n        f(x)", scope)
    judge = Judge(scope, {})
    assert judge.allows(ast.parse("f(1)"))
    assert not judge.allows(ast.parse("Keeping()(1)"))


def test_a_class_of_an_earlier_cell_is_looked_into_method_by_method():
    scope: dict[str, Any] = {"__name__": "__main__"}
    exec("import os\nclass Saving:\n    def __call__(self):\n        os.remove('x')", scope)
    assert not allowed("saving()", saving=scope["Saving"]())


def test_a_method_may_be_called_like_a_builtin():
    scope: dict[str, Any] = {"__name__": "__main__"}
    exec("class Net:\n    def __call__(self, x):\n        return self.exit(x)", scope)
    assert allowed("net(x)", net=scope["Net"]())


def test_only_a_part_of_a_package_can_be_refused():
    assert is_allowed("torch.nn.functional.relu")
    assert not is_allowed("torch.hub.load")
    assert is_allowed("torch.hubris")


def test_rehearsed_code_can_open_nothing_and_ask_for_nothing(capsys: pytest.CaptureFixture[str]):
    table = safe_builtins()
    for name in ("open", "input", "eval", "exec"):
        with pytest.raises(Refused):
            table[name]("x")
    table["print"]("not to be heard")
    assert capsys.readouterr().out == ""


def test_tables_are_computed_with_but_not_read_from_files_or_written():
    assert allowed("wide = pd.get_dummies(frame)", "import pandas as pd")
    assert not allowed("frame = pd.read_csv('data.csv')", "import pandas as pd")
    assert not allowed("frame.to_csv('data.csv')", "import pandas as pd")
