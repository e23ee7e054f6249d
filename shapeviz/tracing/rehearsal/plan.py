"""Which statements of a changed cell to run again, and which to take over as they came out for real."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

_MUTATORS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "add",
        "update",
        "setdefault",
        "pop",
        "remove",
        "clear",
        "load_state_dict",
        "add_module",
        "register_buffer",
    ]
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_RUNNING_OTHERS = (ast.Try, ast.For, ast.While, ast.With, ast.If, ast.Expr)


class Way(Enum):
    """What happens to a statement in a rehearsal."""

    RUN = "run again, on shapes"
    TAKE = "not run: what it bound is taken over from the real run"
    SKIP = "not run, and nothing is known of what it would have bound"


@dataclass(slots=True)
class Part:
    """One statement at the top of the cell; `completed` if an equal one ran to its end in the real run."""

    statement: ast.stmt
    completed: bool
    binds: set[str]
    reads: set[str]
    mutates: set[str]


def parts_of(changed: ast.Module, original: ast.Module, failing_line: int | None) -> list[Part]:
    """The statements of the changed cell; those of the original count as completed up to the one that raised.

    In a cell that dealt with its exceptions itself (`failing_line` is None) any statement that runs others may have.
    """
    done: dict[str, int] = {}
    for statement in original.body:
        if failing_line is not None and (statement.end_lineno or 0) >= failing_line:
            break
        if failing_line is None and isinstance(statement, _RUNNING_OTHERS):
            continue
        text = ast.dump(statement)
        done[text] = done.get(text, 0) + 1
    parts: list[Part] = []
    for statement in changed.body:
        text = ast.dump(statement)
        completed = done.get(text, 0) > 0
        done[text] = done.get(text, 0) - completed
        changes = set(mutated(statement)) | (set(handled(statement)) if completed else set())
        parts.append(Part(statement, completed, set(bound(statement)), set(read(statement)), changes))
    return parts


def plan(
    parts: list[Part],
    allows: Callable[[ast.AST], bool],
    is_costly: Callable[[str], bool],
    is_tied: Callable[[str], bool] = lambda _: False,
    *,
    rewritten: bool = False,
) -> list[Way]:
    """The way of each part.

    A part that depends on a change runs again, if it may. Of the others, definitions, imports, loops and what
    `is_costly` tells of (a name bound to a model) are taken over, together with whatever changed the same objects;
    but not what `is_tied` to others that the same run made. Where the code is `rewritten` so that it reports its
    calls, functions and classes are made anew, since those of the real run no longer report any, and with a class
    what is made of it.
    """
    affected = _affected(parts, [rewritten and isinstance(part.statement, ast.ClassDef) for part in parts])
    last_bound = {name: index for index, part in enumerate(parts) for name in part.binds if part.completed}
    ways: list[Way] = []
    for index, part in enumerate(parts):
        takeable = part.completed and all(last_bound[name] == index for name in part.binds)
        if not allows(part.statement):
            ways.append(Way.TAKE if takeable else Way.SKIP)
        elif rewritten and isinstance(part.statement, _DEFINITIONS):
            ways.append(Way.RUN)
        elif takeable and not affected[index] and _better_taken(part, is_costly) and not any(map(is_tied, part.binds)):
            ways.append(Way.TAKE)
        else:
            ways.append(Way.RUN)
    _keep_together(parts, ways, affected, last_bound, allows)
    return ways


def plan_afresh(parts: list[Part], allows: Callable[[ast.AST], bool]) -> list[Way]:
    """The way of each part where all that may run does.

    Raises
    ------
    Stale
        If a part that depends on the change may not run: what it bound for real is no longer what it would bind.
    """
    ways: list[Way] = []
    for part, affected in zip(parts, _affected(parts, [False] * len(parts)), strict=True):
        if allows(part.statement):
            ways.append(Way.RUN)
        elif affected and part.binds:
            raise Stale(part.statement.lineno)
        else:
            ways.append(Way.TAKE if part.completed else Way.SKIP)
    return ways


class Stale(Exception):
    """The statement in this line would have to run again, and may not."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _affected(parts: list[Part], anew: list[bool]) -> list[bool]:
    """Which parts differ from the real run, are made `anew`, or read what such a part binds or changes."""
    names: set[str] = set()
    found: list[bool] = []
    for part, made in zip(parts, anew, strict=True):
        new = made or not part.completed or bool(part.reads & names)
        found.append(new)
        names = names | part.binds | part.mutates if new else names - part.binds
    return found


def _better_taken(part: Part, is_costly: Callable[[str], bool]) -> bool:
    loop = isinstance(part.statement, (ast.For, ast.While, ast.With, ast.Try))
    definition = isinstance(part.statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom))
    return loop or definition or any(is_costly(name) for name in part.binds)


def _keep_together(
    parts: list[Part],
    ways: list[Way],
    affected: list[bool],
    last_bound: dict[str, int],
    allows: Callable[[ast.AST], bool],
) -> None:
    """A loop that fills a list and the statement that made the list are both run or both taken."""
    again = True
    while again:
        again = False
        for index, part in enumerate(parts):
            for maker in {last_bound[name] for name in part.mutates if name in last_bound}:
                run = affected[index] or affected[maker]
                for member in (index, maker):
                    wanted = Way.RUN if run else Way.TAKE
                    possible = allows(parts[member].statement) if run else parts[member].completed
                    if possible and {ways[index], ways[maker]} == {Way.RUN, Way.TAKE} and ways[member] is not wanted:
                        ways[member], again = wanted, True
                    affected[member] = affected[member] or run


def bound(statement: ast.AST) -> Iterator[str]:
    """The names that a statement binds at the top of the cell."""
    for node in _outside_functions(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def read(statement: ast.AST) -> Iterator[str]:
    """The names that a statement reads, at once or when a function that it defines is called."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def mutated(statement: ast.AST) -> Iterator[str]:
    """The names whose objects a statement changes: `history.append(…)`, `w[0] = …`, `n += 1`."""
    for node in _outside_functions(statement):
        target: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
            target = node.func.value
        elif isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            target = node.value
        elif isinstance(node, ast.AugAssign):
            target = node.target
        while isinstance(target, (ast.Attribute, ast.Subscript)):
            target = target.value
        if isinstance(target, ast.Name):
            yield target.id


def handled(statement: ast.AST) -> Iterator[str]:
    """The names whose objects a statement may change by a call for its effect: `memory.push(…)`, `fill(xs)`."""
    for node in _outside_functions(statement):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            receiver: ast.expr = node.value.func
            while isinstance(receiver, (ast.Attribute, ast.Subscript)):
                receiver = receiver.value
            for name in (receiver if isinstance(node.value.func, ast.Attribute) else None, *node.value.args):
                if isinstance(name, ast.Name):
                    yield name.id


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """A syntax node and those inside it, without the bodies of functions and classes."""
    yield node
    if isinstance(node, _FUNCTIONS):
        return
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        # The variable of a comprehension stays in it.
        return
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def names_needed(parts: list[Part], ways: list[Way]) -> tuple[set[str], set[str]]:
    """(names to have from before the cell, names to take over from after it) for the parts that run."""
    before: set[str] = set()
    made: set[str] = set()
    taken: set[str] = set()
    for part, way in zip(parts, ways, strict=True):
        if way is Way.TAKE:
            taken |= part.binds
        elif way is Way.RUN:
            before |= part.reads - made
        made |= part.binds
    return before, taken


def as_module(statement: ast.stmt) -> Any:
    """A statement as something to compile."""
    return ast.Module(body=[statement], type_ignores=[])
