"""Sizes, counts and names as every picture writes them."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable

from shapeviz.graph.letters import Letters
from shapeviz.graph.model import Edge, Shape, TensorSpec

AS_IF_IT_FITTED = "as if it fitted"
FAILS_HERE = "✗ fails here"
_BYTE_UNITS = ("kB", "MB", "GB", "TB")


def shape_text(shape: Shape, letters: Letters | None = None) -> str:
    """A shape in words, outermost axis first; letters stand in place of sizes that nobody gave.

    >>> shape_text((1, 16384)), shape_text(()), shape_text((32, 10), ["N", ""])
    ('1 × 16384', 'scalar', 'N × 10')
    """
    sizes = map(str, shape) if letters is None else (a or str(b) for a, b in zip(letters, shape, strict=True))
    return " × ".join(sizes) if shape else "scalar"


def tensors_text(tensors: Iterable[TensorSpec], most: int = 3) -> str:
    """The shapes of several tensors in words; those after the first `most` are only counted.

    >>> tensors_text([TensorSpec((1, 5), "", ""), TensorSpec((2,), "", ""), TensorSpec((3,), "", "")], most=2)
    '1 × 5, 2, +1 more'
    """
    return ", ".join(limited((shape_text(tensor.shape, tensor.letters) for tensor in tensors), most))


def limited(texts: Iterable[str], most: int = 3) -> list[str]:
    """The first `most` texts, and how many more there are.

    >>> limited(["a", "b", "c"], most=2)
    ['a', 'b', '+1 more']
    """
    every = list(texts)
    return every[:most] + ([f"+{len(every) - most} more"] if len(every) > most else [])


def mismatch_text(actual: Shape, expected: Shape | None, letters: Letters | None = None) -> str:
    """The shape that came, and what was expected in its place.

    Of an expected shape that differs in one axis only that size is written, with the axis where it is not
    the last; of any other the whole shape.

    >>> mismatch_text((1, 16384), (1, 3136))
    '✗ 1 × 16384 ≠ 3136'
    >>> mismatch_text((2, 16, 32), (2, 15, 32))
    '✗ 2 × 16 × 32 ≠ 15 in axis 1'
    >>> mismatch_text((16384,), (1, 3136))
    '✗ 16384 ≠ 1 × 3136'
    """
    text = f"✗ {shape_text(actual, letters)}"
    if expected is None or actual == expected:
        return text
    axis = _only_difference(actual, expected)
    if axis is None:
        return f"{text} ≠ {shape_text(expected)}"
    where = "" if axis == len(actual) - 1 else f" in axis {axis}"
    return f"{text} ≠ {expected[axis]}{where}"


def edge_text(edge: Edge) -> str:
    """What stands beside an edge: its shape, and whether that shape fits."""
    if edge.status == "mismatch":
        return mismatch_text(edge.shape, edge.expected, edge.letters)
    text = shape_text(edge.shape, edge.letters)
    return f"{text} {AS_IF_IT_FITTED}" if edge.status == "assumed" else text


def count_text(count: int) -> str:
    """A count with thousands separators.

    >>> count_text(1769472)
    '1,769,472'
    """
    return f"{count:,}"


def bytes_text(count: int) -> str:
    """A number of bytes in decimal units.

    >>> bytes_text(999), bytes_text(590_000), bytes_text(25_600_000)
    ('999 bytes', '590.0 kB', '25.6 MB')
    """
    if count < 1000:
        return f"{count} bytes"
    power = min((len(str(count)) - 1) // 3, len(_BYTE_UNITS))
    return f"{count / 1000**power:.1f} {_BYTE_UNITS[power - 1]}"


def one_line(text: str) -> str:
    """Text from the user's code on one line, without characters that could move or hide other text.

    Control and formatting characters (terminal escapes, right-to-left overrides) and those that XML
    forbids become `�`; runs of white space become one space.

    >>> one_line("fc\\n  1\\x1b[31m")
    'fc 1�[31m'
    """
    joined = " ".join(text.split())
    return joined if joined.isprintable() else "".join(_visible(char) for char in joined)


def shorten(text: str, width: int) -> str:
    """At most `width` characters, the last one `…` where something was cut.

    >>> shorten("convolution", 6)
    'convo…'
    """
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def escape(text: str) -> str:
    """Text from the user's code, on one line, as text of an HTML or XML element or attribute.

    >>> escape("</script>")
    '&lt;/script&gt;'
    """
    return html.escape(one_line(text))


def _visible(char: str) -> str:
    return "�" if unicodedata.category(char).startswith("C") else char


def _only_difference(actual: Shape, expected: Shape) -> int | None:
    """The one axis in which two shapes differ; None if there are several, or the axes are not as many."""
    if len(actual) != len(expected):
        return None
    axes = [axis for axis, (got, want) in enumerate(zip(actual, expected, strict=True)) if got != want]
    return axes[0] if len(axes) == 1 else None
