"""How the numbers came about, in words."""

from __future__ import annotations

import linecache
from typing import Any

import pytest

import shapeviz

IMAGES = """import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 14 * 14, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = x.flatten(1)
        return self.fc1(x)

Net()(torch.randn(4, 1, 64, 64))
"""


def blame(source: str) -> str:
    return shapeviz.check_cell("import torch\nfrom torch import nn\n" + source).mismatches[0].blame


def test_a_flattened_image_tells_its_sizes_and_the_images_that_were_meant():
    assert shapeviz.check_cell(IMAGES).mismatches[0].blame == (
        "16384 = 16·32·32: 16 channels from conv1, 32×32 from pool before flatten in line 13. "
        "3136 = 16·14·14 was meant for 28×28 images; these are 64×64."
    )


def test_no_images_are_named_for_which_the_number_would_be_wrong_too():
    odd = IMAGES.replace("16 * 14 * 14", "3000")
    assert shapeviz.check_cell(odd).mismatches[0].blame == (
        "16384 = 16·32·32: 16 channels from conv1, 32×32 from pool before flatten in line 13."
    )


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            "a = nn.Linear(3, 5)\nb = nn.Linear(6, 2)\nb(torch.relu(a(torch.randn(4, 3))))",
            "The 5 features come from a (Linear) (made in line 3).",
        ),
        (
            "c = nn.Conv2d(3, 8, 3)\nd = nn.Conv2d(4, 8, 3)\nd(c(torch.randn(2, 3, 9, 9)))",
            "The 8 channels come from c (Conv2d) (made in line 3).",
        ),
        (
            "x = torch.randn(2, 7)\nnn.Linear(6, 2)(x)",
            "The 7 is axis 1 of x (line 3), which has the shape (2, 7).",
        ),
        (
            "f = nn.Linear(3, 5)\ng = nn.Linear(3, 6)\nh = nn.Linear(9, 2)\nx = torch.randn(4, 3)\n"
            "h(torch.cat([f(x), g(x)], dim=1))",
            "11 = 5 + 6: cat (line 7) joins them.",
        ),
    ],
)
def test_a_size_is_followed_to_where_it_was_made(source: str, sentence: str):
    assert blame(source) == sentence


def test_nothing_is_said_where_two_axes_have_the_size():
    assert blame("x = torch.randn(7, 7)\nnn.Linear(6, 2)(x.T)") == ""


def test_a_layer_of_an_earlier_cell_is_named_with_its_line():
    earlier = (
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(6, 2)\n    def forward(self, x):\n        return self.fc(x)\nnet = Net()\n"
    )
    linecache.cache["earlier.py"] = (len(earlier), None, earlier.splitlines(True), "earlier.py")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(earlier, "earlier.py", "exec"), namespace)
    check = shapeviz.check_cell("import torch\ny = net(torch.randn(3, 5).T @ torch.randn(3, 7))", namespace)
    assert check.mismatches[0].blame == (
        "The 7 is axis 1 of randn (line 2), which has the shape (3, 7). "
        "fc was made in earlier.py, line 5: self.fc = nn.Linear(6, 2)"
    )


def test_a_flattened_sequence_tells_its_shape():
    cell = "e = nn.Embedding(9, 8)\nx = e(torch.zeros(2, 5, dtype=torch.long)).flatten(1)\nnn.Linear(8, 2)(x)"
    assert blame(cell) == "40 = 5·8: the shape is (2, 5, 8) before flatten in line 4."
