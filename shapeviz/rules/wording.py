"""The small words of the sentences "… expects …, but gets …."."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shapeviz.shapes.shape import Shape


def counted(number: int, unit: str) -> str:
    """A number with its unit.

    >>> counted(1, "channel"), counted(3, "channel"), counted(2, "axis")
    ('1 channel', '3 channels', '2 axes')
    """
    if number == 1:
        return f"1 {unit}"
    plural = {"axis": "axes", "class index": "class indices"}.get(unit, f"{unit}s")
    return f"{number} {plural}"


def times(sizes: Iterable[int]) -> str:
    """Sizes as a product.

    >>> times((1, 16, 32))
    '1 × 16 × 32'
    """
    return " × ".join(str(size) for size in sizes)


def window(sizes: Iterable[int]) -> str:
    """The sizes of a kernel or pooling window.

    >>> window((2, 2)), window((3,))
    ('2×2', '3')
    """
    return "×".join(str(size) for size in sizes)


def shape_text(shape: Shape) -> str:
    """A shape as Python writes it.

    >>> shape_text((4, 10)), shape_text((4,))
    ('(4, 10)', '(4,)')
    """
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(str(size) for size in shape)})"


def listed(items: Sequence[object], joint: str = "and") -> str:
    """Items in a row.

    >>> listed([54, 55]), listed([1, 2, 3], "or")
    ('54 and 55', '1, 2 or 3')
    """
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {joint} {texts[-1]}"


def with_article(noun: str) -> str:
    """A noun with its indefinite article, which several things do not have. A short name without vowels is spelled out.

    >>> with_article("input"), with_article("hidden state"), with_article("bias"), with_article("targets")
    ('an input', 'a hidden state', 'a bias', 'targets')
    >>> with_article("x"), with_article("fp"), with_article("p")
    ('an x', 'an fp', 'a p')
    """
    if noun.endswith("s") and not noun.endswith(("as", "ss")):
        return noun
    is_word = len(noun) > 2 or any(letter in "aeiouy" for letter in noun.lower())
    return f"{'an' if noun[0] in ('aeio' if is_word else 'fhlmnrsx') else 'a'} {noun}"
