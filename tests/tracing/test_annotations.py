"""The sizes in annotations, as jaxtyping understands them."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest

from shapeviz.tracing.annotations import words_annotated


def words(annotation: str, rank: int = 2) -> list[str] | None:
    found = words_annotated(ast.parse(annotation, mode="eval").body, None, rank)
    return [word.text for word in found] if found is not None else None


@pytest.mark.parametrize(
    "annotation",
    [
        'Float[Tensor, "n 3"]',
        "jaxtyping.Float[torch.Tensor, 'n 3']",
        'Float[Tensor, "n 3"] | None',
        'Optional[Float[Tensor, "n 3"]]',
        "\"Float[Tensor, 'n 3']\"",
    ],
)
def test_an_annotation_in_the_source_names_the_axes(annotation) -> None:
    assert words(annotation) == ["n", "3"]


@pytest.mark.parametrize(
    "annotation",
    ["Tensor", "'Tensor'", "'no type at all'", "dict[str, int]", 'Literal["n", "d"]', 'Float[Tensor, "n"]'],
)
def test_other_annotations_name_nothing(annotation) -> None:
    assert words(annotation) is None


def test_an_annotation_may_be_a_type_with_a_name_of_its_own() -> None:
    image = SimpleNamespace(dim_str="n 3")
    found = words_annotated(ast.parse("Image", mode="eval").body, image, 2)
    assert found is not None and [word.text for word in found] == ["n", "3"]


ANNOTATED = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x: Float[torch.Tensor, "n 3 h w"]):
        return self.conv(x)

y = Net()(torch.ones(2, CHANNELS, 8, 9))
"""


def test_the_annotation_of_a_forward_names_what_it_takes(run) -> None:
    source = "from __future__ import annotations\n" + ANNOTATED
    picture = run(source.replace("CHANNELS", "3"))
    assert {symbol.name: symbol.role for symbol in picture.graph.symbols} == {"n": "batch", "h": "height", "w": "width"}


def test_a_fixed_size_that_is_not_so_is_a_size_like_others(run) -> None:
    source = "from __future__ import annotations\n" + ANNOTATED
    assert [symbol.name for symbol in run(source.replace("CHANNELS", "4")).graph.symbols] == ["n", "C", "h", "w"]


def test_the_annotation_of_a_function_names_what_it_takes(run) -> None:
    source = """
        from __future__ import annotations

        def f(x: Float[torch.Tensor, "rows columns"]):
            return x * 2

        y = f(torch.ones(3, 7))
    """
    assert [symbol.name for symbol in run(source).graph.symbols] == ["rows", "columns"]
