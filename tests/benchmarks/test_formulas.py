"""The judge of formulas: what it takes for wrong, what it lets pass, and at which sizes it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import nn

from benchmarks.corpus.cases import cases
from benchmarks.formulas import report, sets
from benchmarks.formulas.cells import CellSubject, without_fault
from benchmarks.formulas.comparing import compared
from benchmarks.formulas.judging import Score, judge
from benchmarks.formulas.subjects import Ids, Subject
from benchmarks.formulas.vectors import vectors
from shapeviz.graph.formulas import Constraint, Formula
from shapeviz.graph.model import Edge, Graph, Node, Shape, Source, Symbol

SYMBOLS = [Symbol("N", 4, 1, 64, "x axis 0", "batch"), Symbol("H", 8, 1, 64, "x axis 1", "height")]
HALVED = ("//", "H", 2)
SIZES = {"N": 3, "H": 10}


def chain(first: Shape, second: Shape, *formulas: Formula | None, **changes: Any) -> Graph:
    """An input that goes through a pooling into the output."""
    graph = Graph(Source("model", ""), "ok", symbols=[replace(symbol) for symbol in SYMBOLS])
    graph.nodes = [
        Node("n1", "input", "input", "input", "x"),
        Node("n2", "module", "max_pool1d", "torch.nn.MaxPool1d", "pool"),
        Node("n3", "output", "output", "output", "y"),
    ]
    given = formulas or (None, None)
    graph.edges = [
        Edge("e1", "n1", 0, "n2", 0, first, "float32", "cpu", formula=given[0]),
        Edge("e2", "n2", 0, "n3", 0, second, "float32", "cpu", formula=given[1]),
    ]
    return replace(graph, **changes)


def recorded(*formulas: Formula | None, constraints: tuple[Constraint, ...] = ()) -> Graph:
    return chain((4, 8), (4, 4), *(formulas or (("N", "H"), ("N", HALVED))), constraints=list(constraints))


def fresh(first: Shape = (3, 10), second: Shape = (3, 5), **changes: Any) -> Graph:
    return chain(first, second, **changes)


def failed(graph: Graph) -> Graph:
    """The same run if the pooling had not taken its input."""
    graph.verdict, graph.headline = "mismatch", "pool expects 8 in axis 1, gets 10"
    graph.edges[0].status, graph.edges[1].status = "mismatch", "assumed"
    return graph


def rule(expression: tuple[Any, ...], node: str | None = "n2") -> Constraint:
    return Constraint(node, "rule", expression, True)


def branch(expression: tuple[Any, ...]) -> Constraint:
    return Constraint(None, "branch", expression, True)


def test_formulas_that_give_the_shapes_of_the_run_are_right() -> None:
    comparison = compared(recorded(), fresh(), SIZES)
    assert comparison.outcome == "compared" and comparison.edges == 2
    assert comparison.wrong == comparison.claims == []


def test_a_formula_that_gives_another_shape_is_told_with_its_edge_and_both_shapes() -> None:
    comparison = compared(recorded(), fresh(second=(3, 6)), SIZES)
    assert comparison.wrong == ["e2 behind pool (max_pool1d): N × ⌊H/2⌋ gives 3 × 5, the run 3 × 6, at N = 3, H = 10"]


def test_a_formula_without_a_value_is_wrong_where_the_run_has_a_shape() -> None:
    comparison = compared(recorded(("N", "H"), ("N", ("//", "H", ("-", "N", 3)))), fresh(), SIZES)
    assert len(comparison.wrong) == 1 and "gives no value, the run 3 × 5" in comparison.wrong[0]


def test_an_edge_without_formula_claims_nothing() -> None:
    assert compared(recorded(("N", "H"), None), fresh(second=(7, 7)), SIZES).edges == 1


def test_sizes_that_are_not_given_are_as_recorded() -> None:
    assert compared(recorded(), fresh((3, 8), (3, 4)), {"N": 3}).wrong == []


def test_of_a_run_that_fails_only_what_came_before_is_compared() -> None:
    comparison = compared(recorded(constraints=(rule(("==", "H", 8)),)), failed(fresh()), SIZES)
    assert (comparison.outcome, comparison.edges, comparison.claims) == ("misfit", 0, [])


def test_a_failure_that_no_constraint_foretells_is_a_wrong_claim() -> None:
    assert compared(recorded(), failed(fresh()), SIZES).claims == [
        "at N = 3, H = 10: every constraint holds, but the fresh run says: pool expects 8 in axis 1, gets 10"
    ]


def test_a_failure_that_does_not_come_is_a_wrong_claim() -> None:
    comparison = compared(recorded(constraints=(rule(("==", "H", 8)),)), fresh(), SIZES)
    assert comparison.claims == ["at N = 3, H = 10: the constraints of pool do not hold, but the fresh run fits"]


def test_where_a_branch_does_not_hold_nothing_is_claimed() -> None:
    comparison = compared(recorded(constraints=(branch(("<", "H", 9)),)), fresh(second=(9, 9)), SIZES)
    assert (comparison.outcome, comparison.edges, comparison.wrong, comparison.claims) == ("other way", 0, [], [])


def test_along_a_structural_symbol_nothing_is_claimed() -> None:
    graph = recorded()
    graph.symbols[1].structural = True
    assert compared(graph, fresh(), SIZES).outcome == "other way"
    assert compared(graph, fresh((3, 8), (3, 4)), {"N": 3}).outcome == "compared"


def test_a_graph_without_any_formula_claims_nothing() -> None:
    comparison = compared(chain((4, 8), (4, 4)), failed(fresh()), SIZES)
    assert (comparison.outcome, comparison.edges, comparison.claims) == ("other way", 0, [])


def test_other_calls_than_recorded_are_a_wrong_claim_unless_a_branch_says_so() -> None:
    other = fresh()
    other.nodes[1].op = "avg_pool1d"
    comparison = compared(recorded(), other, SIZES)
    assert comparison.claims == ["at N = 3, H = 10: from pool on other calls run, but no branch constraint says so"]
    assert comparison.edges == 0


def test_a_run_with_more_calls_than_recorded_is_a_wrong_claim() -> None:
    longer = fresh()
    longer.nodes.append(Node("n4", "output", "output", "output", "z"))
    assert compared(recorded(), longer, SIZES).claims == [
        "at N = 3, H = 10: after y other calls run, but no branch constraint says so"
    ]


def test_folded_calls_of_a_failed_run_show_their_last_round_and_are_not_compared() -> None:
    run = fresh((3, 99))
    run.verdict = "error"
    run.nodes[1].repeats = 5
    assert compared(recorded(constraints=(rule(("==", "H", 8)),)), run, SIZES).edges == 0


def test_the_sizes_are_the_same_each_time_and_within_what_can_be_set() -> None:
    drawn = list(vectors(SYMBOLS, 20, "cnn"))
    assert drawn == list(vectors(SYMBOLS, 20, "cnn")) != list(vectors(SYMBOLS, 20, "lstm"))
    assert {sizes["N"] for sizes in drawn} <= set(range(1, 10))
    assert {sizes["H"] for sizes in drawn} <= set(range(4, 17))
    assert len({tuple(sizes.values()) for sizes in drawn}) > 10


def test_in_some_vectors_one_size_alone_changes() -> None:
    drawn = list(vectors(SYMBOLS, 20, "cnn"))[3::4]
    assert all(sizes["N"] == 4 or sizes["H"] == 8 for sizes in drawn)


def test_in_every_second_vector_equal_sizes_stay_equal() -> None:
    square = [*SYMBOLS, Symbol("W", 8, 1, 64, "x axis 2", "width")]
    assert all(sizes["H"] == sizes["W"] for sizes in list(vectors(square, 20, "cnn"))[::2])


class Towers(nn.Module):
    def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        return left @ right.T


def test_a_model_is_run_afresh_with_its_arguments_at_the_sizes() -> None:
    subject = Subject("towers", Towers, {"left": (2, 3), "right": (5, 3)})
    graph = subject.recorded().graph
    names = {symbol.name: symbol for symbol in subject.varied(graph)}
    assert len(names) == len(graph.symbols)
    wider = {name: symbol.value + (symbol.value == 3) for name, symbol in names.items()}
    again = subject.fresh(graph, wider).graph
    assert again.verdict == "ok"
    assert [node.outputs[0].shape for node in again.nodes if node.kind == "input"] == [(2, 4), (5, 4)]


def test_whole_numbers_and_the_meta_device_are_made_as_asked() -> None:
    subject = Subject("embedding", lambda: nn.Embedding(9, 4), {"input": Ids((2, 5), 9)}, data=False)
    graph = subject.recorded().graph
    assert graph.verdict == "ok"
    assert (graph.edges[0].dtype, graph.edges[0].device) == ("int64", "meta")


def test_inputs_that_cannot_be_told_apart_are_refused() -> None:
    def added(*, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        first, second = b, a
        return first + second

    subject = Subject("added", lambda: added, {"a": (2, 3), "b": (2, 3)})
    graph = subject.recorded().graph
    for node in graph.nodes:
        node.label = "tensor"
    with pytest.raises(ValueError, match="The input node 'tensor' may stand for any of a, b"):
        subject.varied(graph)


CELL = """import torch
n = 4
x = torch.randn(n, 3, 8)
w = torch.ones((8, 5))
y = x @ w
"""


def test_a_cell_runs_again_with_other_sizes_in_its_text() -> None:
    subject = CellSubject("product", CELL)
    graph = subject.recorded().graph
    rows = next(symbol for symbol in subject.varied(graph) if symbol.value == 4)
    again = subject.fresh(graph, {rows.name: 7}).graph
    assert again.verdict == "ok"
    assert [node.outputs[0].shape for node in again.nodes if node.label == "x"] == [(7, 3, 8)]


def test_sizes_that_a_cell_does_not_write_are_left_alone() -> None:
    subject = CellSubject("loaded", "import torch\nx = torch.tensor([[1.0, 2.0]])\ny = x * 2\n")
    graph = subject.recorded().graph
    assert graph.symbols and subject.varied(graph) == []


def test_of_a_cell_with_a_bug_the_mended_text_is_judged() -> None:
    case = next(cases(sets.CELLS, ["001"]))
    assert without_fault(sets.CELLS, case) == (sets.CELLS / case.name / "fixed.py").read_text(encoding="utf-8")


class Judged:
    """Two graphs made by hand in place of a recording and of every fresh run."""

    name = "by hand"

    def __init__(self, first: Graph, second: Graph | None = None) -> None:
        self.first, self.second = first, second or first

    def recorded(self) -> Any:
        return Answer(self.first)

    def varied(self, graph: Graph) -> list[Symbol]:
        return graph.symbols

    def fresh(self, graph: Graph, sizes: Mapping[str, int]) -> Any:
        shapes = (sizes["N"], sizes["H"]), (sizes["N"], sizes["H"] // 2)
        return Answer(chain(*shapes))


class Answer:
    fault = None

    def __init__(self, graph: Graph) -> None:
        self.graph = graph


def test_a_subject_is_scored_over_all_vectors() -> None:
    score = judge(Judged(recorded()), 20)
    assert (score.vectors, score.edges, score.with_formula, score.comparisons) == (20, 2, 2, 40)
    assert not score.wrong and not score.claims and not score.error


def test_a_wrong_formula_is_found_at_some_vector() -> None:
    score = judge(Judged(recorded(("N", "H"), ("N", ("ceil", "H", 2)))), 20)
    assert score.wrong and all("e2 behind pool" in sentence for sentence in score.wrong)


def test_a_formula_that_does_not_give_the_recorded_shape_is_wrong() -> None:
    assert judge(Judged(recorded(("N", "H"), ("N", "H"))), 0).wrong == [
        "e2 behind pool (max_pool1d): N × H gives 4 × 8, the run 4 × 4, at N = 4, H = 8"
    ]


def test_what_does_not_fit_as_recorded_is_left_out() -> None:
    assert judge(Judged(failed(recorded())), 20).left_out == "pool expects 8 in axis 1, gets 10"


def test_an_exception_is_told_and_ends_nothing_else() -> None:
    def broken() -> nn.Module:
        raise RuntimeError("no such layer")

    assert judge(Subject("broken", broken, {"x": (1,)}), 3).error == "RuntimeError: no such layer"


def scored(**changes: Any) -> Score:
    return replace(Score("model", edges=100, with_formula=99, vectors=20, comparisons=1980), **changes)


def test_the_summary_holds_the_figures_against_their_bars() -> None:
    lines = [str(share) for share in report.summary("own", [scored()], 99)]
    assert " ".join(lines[0].split()) == "✓ own: edges with a formula 99/100 99.0 % (bar ≥ 99 %)"
    assert all(line.startswith("✓") for line in lines)


@pytest.mark.parametrize(
    "changes", [{"with_formula": 98}, {"wrong": ["e1"]}, {"claims": ["at N = 2"]}, {"error": "RuntimeError: no"}]
)
def test_each_bar_can_be_missed(changes: dict[str, Any]) -> None:
    shares = report.summary("own", [scored(), scored(**changes)], 99)
    assert [share.reached for share in shares].count(False) == 1


def test_the_line_of_a_subject_says_what_it_came_to() -> None:
    assert " ".join(report.line(scored(seconds=1.5)).split()) == "model 100 99.0 % 20 0 0 1980 0 0 1.5"
    assert report.line(scored(error="RuntimeError: no\nmore")).endswith(" FAILED: RuntimeError: no")


def test_long_lists_are_cut_unless_all_is_asked_for() -> None:
    score = scored(wrong=[f"e{number}" for number in range(7)])
    assert list(report.details(score))[-1] == "    … and 2 more"
    assert len(list(report.details(score, None))) == 7


def test_there_are_models_of_every_family() -> None:
    assert len(sets.subjects("own", [])) >= 25
    assert len(sets.subjects("hf", [])) >= 60
    assert len(sets.subjects("pytorchcv", [])) >= 60


def test_names_of_subjects_are_unique_in_their_set() -> None:
    for name in ("own", "hf", "pytorchcv"):
        assert len(sets.listed(name)) == len(sets.subjects(name, []))


def test_a_set_whose_package_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "find_spec", lambda name: None)
    assert sets.missing("pytorchcv") == "pytorchcv"
    assert sets.missing("own") is None
