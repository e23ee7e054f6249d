"""Bytes read as numbers, with more at the front than the data: the header of the file was not skipped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, with_keyword
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.graph.model import Node
from shapeviz.shapes.shape import product

LONGEST = 1024  # bytes of a header
_READERS = ("numpy.frombuffer", "numpy.fromfile")
_BYTES = {"int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "float32": 4, "int64": 8, "uint64": 8, "float64": 8}


def propose(case: Case) -> Iterator[Proposal]:
    """The reading begun behind what a `reshape` has too much."""
    if case.node is None or case.call is None or case.node.op not in ("reshape", "view") or not case.node.inputs:
        return
    wanted = case.call.attributes.get("shape")
    sizes = tuple(wanted) if isinstance(wanted, (tuple, list)) else ()
    if not sizes or any(not isinstance(size, int) or size < 0 for size in sizes):
        return
    surplus = product(case.node.inputs[0].shape) - product(sizes)
    for node in (case.node, *(above for above, _ in case.upstream(case.node))):
        call = case.expression(node)
        each = _BYTES.get(node.outputs[0].dtype, 1) if node.outputs else 1
        if node.target in _READERS and isinstance(call, ast.Call) and 0 < surplus * each <= LONGEST:
            yield _skipped(case, node, call, surplus, each)


def _skipped(case: Case, node: Node, call: ast.Call, surplus: int, each: int) -> Proposal:
    reason = (
        f"There are {surplus} values more than are needed: what stands before the data, the header, is read along with "
        "it."
    )
    edits = edits_of(case.source, with_keyword(case.source, call, "offset", str(surplus * each)))
    return Proposal(f"Skip the first {surplus * each} bytes", edits, reason, MISSING_CALL + NUANCE)
