"""A rearrangement in the words of its tensor's library: methods, subscripts, functions of Keras and TensorFlow."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.keras_names import named
from shapeviz.diagnosis.proposals.libraries import Library
from shapeviz.diagnosis.proposals.rearrangements import Rearrangement

_CALL = re.compile(r"\.(\w+)\((.*)\)")
# TensorFlow's own names for functions that Keras calls as NumPy does.
_OF_TENSORFLOW = {"mean": "reduce_mean"}


def in_library(case: Case, change: Rearrangement, library: Library) -> Rearrangement | None:
    """The rearrangement as the source would write it; None if the source has no words for it."""
    if library in ("torch", "numpy"):
        return change.spelled_in(library)
    if change.kind in ("unsqueeze", "align") or change.suffix.startswith("["):
        written = change.spelled_in("numpy")
        return written if written.suffix.startswith("[") else None
    function = _function(change)
    text = _written(case, function[0], library) if function is not None else None
    if function is None or text is None:
        return None
    arguments = f", {function[1]}" if function[1] else ""
    return replace(change, prefix=f"{text}(", suffix=f"{arguments})")


def _function(change: Rearrangement) -> tuple[str, str] | None:
    """The function that does what a torch method does, and its arguments after the tensor."""
    if change.suffix == ".T":
        return "transpose", ""
    match = _CALL.fullmatch(change.suffix)
    name, arguments = match.groups() if match is not None else ("", "")
    if ")." in arguments or (name == "flatten" and "," in arguments):
        # Axes in the middle are seldom made one, and never that of the samples.
        return None
    match name:
        case "permute":
            return "transpose", f"[{arguments}]"
        case "transpose":
            order = list(range(len(change.shape)))
            one, other = (int(axis) % len(order) for axis in arguments.split(", "))
            order[one], order[other] = order[other], order[one]
            return "transpose", str(order)
        case "squeeze":
            return "squeeze", f"axis={arguments}"
        case "flatten" | "reshape":
            return "reshape", f"[{', '.join(['-1', *map(str, change.shape[1:])])}]"
        case "mean":
            return "mean", arguments.replace("dim=", "axis=")
        case _:
            return None


def _written(case: Case, function: str, library: Library) -> str | None:
    if library == "keras":
        found = named(case, "ops", function)
        return found.text if found is not None and not found.imports else None
    for node in ast.walk(case.source.tree) if case.source.tree is not None else ():
        for item in node.names if isinstance(node, ast.Import) else ():
            if item.name == "tensorflow":
                return f"{item.asname or item.name}.{_OF_TENSORFLOW.get(function, function)}"
    return None
