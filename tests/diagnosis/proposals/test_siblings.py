"""The sibling of a function or layer that fits the axes."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.siblings import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked


@pytest.mark.parametrize(
    ("cell", "line", "written"),
    [
        ("terms = [torch.rand(()), torch.rand(())]\ntotal = torch.cat(terms)", 2, "torch.stack(terms)"),
        (
            "parts = [torch.rand(4, 8)] * 2\nz = torch.stack(parts, dim=1)\nnn.Linear(16, 2)(z)",
            2,
            "torch.cat(parts, dim=1)",
        ),
        ("a = torch.rand(4, 3)\nb = torch.rand(2, 3)\nc = torch.stack([a, b])", 3, "torch.cat([a, b])"),
        ("v = torch.rand(2, 1)\nd = torch.dot(v, v)", 2, "torch.dot(v.flatten(), v.flatten())"),
        ("x = torch.rand(9, 2)\ne = torch.rand(9, 1)\ng = torch.dot(x, e) / 9", 3, "g = (x.T @ e) / 9"),
        ("w = torch.rand(5, 5)\nx = torch.rand(2, 5, 7)\ny = torch.bmm(w, x)", 3, "y = w @ x"),
        ("x = torch.rand(5, 3)\nw = torch.rand(3, 4)\ny = x * w", 3, "y = x @ w"),
        ("x = torch.rand(2, 4, 5).transpose(1, 2)\ny = x.view(2, 20)", 2, "x.reshape(2, 20)"),
        ("x = torch.rand(2, 8, 5, 5)\nbn = nn.BatchNorm1d(8)\ny = bn(x)", 2, "nn.BatchNorm2d(8)"),
        ("x = torch.rand(2, 3, 50)\nc = nn.Conv2d(3, 4, 3)\ny = c(x)", 2, "nn.Conv1d(3, 4, 3)"),
        ("x = torch.rand(2, 3, 4)\ny = x.transpose(3, dim1=1, dim2=2)", 2, "x.transpose(0, 1)"),
    ],
)
def test_the_first_that_runs_is_what_a_person_would_write(cell: str, line: int, written: str) -> None:
    proposal = first_that_runs(case_of(cell), propose)
    assert proposal.line == line
    assert written in proposal.edits[0].new


def test_all_layers_for_pictures_are_changed_together_where_one_alone_does_not_run() -> None:
    case = case_of("""
        net = nn.Sequential(
            nn.Conv2d(3, 4, 3),
            nn.MaxPool2d(2),
            nn.Conv2d(4, 2, 3))
        net(torch.rand(2, 3, 30))
    """)
    proposal = first_that_runs(case, propose)
    assert proposal.title == "Use the 1d layers throughout"
    assert [edit.new.strip() for edit in proposal.edits] == [
        "nn.Conv1d(3, 4, 3),",
        "nn.MaxPool1d(2),",
        "nn.Conv1d(4, 2, 3))",
    ]


def test_reasons_are_sentences_with_the_names_of_the_code() -> None:
    stack = ranked(case_of("terms = [torch.rand(()), torch.rand(())]\ntotal = torch.cat(terms)"), propose)[0]
    assert stack.title == "Use stack in place of cat"
    assert stack.reason == "`cat` joins tensors of the shape () here; `stack` makes (2,) of them."
    view = ranked(case_of("x = torch.rand(2, 4, 5).transpose(1, 2)\ny = x.view(2, 20)"), propose)[0]
    assert view.reason == (
        "The axes of `x` were put in another order before, so its elements do not lie in memory as `view` needs them; "
        "`reshape` copies them."
    )


def test_a_padding_mask_is_passed_as_what_it_is() -> None:
    case = case_of("""
        attend = nn.MultiheadAttention(8, 2, batch_first=True)
        h, padding = torch.rand(4, 10, 8), torch.zeros(4, 10).bool()
        out, _ = attend(h, h, h, attn_mask=padding)
    """)
    proposal = first_that_runs(case, propose)
    assert proposal.edits[0].new == "out, _ = attend(h, h, h, key_padding_mask=padding)"
    assert proposal.title == "Pass the mask as key_padding_mask"
    assert proposal.reason == (
        "`padding` has the shape (4, 10): it says for each sample which positions are padding, and that is the other "
        "mask of attention."
    )


def test_a_norm_for_pictures_after_a_linear_layer_is_replaced_where_a_helper_makes_it() -> None:
    proposal = first_that_runs(
        case_of("""
            def block(n_in, n_out, norm=True):
                layers = [nn.Linear(n_in, n_out)]
                if norm:
                    layers.append(nn.BatchNorm2d(n_out, 0.8))
                return layers
            model = nn.Sequential(*block(8, 16, norm=False), *block(16, 32), nn.Linear(32, 2))
            model(torch.rand(4, 8))
        """),
        propose,
    )
    assert proposal.edits[0].new.strip() == "layers.append(nn.BatchNorm1d(n_out, 0.8))"
    assert proposal.reason == (
        "model[2] gets a tensor of the shape (4, 32), which BatchNorm1d takes: these are rows of features."
    )
