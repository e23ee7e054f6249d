"""The JSON document: the one contract between Python and the browser.

`document.schema.json` beside this file is its JSON Schema; the TypeScript types are generated from it.
Fields that are None are left out. The text is deterministic: the same graph gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from functools import cache
from importlib import resources
from typing import Any, TypeVar, Union

from shapeviz.graph.formulas import Expression
from shapeviz.graph.model import Graph

VERSION = 1

T = TypeVar("T")


def to_document(graph: Graph) -> dict[str, Any]:
    """The graph as plain JSON data.

    >>> from shapeviz.graph.model import Graph, Source
    >>> to_document(Graph(Source("In[1]", "1 + 1")))["verdict"]
    'empty'
    """
    return {"version": VERSION, **to_plain(graph)}


def from_document(document: dict[str, Any]) -> Graph:
    """The graph that a document describes.

    Raises
    ------
    ValueError
        If the document is of a version this package cannot read.
    """
    version = document.get("version")
    if version != VERSION:
        raise ValueError(f"This document has version {version!r}; this shapeviz reads version {VERSION}.")
    return _build(Graph, document)


def to_json(graph: Graph) -> str:
    """The document as compact JSON text, the same bytes for the same graph."""
    return json.dumps(to_document(graph), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Graph:
    """The graph in a text that `to_json` wrote."""
    return from_document(json.loads(text))


@cache
def schema() -> dict[str, Any]:
    """The document's JSON Schema (draft 2020-12)."""
    text = resources.files("shapeviz.graph").joinpath("document.schema.json").read_text("utf-8")
    return json.loads(text)


def to_plain(value: Any) -> Any:
    """Dataclasses, tuples and lists as plain JSON data, without fields that are None."""
    if dataclasses.is_dataclass(value):
        items = ((name, getattr(value, name)) for name in _field_types(type(value)))
        return {name: to_plain(item) for name, item in items if item is not None}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}  # pyright: ignore
    return value


@cache
def _field_types(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _build(cls: type[T], data: dict[str, Any]) -> T:
    hints = _field_types(cls)
    absent = {name: None for name, hint in hints.items() if name not in data and type(None) in typing.get_args(hint)}
    return cls(**absent, **{name: _convert(hints[name], item) for name, item in data.items() if name in hints})


def _convert(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint == Expression:
        return _tuples(value)
    if origin in (Union, types.UnionType):
        return None if value is None else _convert(next(a for a in arguments if a is not type(None)), value)
    if origin is list:
        return [_convert(arguments[0], item) for item in value]
    if origin is tuple:
        return _tuples(value)
    if dataclasses.is_dataclass(hint):
        return _build(hint, value)  # pyright: ignore[reportArgumentType]
    return value


def _tuples(value: Any) -> Any:
    """JSON lists as tuples, those inside them too: an expression is a tuple of tuples."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value  # pyright: ignore
