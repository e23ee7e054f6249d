"""Which failing calls are on record: those that reach the user's own code, each once, with its line."""

from __future__ import annotations

import pytest


def test_a_failure_that_the_cell_itself_catches_stays_a_mismatch(run) -> None:
    picture = run(
        """
        a = torch.ones(2, 3)
        try:
            b = a @ torch.ones(4, 5)
        except RuntimeError:
            b = a
        c = b.sum()
        """
    )
    assert picture.check.error is None and picture.graph.verdict == "mismatch"
    assert picture.sentences == ["matmul expects equal sizes in axis 1 of input and axis 0 of other, but gets 3 and 4."]
    assert picture.node("sum").status == "ok"


def test_a_failure_that_forward_deals_with_is_none(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 2)
            def forward(self, x):
                try:
                    y = self.fc(x)
                except RuntimeError:
                    y = self.fc(x.t())
                try:
                    z = x @ x
                except RuntimeError:
                    z = x @ x.t()
                return y.sum() + z.sum()
        out = Net()(torch.ones(4, 3))
        """
    )
    assert picture.graph.verdict == "ok" and len(picture.nodes("fc")) == 1
    assert [spec.shape for spec in picture.node("matmul").inputs] == [(4, 3), (3, 4)]


def test_a_failure_that_a_library_deals_with_is_none(run, tmp_path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    text = "def careful(x):\n    try:\n        return x @ x\n    except RuntimeError:\n        return x @ x.t()\n"
    (folder / "library.py").write_text(text)
    library: dict = {"__name__": "library"}
    exec(compile(text, str(folder / "library.py"), "exec"), library)
    picture = run("y = careful(torch.ones(4, 3))", {"careful": library["careful"]})
    assert picture.graph.verdict == "ok" and picture.outputs() == {"y": (4, 4)}


OWN_ERROR = """
class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)
    def forward(self, x):
        x = self.fc(x)
        if x.shape[0] != 8:
            raise ValueError(f"batch must be 8, not {x.shape[0]}")
        return x

class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
    def forward(self, x):
        return self.inner(x)

y = Outer()(torch.ones(3, 4))
"""


def test_an_error_of_forwards_own_makes_the_group_red(run) -> None:
    picture = run(OWN_ERROR)
    assert picture.graph.verdict == "error"
    assert picture.graph.headline == "inner raises ValueError: batch must be 8, not 3"
    (mismatch,) = picture.check.mismatches
    assert mismatch.message == "inner (Inner) raises ValueError: batch must be 8, not 3"
    assert mismatch.line == 8 and mismatch.error is not None and mismatch.error.type == "ValueError"
    assert [picture.node(label).status for label in ("Outer", "inner", "fc")] == [
        "mismatch",
        "mismatch",
        "ok",
    ]


def test_an_error_of_forwards_own_comes_and_goes_with_the_sizes(run) -> None:
    picture = run(OWN_ERROR)
    assert picture.at(N=8).graph.verdict == "ok"
    assert picture.at(N=5).sentences == ["inner (Inner) raises ValueError: batch must be 8, not 5"]


def test_a_missing_attribute_in_forward_is_told_with_its_line(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                return self.fc2(x)
        y = Net()(torch.ones(3, 4))
        """
    )
    (mismatch,) = picture.check.mismatches
    assert mismatch.message == "Net raises AttributeError: 'Net' object has no attribute 'fc2'"
    assert mismatch.line == 3


def test_an_error_that_wraps_a_mismatch_is_not_told_as_another_one(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(4, 2)
            def forward(self, x):
                try:
                    return self.fc(x)
                except RuntimeError as error:
                    raise ValueError("wrong input") from error
        y = Net()(torch.ones(3, 5))
        """
    )
    assert picture.sentences == ["fc (Linear) expects 4 features in the last axis of its input, but gets 5."]
    assert picture.graph.error is not None and picture.graph.error.text == "wrong input"


def test_an_error_outside_torch_is_told_with_its_line(run) -> None:
    picture = run("x = torch.ones(3)\ny = x + 1\nint('a')")
    assert picture.graph.verdict == "error" and picture.check.mismatches == []
    assert picture.graph.headline == (
        "The code raised ValueError in line 3: invalid literal for int() with base 10: 'a'"
    )


def test_a_later_error_is_told_beside_an_earlier_mismatch(run) -> None:
    picture = run("try:\n    torch.ones(2) + torch.ones(3)\nexcept RuntimeError:\n    pass\n1 / 0")
    assert len(picture.sentences) == 1
    assert picture.graph.error is not None and picture.graph.error.type == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "nn.Linear(4, 2)(torch.ones(3, 4, dtype=torch.long))",
            "Linear raises RuntimeError: mat1 and mat2 must have the same dtype, but got Long and Float",
        ),
        (
            "nn.Embedding(4, 2)(torch.full((3,), 7))",
            "Embedding raises IndexError: index out of range in self",
        ),
        (
            "torch.ones(3, 4) + torch.ones(3, 4, device='meta')",
            "add raises RuntimeError: Tensor on device meta is not on the expected device cpu!",
        ),
    ],
)
def test_a_failure_that_is_no_matter_of_shapes_shows_torchs_own_words(run, line, sentence) -> None:
    picture = run(f"y = {line}")
    (mismatch,) = picture.check.mismatches
    assert mismatch.error is not None and mismatch.error.text == str(picture.check.error)
    assert mismatch.message.split(": ")[0] == sentence.split(": ")[0]  # torch may word its part anew
    assert mismatch.message.endswith(str(picture.check.error).split("\n")[0])
    assert picture.graph.verdict == "error"


def test_a_failing_call_in_a_constructor_is_on_record(run) -> None:
    picture = run(
        """
        class Table(nn.Module):
            def __init__(self):
                super().__init__()
                position = torch.arange(10).unsqueeze(1)
                self.table = torch.zeros(10, 8) + position * torch.ones(4)
            def forward(self, x):
                return x + self.table
        y = Table()(torch.ones(10, 8))
        """
    )
    assert picture.sentences == ["add expects equal sizes (or 1) in axis 1 of input and other, but gets 8 and 4."]
    assert picture.check.mismatches[0].line == 5


def test_samples_that_a_data_loader_cannot_stack_are_told_with_the_line(run) -> None:
    picture = run(
        """
        from torch.utils.data import DataLoader
        for batch in DataLoader([torch.ones(3), torch.ones(4)], batch_size=2):
            y = batch.sum()
        """
    )
    mismatch = picture.graph.mismatches[0]
    assert (mismatch.node, mismatch.line) == (None, 2)
    assert mismatch.error.text == str(picture.check.error)
    assert mismatch.message == "stack expects tensors of equal shape, but gets (3,) and (4,)."


def test_an_interrupt_goes_on_and_leaves_nothing_behind(run) -> None:
    import torch
    from torch.nn.modules import module as hooks

    with pytest.raises(KeyboardInterrupt):
        run(
            """
            class Net(nn.Module):
                def forward(self, x):
                    raise KeyboardInterrupt
            y = nn.Sequential(nn.ReLU(), Net())(torch.ones(3))
            """
        )
    assert torch.overrides._get_current_function_mode() is None and not hooks._has_any_global_hook()
    assert run("y = torch.ones(3) + 1").graph.verdict == "ok"


def test_a_caught_interrupt_does_not_confuse_what_follows(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                raise KeyboardInterrupt
        try:
            Net()(torch.ones(3))
        except KeyboardInterrupt:
            pass
        y = torch.ones(3) + 1
        """
    )
    assert picture.parent("add") is None and picture.outputs() == {"y": (3,)}


def test_tensors_of_a_caught_failure_are_let_go(run) -> None:
    namespace: dict = {}
    run(
        """
        import gc, weakref
        def attempt():
            large = torch.ones(100, 3)
            global seen
            seen = weakref.ref(large)
            return large @ torch.ones(4, 5)
        try:
            attempt()
        except RuntimeError:
            pass
        y = torch.ones(2) + 1
        gc.collect()
        freed = seen() is None
        """,
        namespace,
    )
    assert namespace["freed"]


def test_what_a_transformer_checks_itself_is_judged_as_a_whole(run) -> None:
    picture = run(
        """
        net = nn.Transformer(8, 2, 1, 1, 16, batch_first=True)
        y = net(torch.ones(2, 5, 8), torch.ones(3, 5, 8))
        """
    )
    reason = "the batch size of its src, as it is batch-first"
    assert picture.sentences == [f"net (Transformer) expects 2 in axis 0 of its tgt ({reason}), but gets 3."]
    assert picture.check.mismatches[0].line == 2
