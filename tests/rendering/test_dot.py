import importlib
import re

import pytest

from shapeviz.graph.model import Graph
from shapeviz.rendering.dot import dot_name, to_graphviz


def statement(graph: Graph, start: str, depth: int | None = None) -> str:
    """The one statement of the graph's DOT source that begins so."""
    (found,) = [
        line.strip() for line in to_graphviz(graph, depth=depth).source.split("\n") if line.startswith(f"\t{start}")
    ]
    return found


def id_of(graph: Graph, label: str) -> str:
    return next(node.id for node in graph.nodes if node.label == label)


def drawn(source: str) -> str:
    picture = importlib.import_module("pygraphviz").AGraph(string=source)
    return picture.draw(format="svg", prog="dot").decode()


def test_groups_are_clusters_with_their_layers_and_edges_inside(cnn: Graph):
    source = to_graphviz(cnn).source
    (cluster,) = re.findall(r"subgraph cluster_n2 \{(.*?)\n\t\}", source, re.DOTALL)
    statements = {line.split(" [")[0].strip() for line in cluster.split("\n")[1:]}
    assert {"n3", "n4", "n5", "n6", "n7", "n6 -> n_e5", "n_e5", "n_e5 -> n7"} <= statements
    assert not {"n1", "n8", "n_e1", "n_e6"} & statements


def test_a_mismatch_is_dashed_and_said_in_words_as_well_as_red(cnn: Graph):
    for edge in (statement(cnn, "n6 -> n_e5 "), statement(cnn, "n_e5 -> n7 ")):
        assert 'style="dashed"' in edge and 'color="#c81e1e"' in edge
    assert "✗ 1 × 16384 ≠ 3136" in statement(cnn, "n_e5 [")
    assert "✗ fc1" in statement(cnn, "n7 [")


def test_a_formula_stands_beneath_the_numbers_smaller_and_paler(cnn: Graph):
    small = 'POINT-SIZE="9.5" COLOR="#71717a"'
    assert (
        f"<TR><TD>1 × 16 × 32 × 32</TD></TR><TR><TD><FONT {small}>N × 16 × ⌊H/2⌋ × ⌊W/2⌋</FONT></TD></TR>"
    ) in statement(cnn, "n_e4 [")
    assert f"<TR><TD><FONT {small}>N × 16·⌊H/2⌋·⌊W/2⌋</FONT></TD></TR>" in statement(cnn, "n_e5 [")


def test_a_formula_of_mere_numbers_is_not_drawn(cnn: Graph):
    cnn.edges[0].formula = (1, 3, 64, 64)
    assert "label=<1 × 3 × 64 × 64>" in statement(cnn, "n_e1 [")


def test_a_long_formula_is_cut(attention: Graph):
    assert "batch_size·⌈L/4⌉·(⌊(L − 3)/2⌋ + 1) …<" in statement(attention, "n_e5 [")


def test_a_graph_of_more_than_forty_links_is_drawn_with_numbers_only(flat: Graph):
    for edge in flat.edges:
        edge.formula = ("N", 8)
    few, many = to_graphviz(flat).source, to_graphviz(flat, depth=9).source
    assert "N × 8" in few and few.count("label=<1 × 8") < 5
    assert "N × 8" not in many and many.count("label=<1 × 8") > 40


def test_an_assumed_edge_is_dotted_and_says_so(cnn: Graph):
    assert 'style="dotted"' in statement(cnn, "n7 -> n_e6 ")
    assert "<TD>1 × 10 as if it fitted</TD>" in statement(cnn, "n_e6 [")


def test_a_group_that_only_contains_the_failure_has_no_red_border(cnn: Graph):
    group = statement(cnn, "subgraph cluster_n2 ")
    assert "label=<Net>" in group and 'color="#d4d4d8"' in group


def test_an_edge_to_an_open_group_ends_at_its_border(branchy: Graph):
    block = branchy.edges[1].target = id_of(branchy, "block")
    assert f'lhead="cluster_{block}"' in statement(branchy, f"n_e2 -> {id_of(branchy, 'fc1')} ")


def test_a_folded_group_is_one_card_that_counts_its_layers(big: Graph):
    card = statement(big, "n4 [", depth=2)
    assert "label=<0<BR/>" in card and "Bottleneck, 16 layers" in card


def test_a_link_of_many_edges_names_three_shapes_and_counts_the_rest(branchy: Graph):
    for number, edge in enumerate(branchy.edges):
        edge.source, edge.target = id_of(branchy, "x"), id_of(branchy, "output")
        edge.shape, edge.status = (number, 8), "ok"
    assert "label=<0 × 8<BR/>1 × 8<BR/>2 × 8<BR/>+7 more>" in statement(branchy, "n_e1 [")


def test_hostile_names_arrive_at_graphviz_as_text(hostile: Graph):
    picture = drawn(to_graphviz(hostile).source)
    assert "&lt;/script&gt;&lt;img src=x" in picture
    assert "onerror=alert(1)&gt;&quot;quoted&quot;" in picture
    assert "back\\slash \\N \\G &lt;&lt;b&gt;&gt; a newline �[31m" in picture
    assert "<img" not in picture


@pytest.mark.parametrize("card_id", ["node", "EDGE", "a:b", "<b>", 'x" [color=red]', "5", ""])
def test_any_id_becomes_a_plain_node_name(card_id: str):
    name = dot_name(card_id)
    assert f"<title>{name}</title>" in drawn(f"digraph {{ {name} }}")


def test_the_dark_theme_has_a_dark_ground(cnn: Graph):
    assert 'bgcolor="#18181b"' in to_graphviz(cnn, theme="dark").source


def test_the_same_graph_gives_the_same_source(big: Graph):
    assert to_graphviz(big).source == to_graphviz(big).source
