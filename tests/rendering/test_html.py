import base64
import json
import re
import zlib
from html.parser import HTMLParser

import pytest

from shapeviz.graph.document import from_document, to_document
from shapeviz.graph.model import Graph, Source
from shapeviz.rendering import html
from shapeviz.rendering.html import to_html, twin_html
from shapeviz.rendering.svg import to_svg

NAMES = ["cnn", "attention", "several", "branchy", "big", "flat", "hostile"]
# What the sanitizer of an untrusted JupyterLab notebook lets through, of all that we could use.
SAFE_TAGS = {"div", "p", "strong", "pre", "code", "img", "details", "summary", "br"}
SAFE_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
SAFE_ATTRIBUTES = {"id", "src", "alt", "open"}


class Page(HTMLParser):
    """Collects tags, attributes, and the text of each element by its tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.tags[-1] if self.tags else "", []).append(data)


@pytest.mark.parametrize("name", NAMES)
def test_the_twin_uses_only_what_a_sanitizer_keeps(name: str, request: pytest.FixtureRequest):
    page = Page(twin_html(request.getfixturevalue(name), "shapeviz-twin-7"))
    assert set(page.tags) <= SAFE_TAGS
    assert {key for key, _ in page.attributes} <= SAFE_ATTRIBUTES
    assert ("id", "shapeviz-twin-7") in page.attributes


def test_the_twin_tells_the_mismatch_in_words(cnn: Graph):
    page = Page(twin_html(cnn, "twin"))
    assert page.texts["strong"][0] == "✗ fc1 expects 3136 features, gets 16384 (= 16·32·32)"
    paragraphs = " ".join(page.texts["p"])
    assert "fc1 (Linear) expects an input with 3136 features in axis 1, but gets 16384." in paragraphs
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x16384 and 3136x10)" in paragraphs
    assert page.texts["code"][0] == "line 11 | return self.fc1(x)\n                 ^^^^^^^^^^^"


def test_the_twin_tells_why_and_what_to_change(several: Graph):
    page = Page(twin_html(several, "twin"))
    sentences = [text for text in (*page.texts["p"], *page.texts["strong"], *page.texts["code"]) if text.strip()]
    for sentence in (
        "3136 = 16·14·14 was meant for 28×28 images; these are 64×64, so conv1 → pool give 16·32·32 = 16384.",
        "Line to change:",
        "line 6 | self.fc1 = nn.Linear(16 * 14 * 14, 10)",
        "fc1 is made for 3136 features, and 16384 come from the images of this cell.",
        "Fix 1: Make fc1 for 16384 features",
        "- 6 | self.fc1 = nn.Linear(16 * 14 * 14, 10)\n+ 6 | self.fc1 = nn.Linear(16 * 32 * 32, 10)",
        "Checked. The cell then runs: fc1 gives 4×10.",
        "Not tried.",
        "Line to change: line 21, which is shown above.",
    ):
        assert sentence in sentences


def test_the_twin_tells_what_the_letters_of_the_formulas_are(attention: Graph):
    twin = twin_html(attention, "twin")
    assert (
        "<p><strong>Sizes</strong><br>batch_size = 2 · ids axis 0 · every size from 1 to 64 fits"
        "<br>L sequence = 16 · ids axis 1 · fits for 3 to 512"
        "<br>depth = 2 · line 3 · other calls run at other sizes</p>\n"
        "<p>Formulas on 6 of 7 edges.</p>"
    ) in twin
    assert twin.index("<img") < twin.index("Sizes") < twin.index("The layers as a table")


def test_the_twins_table_has_the_formulas_beneath_the_shapes(cnn: Graph):
    formula = "N × 16 × ⌊H/2⌋ × ⌊W/2⌋".replace(" ", "&nbsp;")
    assert f"<td>1 × 16 × 32 × 32<br>{formula}</td>" in twin_html(cnn, "twin")


def test_the_picture_stands_below_the_first_sentence_and_above_the_fixes(several: Graph):
    twin = twin_html(several, "twin")
    sentences = (
        "✗ fc1 expects 3136 features",
        "fc1 (Linear) expects 3136 features",
        "<img",
        "Line to change:",
        "Fix 1: Make fc1 for 16384 features",
        "mul expects equal sizes",
        "Warning, line 15",
        "The layers as a table",
    )
    places = [twin.index(sentence) for sentence in sentences]
    assert places == sorted(places)


def test_of_several_fixes_the_first_is_unfolded(several: Graph):
    several.mismatches = several.mismatches[:1]
    several.warnings = []
    assert re.findall("<details( open)?><summary>(?:<strong>)?([^<]*)", twin_html(several, "twin")) == [
        (" open", "Fix 1: Make fc1 for 16384 features"),
        ("", "Fix 2: Feed 28×28 images"),
        ("", "Fix 3: Pool to 14×14 before the view"),
        ("", "The layers as a table"),
    ]


def test_a_reason_that_adds_nothing_leaves_no_empty_paragraph(several: Graph):
    several.warnings[0].causes[0].reason = several.warnings[0].fixes[0].reason = ""
    assert "<p></p>" not in twin_html(several, "twin").partition("<table>")[0]


def test_the_twin_tells_a_warning_with_its_fix(several: Graph):
    page = Page(twin_html(several, "twin"))
    assert (
        "⚠ Warning, line 15: mse_loss compares 32 × 1 with 32: each of the 32 guesses is compared with all 32 targets."
    ) in page.texts["p"]
    assert "Fix: Drop the axis of size 1" in page.texts["strong"]


def test_the_twin_holds_the_picture_with_words_for_those_who_do_not_see_it(cnn: Graph):
    attributes = dict(Page(twin_html(cnn, "twin")).attributes)
    kind, data = (attributes["src"] or "").split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == to_svg(cnn)
    assert attributes["alt"] == (
        "The graph of In[3]. ✗ fc1 expects 3136 features, gets 16384 (= 16·32·32). The table below has its shapes."
    )


@pytest.mark.parametrize("name", ["big", "flat"])
def test_the_twin_of_a_big_graph_stays_small_and_says_what_is_folded(name: str, request: pytest.FixtureRequest):
    twin = twin_html(request.getfixturevalue(name), "twin")
    assert len(twin.encode()) < 80_000
    assert "steps are folded away. Ask for depth" in twin


def test_the_twin_of_an_empty_graph_is_its_headline():
    graph = Graph(Source("In[1]", "1 + 1"), headline="Nothing was traced.")
    assert twin_html(graph, "twin") == ('<div id="twin">\n<p><strong>Nothing was traced.</strong></p>\n</div>')


@pytest.mark.parametrize("name", NAMES)
def test_the_document_in_the_page_is_the_graph(name: str, request: pytest.FixtureRequest):
    graph = request.getfixturevalue(name)
    text = re.findall(r'<script type="application/zlib" [^>]*>(.*?)</script>', to_html(graph), re.DOTALL)[0]
    document = json.loads(zlib.decompress(base64.b64decode(text, validate=True)))
    assert from_document(document) == from_document(to_document(graph))


def test_the_page_holds_script_document_and_twin_and_asks_for_nothing_else(cnn: Graph):
    page = Page(to_html(cnn))
    assert page.texts["title"][0] == "In[3] · ✗ fc1 expects 3136 features, gets 16384 (= 16·32·32)"
    assert page.tags.count("script") == 2
    assert ("class", "shapeviz-document") in page.attributes
    assert ("data-target", "shapeviz-1") in page.attributes and ("id", "shapeviz-1") in page.attributes
    assert [
        value for key, value in page.attributes if key in ("src", "href") and not str(value).startswith("data:")
    ] == []


def test_hostile_names_open_no_element_in_the_page(hostile: Graph, cnn: Graph):
    known = set(Page(to_html(cnn)).tags)
    page = Page(to_html(hostile))
    assert set(page.tags) <= known
    assert page.tags.count("img") == 1 and page.tags.count("script") == 2
    assert not [key for key, _ in page.attributes if key.startswith("on")]


def test_the_script_cannot_end_its_own_element(cnn: Graph, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(html, "_standalone_script", lambda: 'a = "</SCRIPT><!-- </script>"; b = 1 <c')
    assert r'<script>a = "\x3c/SCRIPT>\x3c!-- \x3c/script>"; b = 1 <c</script>' in to_html(cnn)


def test_the_same_graph_gives_the_same_page(big: Graph):
    assert to_html(big) == to_html(big)
