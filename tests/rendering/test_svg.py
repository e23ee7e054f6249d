import re
import subprocess
import sys
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from shapeviz.graph.model import Graph, Source
from shapeviz.rendering.folding import fold
from shapeviz.rendering.shapes_text import edge_text
from shapeviz.rendering.svg import NoGraphvizError, to_png, to_svg
from shapeviz.shapes.expression_text import formula_text

NAMES = ["cnn", "attention", "branchy", "big", "flat", "hostile"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def no_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither pygraphviz nor the dot program."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", "")


@pytest.fixture(params=["graphviz", "plain"])
def draw(request: pytest.FixtureRequest) -> Callable[[Graph], str]:
    """Each of the two ways to a picture."""
    if request.param == "plain":
        request.getfixturevalue("no_graphviz")
    return to_svg


def texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_xml_with_a_view_box_and_nothing_from_outside(
    name: str, draw: Callable[[Graph], str], request: pytest.FixtureRequest
):
    root = ElementTree.fromstring(draw(request.getfixturevalue(name)))
    assert root.tag == f"{SVG}svg"
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    known = {f"{SVG}{tag}" for tag in ("svg", "title", "rect", "g", "path", "polygon", "text")}
    assert {element.tag for element in root.iter()} <= known
    assert not [key for element in root.iter() for key in element.attrib if "href" in key or key.startswith("on")]


def test_every_edge_has_its_shape_beside_it(cnn: Graph, draw: Callable[[Graph], str]):
    shown = texts(draw(cnn))
    for edge in cnn.edges:
        assert edge_text(edge) in shown


def test_every_edge_has_its_formula_beneath(cnn: Graph, draw: Callable[[Graph], str]):
    shown = texts(draw(cnn))
    for edge in cnn.edges:
        assert edge.formula and formula_text(edge.formula) in shown


def test_every_layer_has_its_name_and_its_class(cnn: Graph, draw: Callable[[Graph], str]):
    shown = texts(draw(cnn))
    for text in [
        "x",
        "input",
        "conv1",
        "Conv2d 3 → 16, 3×3, padding 1",
        "relu",
        "pool",
        "✗ fc1",
        "output",
        "Net",
    ]:
        assert text in shown


def test_the_verdict_stands_above_the_picture(cnn: Graph, draw: Callable[[Graph], str]):
    assert texts(draw(cnn))[0] == "✗ fc1 expects 3136 features, gets 16384 (= 16·32·32)"


def test_a_mismatch_is_dashed_as_well_as_red(cnn: Graph, draw: Callable[[Graph], str]):
    paths = [path.attrib for path in ElementTree.fromstring(draw(cnn)).iter(f"{SVG}path")]
    red_lines = [path for path in paths if path.get("stroke") == "#c81e1e" and path["fill"] == "none"]
    assert red_lines
    assert all("stroke-dasharray" in path for path in red_lines)


def test_a_warning_marks_its_node_with_a_sign_as_well_as_amber(several: Graph, draw: Callable[[Graph], str]):
    svg = draw(several)
    assert "⚠ mse_loss" in texts(svg)
    assert 'stroke="#b45309"' in svg
    several.warnings = []
    assert "⚠" not in draw(several) and "#b45309" not in draw(several)


def test_a_warning_inside_a_folded_group_marks_the_group(several: Graph):
    several.mismatches = []
    several.edges = []
    for node in several.nodes:
        node.status = "ok"
    several.warnings[0].node = "n8"
    assert "⚠ Net" in texts(to_svg(several, depth=0))


def test_no_line_of_the_verdict_is_a_lonely_word(several: Graph):
    lines = texts(to_svg(several))[:2]
    assert " ".join(lines) == "✗ " + several.headline
    assert min(map(len, lines)) > 30


def test_hostile_names_are_shown_as_text(hostile: Graph, draw: Callable[[Graph], str]):
    svg = draw(hostile)
    assert any(text.startswith("✗ </script><img src=x onerror=alert(1)>") for text in texts(svg))
    assert "<img" not in svg and "</script" not in svg


def test_the_whole_picture_lies_inside_the_view_box(branchy: Graph):
    svg = to_svg(branchy)
    width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)[0])
    left, top = map(float, re.findall(r"translate\((\S+) (\S+)\)", svg)[0])
    corners = re.findall(r"[MC ,](-?[\d.]+),(-?[\d.]+)", " ".join(re.findall(r' d="([^"]+)"', svg)))
    assert corners
    assert all(0 <= left + float(x) <= width and 0 <= top + float(y) <= height for x, y in corners)


def test_hovering_tells_what_a_card_and_an_edge_are(cnn: Graph):
    tooltips = [title.text for title in ElementTree.fromstring(to_svg(cnn)).iter(f"{SVG}title")]
    assert "conv1 · Conv2d 3 → 16, 3×3, padding 1 · conv1" in tooltips
    assert "1 × 3 × 64 × 64 (N × 3 × H × W) · float32 on cpu" in tooltips


def test_hovering_tells_a_formula_in_full(attention: Graph):
    assert "batch_size·⌈L/4⌉·(⌊(L − 3)/2⌋ + 1) × 64)" in to_svg(attention)


def test_a_big_graph_is_drawn_folded(big: Graph, draw: Callable[[Graph], str]):
    shown = texts(draw(big))
    assert shown.count("Bottleneck, 16 layers") == 16
    assert len(fold(big, limit=40).links) == 17


def test_a_graph_with_nothing_in_it_is_still_a_picture(draw: Callable[[Graph], str]):
    svg = draw(Graph(Source("In[1]", "1 + 1"), headline="Nothing was traced."))
    assert texts(svg) == ["Nothing was traced."]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_graph_gives_the_same_picture(name: str, request: pytest.FixtureRequest):
    graph = request.getfixturevalue(name)
    assert to_svg(graph) == to_svg(graph)
    assert to_svg(graph, theme="dark") != to_svg(graph)


def test_a_png_has_twice_the_size_of_the_svg(cnn: Graph):
    png = to_png(cnn)
    assert png.startswith(b"\x89PNG")
    width = float(ElementTree.fromstring(to_svg(cnn)).attrib["width"])
    assert int.from_bytes(png[16:20], "big") == pytest.approx(2 * width, abs=3)


@pytest.mark.usefixtures("no_graphviz")
def test_a_png_without_graphviz_says_what_to_do(cnn: Graph):
    with pytest.raises(NoGraphvizError) as caught:
        to_png(cnn)
    assert str(caught.value) == (
        "A PNG needs Graphviz, and none was found: run `pip install pygraphviz`, or save an SVG instead."
    )


def test_drawing_leaves_the_error_stream_alone(cnn: Graph, capfd: pytest.CaptureFixture[str]):
    cnn.headline = "日本語 ✗"
    to_svg(cnn)
    to_png(cnn)
    assert capfd.readouterr() == ("", "")


def test_importing_the_renderers_does_not_import_graphviz():
    code = "import sys, shapeviz.rendering.html; assert not {'graphviz', 'pygraphviz'} & sys.modules.keys()"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
