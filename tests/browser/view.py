"""The view of a check on a page, as a person sees and uses it."""

from __future__ import annotations

from playwright.sync_api import Locator, Mouse, Page, expect

PLACES = """
(drawing) => Object.fromEntries([...drawing.querySelectorAll('g.node')].map(node => {
  const {x, y, width, height} = node.getBBox();
  return [node.dataset.node, [x, y, width, height]];
}))
"""
LABELS_FROM_TOP = """
(drawing, texts) => [...drawing.querySelectorAll(texts)]
  .map(text => [text.getBoundingClientRect().y, text.textContent])
  .sort(([a], [b]) => a - b)
  .map(([, text]) => text)
"""


class View:
    """One `.shapeviz` on a page."""

    def __init__(self, page: Page, root: Locator | None = None) -> None:
        self.page = page
        self.root = page.locator(".shapeviz") if root is None else root
        self.headline = self.root.locator(".verdict .headline")
        self.drawing = self.root.locator("svg.canvas > .drawing")
        self.canvas = self.root.locator("svg.canvas")
        self.mismatched_edges = self.root.locator("g.edge.mismatch")
        self.code = self.root.locator(".code")
        self.problem = self.root.locator(".problem")
        self.reset = self.root.get_by_role("button", name="Back to the sizes of the cell")

    def label(self, text: str) -> Locator:
        """The label in the graph that reads so."""
        return self.root.locator("svg .label text").get_by_text(text, exact=True)

    def labels(self) -> list[str]:
        """What all labels of the graph say, from top to bottom, without the formulas beneath numbers."""
        return self.drawing.evaluate(LABELS_FROM_TOP, ".label text:not(.formula)")

    def formulas(self) -> list[str]:
        """The formulas beneath the numbers of the labels, from top to bottom."""
        return self.drawing.evaluate(LABELS_FROM_TOP, ".label .formula")

    def node(self, title: str) -> Locator:
        """The node of that name; an open group is one too."""
        return self.root.locator(f'g.node[aria-label^="{title},"]')

    def nodes(self) -> Locator:
        """All nodes, open groups among them."""
        return self.root.locator("g.node")

    def selected(self) -> Locator:
        """The selected node."""
        return self.root.locator("g.node.selected")

    def places(self) -> dict[str, list[float]]:
        """Where each node lies in the drawing, and how big it is."""
        return self.drawing.evaluate(PLACES)

    def line(self, number: int) -> Locator:
        """A line of the code."""
        return self.code.locator(f'[data-line="{number}"]')

    def slider(self, name: str) -> Locator:
        return self.root.locator(f'input[data-size="{name}"]')

    def box(self, name: str) -> Locator:
        return self.root.locator(f'input[data-box="{name}"]')

    def fitting(self, name: str) -> Locator:
        """The marks on the track of a slider where everything fits."""
        return self.root.locator(f'.size:has(input[data-size="{name}"]) .fits span')

    def drag(self, name: str, *sizes: int) -> None:
        """Press the mouse on the thumb, move it to each of the sizes in turn, let go."""
        self.hold(name, *sizes).up()

    def hold(self, name: str, *sizes: int) -> Mouse:
        """As `drag`, but the mouse that comes back has not let go yet."""
        mouse, slider = self.page.mouse, self.slider(name)
        slider.scroll_into_view_if_needed()
        mouse.move(*self.thumb(name, int(slider.input_value())))
        mouse.down()
        for size in sizes:
            mouse.move(*self.thumb(name, size), steps=4)
        return mouse

    def find(self, text: str) -> None:
        """Search for a node; the first one found is selected and brought into sight."""
        self.root.get_by_role("button", name="Search ( / )").click()
        field = self.root.get_by_role("searchbox")
        field.fill(text)
        field.press("Enter")
        field.press("Escape")
        expect(self.selected()).to_have_count(1)

    def tie(self, tied: bool) -> None:
        """Close or open the padlock between height and width."""
        lock = self.root.get_by_role("button", name="Height and width move together")
        if (lock.get_attribute("aria-pressed") == "true") != tied:
            lock.click()
        expect(lock).to_have_attribute("aria-pressed", str(tied).lower())

    def switch(self, part: str, on: bool) -> None:
        """Write shapes as numbers, or as formulas, or do not."""
        button = self.root.get_by_role("button", name=f"Shapes as {part}")
        if (button.get_attribute("aria-pressed") == "true") != on:
            button.click()
        expect(button).to_have_attribute("aria-pressed", str(on).lower())

    def thumb(self, name: str, size: int) -> tuple[float, float]:
        """Where the middle of the thumb is at a size: it stays within the track by half its own width."""
        slider = self.slider(name)
        box = slider.bounding_box()
        assert box is not None
        low, high = (int(slider.get_attribute(end) or 0) for end in ("min", "max"))
        thumb = 14.0
        along = thumb / 2 + (box["width"] - thumb) * (size - low) / (high - low)
        return box["x"] + along, box["y"] + box["height"] / 2
