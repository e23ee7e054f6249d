"""Samples of unequal length that a loader puts into one batch: the shorter ones are padded to the longest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, with_keyword
from shapeviz.diagnosis.proposals.layers import called_class
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE

PADDING = "pad_sequence"
_MODULES = {"torch.nn.utils.rnn": "", "torch.nn.utils": "rnn.", "torch.nn": "utils.rnn.", "torch": "nn.utils.rnn."}


def propose(case: Case) -> Iterator[Proposal]:
    """`pad_sequence` for the `stack` that failed, or a collate function with it for a loader that has none."""
    if not _only_lengths_differ(case):
        return
    stacks = [call for call in case.calls_in_line() if called_class(call) == "stack" and call.args]
    for call in stacks[:2]:
        # Tensors that are named one by one are no samples of a batch.
        if not isinstance(call.args[0], (ast.List, ast.Tuple)):
            yield from _padded(case, call)
    if not stacks and "stack" in case.mismatch.message and case.node is None:
        loaders = [call for call in case.calls if called_class(call) == "DataLoader"]
        for loader in loaders[:2]:
            yield from _collated(case, loader)


def _only_lengths_differ(case: Case) -> bool:
    """Whether the tensors of a `stack` differ in their first axis, and in no other."""
    if case.node is not None and case.node.op != "stack":
        return False
    conflicts = case.mismatch.conflicts
    return bool(conflicts) and all(problem.axis == 0 and problem.unit == "size" for problem in conflicts)


def _reason(case: Case) -> str:
    lengths = sorted({size for problem in case.mismatch.conflicts for size in (problem.expected, problem.actual)})
    told = ", ".join(map(str, lengths[:-1]))
    return f"The tensors are {told} and {lengths[-1]} long: the shorter ones are padded to the longest."


def _padded(case: Case, call: ast.Call) -> Iterator[Proposal]:
    dim = next((keyword.value for keyword in call.keywords if keyword.arg == "dim"), None)
    axis = dim if dim is not None else call.args[1] if len(call.args) > 1 else None
    if axis is not None and not (isinstance(axis, ast.Constant) and axis.value in (0, 1)):
        return
    batch_second = isinstance(axis, ast.Constant) and axis.value == 1
    option = "" if batch_second else ", batch_first=True"
    text = f"{_pad_sequence(case)}({text_of(case.source, call.args[0])}{option})"
    edits = edits_of(case.source, replaced(case.source, call, text))
    yield Proposal("Pad the sequences to the longest", edits, _reason(case), MISSING_CALL + 2 * NUANCE)


def _collated(case: Case, loader: ast.Call) -> Iterator[Proposal]:
    """A collate function for a loader, as the samples of its data set are made."""
    if any(keyword.arg == "collate_fn" for keyword in loader.keywords):
        return
    pad = _pad_sequence(case)
    texts = [
        f"lambda batch: ({pad}([x for x, _ in batch], batch_first=True), torch.tensor([y for _, y in batch]))",
        f"lambda batch: tuple({pad}(part, batch_first=True) for part in zip(*batch))",
        f"lambda batch: {pad}(batch, batch_first=True)",
    ]
    for rank, text in enumerate(texts):
        edits = edits_of(case.source, with_keyword(case.source, loader, "collate_fn", text))
        weight = MISSING_CALL - 0.01 * rank
        yield Proposal("Pad the samples of a batch to the longest", edits, _reason(case), weight)


def _pad_sequence(case: Case) -> str:
    """The name by which the source may call `pad_sequence`."""
    found = ""
    for node in ast.walk(case.source.tree) if case.source.tree is not None else ():
        match node:
            case ast.ImportFrom(module="torch.nn.utils.rnn", names=names):
                for alias in names:
                    if alias.name == PADDING:
                        return alias.asname or PADDING
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    rest = _MODULES.get(f"{module}.{alias.name}")
                    if rest is not None:
                        found = f"{alias.asname or alias.name}.{rest}{PADDING}"
            case ast.Import(names=names):
                for alias in names:
                    rest = _MODULES.get(alias.name)
                    if rest is not None and not found:
                        found = f"{alias.asname}.{rest}{PADDING}" if alias.asname else ""
            case _:
                pass
    return found or f"torch.nn.utils.rnn.{PADDING}"
