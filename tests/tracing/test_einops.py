"""Calls of einops that raise: on record with their line and what their pattern asks for."""

from __future__ import annotations

import einops
import pytest
from einops import EinopsError

from shapeviz.tracing.frontends.torch.einops_calls import failed_call

IN_A_MODULE = """
from einops import rearrange

class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 12)
    def forward(self, x, mask):
        x = rearrange(self.fc(x), "b t (h c) -> b h t c", h=3)
        mask = rearrange(mask, "b t -> b 1 t 1")
        mask = rearrange(mask, "b t -> b 1 t 1")
        return x * mask

class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = Heads()
    def forward(self, x, mask):
        return self.heads(x, mask)

y = Outer()(torch.ones(2, 5, 4), torch.ones(2, 5))
"""


def test_a_pattern_for_other_axes_is_told_with_its_line(run) -> None:
    picture = run(IN_A_MODULE)
    assert picture.sentences == ["rearrange expects an input with 2 axes for its pattern 'b t', but gets 4."]
    (mismatch,) = picture.check.mismatches
    assert mismatch.line == 10 and mismatch.error is not None and mismatch.error.type == "EinopsError"
    assert picture.graph.verdict == "mismatch" and isinstance(picture.check.error, EinopsError)


def test_the_call_stands_in_its_module_and_takes_what_came_before(run) -> None:
    picture = run(IN_A_MODULE)
    assert picture.parent("rearrange") == "heads"
    assert picture.text_at("rearrange") == 'rearrange(mask, "b t -> b 1 t 1")'
    node = picture.node("rearrange")
    assert node.target == "einops.rearrange" and node.summary == "b t -> b 1 t 1"
    assert [spec.shape for spec in node.inputs] == [(2, 1, 5, 1)]
    assert picture.edge_into("rearrange").status == "mismatch"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            'einops.rearrange(x, "b (t h) -> b t h", h=4)',
            "rearrange expects a multiple of 4 in axis 1 of its input ('(t h)' with h = 4), but gets 6.",
        ),
        (
            'einops.reduce(x, "b c h w -> b c", "mean")',
            "reduce expects an input with 4 axes for its pattern 'b c h w', but gets 2.",
        ),
        (
            'einops.repeat(x, "b -> b n", n=3)',
            "repeat expects an input with 1 axis for its pattern 'b', but gets 2.",
        ),
        (
            'einops.rearrange([x, x], "n b c d -> b (n c d)")',
            "rearrange expects an input with 4 axes for its pattern 'n b c d', but gets 3.",
        ),
    ],
)
def test_a_call_outside_every_module_is_told(run, call, sentence) -> None:
    picture = run(f"import einops\nx = torch.ones(2, 6)\ny = {call}")
    assert picture.sentences == [sentence]
    assert picture.check.mismatches[0].line == 3


def test_a_pattern_that_makes_no_sense_is_told_in_the_words_of_einops(run) -> None:
    picture = run("from einops import rearrange\ny = rearrange(torch.ones(2, 6), 'a b -> a c')")
    (mismatch,) = picture.check.mismatches
    assert mismatch.message.startswith("rearrange raises EinopsError: ")
    assert mismatch.line == 2


def test_what_follows_a_call_that_does_not_fit_is_reached_too(run) -> None:
    picture = run(IN_A_MODULE.replace("return x * mask", "return nn.Linear(7, 2)(x * mask)"))
    assert picture.sentences == [
        "rearrange expects an input with 2 axes for its pattern 'b t', but gets 4.",
        "Linear expects 7 features in the last axis of its input, but gets 4.",
    ]
    assert picture.node("rearrange").outputs[0].shape == (2, 1, 5, 1)
    assert picture.node("mul").status == "assumed" and picture.outputs() == {"y": (2, 3, 5, 2)}


def test_einops_is_left_as_it_was(run) -> None:
    before = vars(einops.einops)["reduce"]
    run(IN_A_MODULE)
    assert vars(einops.einops)["reduce"] is before is einops.reduce


def test_a_failure_that_forward_deals_with_is_none(run) -> None:
    picture = run(
        """
        import einops
        class Net(nn.Module):
            def forward(self, x):
                try:
                    return einops.rearrange(x, "b c h -> b (c h)")
                except einops.EinopsError:
                    return einops.rearrange(x, "b c -> c b")
        y = Net()(torch.ones(2, 6))
        """
    )
    assert picture.graph.verdict == "ok" and picture.outputs() == {"y": (6, 2)}


def test_the_sizes_of_a_failed_call_can_be_varied(run) -> None:
    picture = run("from einops import rearrange\nx = torch.ones(2, 6)\ny = rearrange(x, 'b (h c) -> b h c', h=4)")
    assert picture.node("rearrange").summary == "b (h c) -> b h c, h=4"
    mended = picture.at(F=8)
    assert mended.sentences == [] and mended.node("rearrange").status == "ok"
    assert picture.at(F=9).sentences == [picture.sentences[0].replace("gets 6", "gets 9")]


def test_a_layer_of_einops_is_one_card_with_its_pattern(run) -> None:
    picture = run(
        """
        from einops.layers.torch import Rearrange
        net = nn.Sequential(nn.Linear(4, 6), Rearrange("b (h c) -> b h c", h=3), nn.Linear(2, 1))
        y = net(torch.ones(2, 5, 4))
        """
    )
    assert picture.sentences == [
        "net[1] (Rearrange) expects an input with 2 axes for its pattern 'b (h c)', but gets 3."
    ]
    assert picture.node("net[1]").summary == "b (h c) -> b h c"


def test_an_exception_of_another_kind_comes_from_no_pattern() -> None:
    assert failed_call(ValueError("b t")) is None
    assert failed_call(EinopsError("raised by hand")) is None
