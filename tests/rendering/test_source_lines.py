from shapeviz.graph.findings import Mismatch
from shapeviz.graph.model import Graph, Node, Origin, Source, SourceSpan
from shapeviz.rendering.source_lines import code_lines


def lines(text: str, span: SourceSpan | None, line: int | None = 1, width: int = 60) -> list[str]:
    node = Node("n1", "module", "linear", "torch.nn.Linear", "fc", span=span)
    return code_lines(Graph(Source("In[1]", text), nodes=[node]), Mismatch("n1", "", line=line), width)


def test_the_failing_expression_is_underlined(cnn: Graph):
    assert code_lines(cnn, cnn.mismatches[0], 80) == [
        "line 11 | return self.fc1(x)",
        "                 ^^^^^^^^^^^",
    ]


def test_an_expression_over_several_lines_is_underlined_on_the_line_that_raises():
    text = "y = fc(\n    x,\n)"
    assert lines(text, SourceSpan(1, 4, 3, 1)) == ["line 1 | y = fc(", "             ^^^"]
    assert lines(text, SourceSpan(1, 4, 3, 1), line=2) == ["line 2 | x,", "         ^^"]


def test_a_long_line_is_cut_around_the_expression():
    code = "result = " + "first + " * 20 + "fc(x)"
    shown, carets = lines(code, SourceSpan(1, len(code) - 5, 1, len(code)))
    assert len(shown) <= 60
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "fc(x)"
    assert shown.startswith("line 1 | …")


def test_a_tab_does_not_shift_the_underline():
    assert lines("if x:\n\ty =\tfc(x)", SourceSpan(2, 5, 2, 10), line=2) == [
        "line 2 | y = fc(x)",
        "             ^^^^^",
    ]


def test_without_a_span_only_the_line_is_shown():
    assert lines("fc(x)", None) == ["line 1 | fc(x)"]


def test_code_outside_the_source_is_shown_with_its_place():
    node = Node("n1", "module", "linear", "t", "fc", origin=Origin("model.py", 7, "return fc(x)"))
    graph = Graph(Source("In[1]", "main()"), nodes=[node])
    assert code_lines(graph, Mismatch("n1", ""), 80) == ["model.py, line 7 | return fc(x)"]


def test_a_place_that_is_not_known_is_left_out():
    assert lines("fc(x)", None, line=None) == lines("fc(x)", None, line=99) == []


def test_without_a_node_the_line_is_shown(several: Graph):
    assert code_lines(several, several.mismatches[2], 80) == [
        "line 21 | attention = nn.MultiheadAttention(10, num_heads=3)"
    ]
