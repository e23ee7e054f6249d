"""The variables that the code has for sizes: those a tensor is made of, those its shape is unpacked into."""

from __future__ import annotations

import ast

import pytest

from shapeviz.tracing.written_sizes import sizes_unpacked


def names(run, source: str) -> dict[str, int]:
    return {symbol.name: symbol.value for symbol in run(source).graph.symbols}


# -- made of ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made",
    [
        "torch.randn(batch_size, seq_len, 4)",
        "torch.zeros((batch_size, seq_len, 4))",
        "torch.zeros(size=(batch_size, seq_len, 4))",
        "torch.full((batch_size, seq_len, 4), 0.5)",
        "torch.randn(cfg.batch_size, cfg.seq_len, 4)",
        "torch.randn(shape)",
        "torch.from_numpy(np.zeros((batch_size, seq_len, 4)))",
        "torch.tensor(data)",
        "torch.randn(batch_size, seq_len, 4).to('cpu')",
    ],
)
def test_a_size_goes_by_the_variable_that_the_tensor_is_made_of(run, made) -> None:
    source = f"""
        import types
        import numpy as np
        batch_size, seq_len = 2, 7
        cfg = types.SimpleNamespace(batch_size=2, seq_len=7)
        shape = (batch_size, seq_len, 4)
        data = np.random.rand(batch_size, seq_len, 4)
        x = {made}
        y = x.sum()
    """
    assert names(run, source) == {"batch_size": 2, "seq_len": 7, "F": 4}


@pytest.mark.parametrize(
    "made",
    [
        "torch.from_numpy(read(n, n))",
        "torch.tensor([n])",
        "torch.tensor([n, n])",
        "torch.full((2,), n)",
        "torch.randint(0, n, (2,))",
    ],
)
def test_a_variable_among_the_data_is_no_size(run, made) -> None:
    read = "import numpy as np\ndef read(n, m):\n    return np.eye(5)\n"
    assert "n" not in names(run, f"{read}n = 5\nx = {made}\ny = x * 2")


def test_a_size_that_is_computed_has_no_name(run) -> None:
    assert names(run, "n = 5\nx = torch.ones(n + 1, 2 * n)\ny = x * 2") == {"N": 6, "F": 10}


# -- unpacked ---------------------------------------------------------------------------------------------


def unpacked(code: str, rank: int = 3, after: int = 0) -> list[str]:
    return sizes_unpacked(ast.parse(code).body, "x", rank, after)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("B, T, C = x.shape", ["B", "T", "C"]),
        ("B, T, C = x.size()", ["B", "T", "C"]),
        ("B, T, _ = x.shape", ["B", "T", ""]),
        ("B, *rest = x.shape", ["B", "", ""]),
        ("*_, H, W = x.shape", ["", "H", "W"]),
        ("B, T = x.shape[:2]", ["B", "T", ""]),
        ("T, C = x.shape[1:]", ["", "T", "C"]),
        ("H, W = x.shape[-2:]", ["", "H", "W"]),
        ("n = x.size(0)", ["n", "", ""]),
        ("n = x.size(dim=1)", ["", "n", ""]),
        ("n = x.shape[-1]", ["", "", "n"]),
        ("n = len(x)", ["n", "", ""]),
        ("self.width = x.size(-1)", ["", "", "width"]),
        ("n, m = x.size(0), x.size(2)", ["n", "", "m"]),
        ("(B, T), C = x.shape[:2], x.shape[2]", ["B", "T", "C"]),
        ("if True:\n    n: int = x.shape[0]", ["n", "", ""]),
        ("x = x.to('cpu').float()\nB, T, C = x.shape", ["B", "T", "C"]),
    ],
)
def test_a_shape_that_is_unpacked_names_its_axes(code, found) -> None:
    assert unpacked(code) == found


@pytest.mark.parametrize(
    "code",
    [
        "B, T = x.shape",
        "B, T, C = y.shape",
        "B, T, C = x.mT.shape",
        "B, T, C, *D, E = x.shape",
        "n = x.shape[k]",
        "n = x.shape[3]",
        "n = x.size(0) + 1",
        "n, m = x.shape[::2]",
        "shape = x.shape",
        "def inner(x):\n    B, T, C = x.shape",
        "x = embed(x)\nB, T, C = x.shape",
        "for x in xs:\n    B, T, C = x.shape",
        "x, state = lstm(x)\nB, T, C = x.shape",
        "_n = x.size(0)",
    ],
)
def test_other_code_names_nothing(code) -> None:
    assert unpacked(code) == ["", "", ""]


def test_only_what_stands_behind_the_making_counts() -> None:
    assert unpacked("B, T, C = x.shape\nx = other()\nN, L, F = x.shape", after=2) == ["N", "L", "F"]


def test_the_first_name_of_a_size_counts() -> None:
    assert unpacked("B, T, C = x.shape\nn = x.size(0)") == ["B", "T", "C"]


# -- in the code that takes an input ----------------------------------------------------------------------


def test_the_forward_that_takes_an_input_names_its_axes(run) -> None:
    source = """
        class Attention(nn.Module):
            def __init__(self):
                super().__init__()
                self.embed = nn.Linear(4, 8)

            def forward(self, x, mask=None):
                B, T, C = x.shape
                return self.embed(x).view(B, T, 2, -1)

        y = Attention()(torch.randn(3, 7, 4))
    """
    assert names(run, source) == {"B": 3, "T": 7, "C": 4}


def test_a_module_further_in_that_takes_it_unchanged_names_them_too(run) -> None:
    source = """
        class Inner(nn.Module):
            def forward(self, tokens):
                n, length = tokens.size()
                return tokens.view(n * length) * 1

        class Outer(nn.Module):
            def __init__(self):
                super().__init__()
                self.drop, self.inner = nn.Dropout(0.1), Inner()

            def forward(self, x):
                return self.inner(tokens=self.drop(x))

        y = Outer()(torch.randn(3, 7))
    """
    assert names(run, source) == {"n": 3, "length": 7}


@pytest.mark.parametrize("call", ["f(1, x)", "f(1, u=x)", "f(1, torch.ones(3, 7))"])
def test_a_function_that_takes_an_input_names_its_axes(run, call) -> None:
    source = f"""
        def f(scale, u):
            rows, columns = u.shape
            return (u * scale).reshape(columns, rows)

        x = torch.ones(3, 7)
        y = {call}
    """
    assert names(run, source) == {"rows": 3, "columns": 7}


def test_the_lines_that_make_an_input_name_its_axes(run) -> None:
    assert names(run, "x = torch.ones(3, 7)\nn, d = x.shape\ny = x.reshape(d, n)") == {"n": 3, "d": 7}


def test_the_variable_it_is_made_of_comes_before_one_it_is_unpacked_into(run) -> None:
    assert names(run, "rows = 3\nx = torch.ones(rows, 7)\nn, d = x.shape\ny = x.reshape(d, n)") == {"rows": 3, "d": 7}


def test_a_model_of_another_file_names_its_axes(tmp_path, monkeypatch) -> None:
    import torch

    from shapeviz import check

    text = "def double(x):\n    rows, columns = x.shape\n    return (x * 2).reshape(columns, rows)\n"
    (tmp_path / "my_functions.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    from my_functions import double  # pyright: ignore[reportMissingImports]

    assert list(check(double, torch.ones(3, 7)).symbols) == ["rows", "columns"]


def test_the_code_of_libraries_names_nothing(run) -> None:
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8,
        max_position_embeddings=16,
    )  # fmt: skip
    scope = {"model": BertModel(config).eval()}
    picture = run("y = model(torch.zeros(2, 7, dtype=torch.long))[0]", scope)
    assert [symbol.name for symbol in picture.graph.symbols] == ["N", "L"]
