"""The sizes in annotations: `x: Float[Tensor, "batch channels height width"]`, as jaxtyping understands them."""

from __future__ import annotations

import ast
from typing import Any

from shapeviz.tracing.name_words import Words, aligned, parse_words


def words_annotated(annotation: ast.expr | None, value: Any, rank: int) -> Words | None:
    """The words for `rank` axes in an annotation; None if it has none, or is for another number of axes.

    `annotation` is what the source has, `value` the annotation itself (another name for such a type, say).

    >>> annotation = ast.parse('Float[Tensor, "batch 3"] | None', mode="eval").body
    >>> [word.text for word in words_annotated(annotation, None, 2)]
    ['batch', '3']
    """
    text = _text_in(annotation) if annotation is not None else None
    if text is None:
        text = getattr(value, "dim_str", None)
    words = parse_words(text) if isinstance(text, str) else None
    return aligned(words, rank) if words is not None else None


def _text_in(annotation: ast.expr) -> str | None:
    """The second item in the brackets of `Float[Tensor, "…"]`, wherever in the annotation that stands."""
    for node in ast.walk(annotation):
        match node:
            case ast.Subscript(slice=ast.Tuple(elts=[_, ast.Constant(value=str(text))])) if not _is_literal(node):
                return text
            case ast.Constant(value=str(text)):
                inner = _parsed(text)
                found = _text_in(inner) if inner is not None else None
                if found is not None:
                    return found
            case _:
                pass
    return None


def _is_literal(node: ast.Subscript) -> bool:
    """Whether this is `Literal["a", "b"]`, whose items are values and no sizes."""
    name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return name == "Literal"


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
