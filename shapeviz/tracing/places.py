"""Places in the checked source: where a call was made, where a module was defined, what a value is called."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

from shapeviz.graph.model import Origin, SourceSpan
from shapeviz.tracing.records import Record
from shapeviz.tracing.source import CheckedSource, contains, target_of

# Where a module was registered with its parent: a weak reference to it, its name there, and the place in the code;
# by its id. Without a name the place is that of the call of its constructor.
Definitions = dict[int, tuple[Callable[[], Any], str, tuple[CodeType, int]]]

# Methods of containers that take the new module as their last argument.
_ADDING = frozenset({"append", "insert", "add_module", "register_module"})


def span_of(source: CheckedSource, record: Record) -> SourceSpan | None:
    """Where the deepest piece of the checked source stands that led to this call."""
    holder: Record | None = record
    while holder is not None:
        here = holder.site.here if holder.site is not None else None
        if here is not None:
            return source.span(*here)
        holder = holder.parent
    return None


def definition_of(source: CheckedSource, record: Record, definitions: Definitions) -> SourceSpan | None:
    """The expression that made a module: where it was given to its parent, or to its variable."""
    known = definitions.get(id(record.subject))
    if known is not None and known[0]() is record.subject:
        _, name, place = known
        span = source.span(*place)
        return _made_at(source, span, name) if span is not None else None
    if record.parent is None:
        return _variable_definition(source, record)
    return None


def origin_of(source: CheckedSource, record: Record) -> Origin | None:
    """The user's line outside the checked source from which a call came (a class of an earlier cell)."""
    if record.site is None or record.site.caller is None or record.site.caller == record.site.here:
        return None
    code, instruction = record.site.caller
    line, text = _line_outside(code, instruction)
    if not text:
        return None
    return Origin(_shown_name(source, code.co_filename), line, text)


def made_elsewhere(source: CheckedSource, record: Record) -> Origin | None:
    """The line outside the checked source that gave a layer to its parent: `self.fc1 = nn.Linear(…)` in another cell.

    It is looked up in the text of the parent's class, since nobody watched when the layer was made.
    """
    parent, name = record.parent, record.path.rpartition("/")[2]
    if parent is None or record.kind != "module" or not parent.group:
        return None
    attribute = name.partition(".")[0]
    code = getattr(getattr(type(parent.subject), "__init__", None), "__code__", None)
    if code is None or code.co_filename == source.filename or _is_installed(code.co_filename):
        return None
    lines = linecache.getlines(code.co_filename)
    try:
        tree = ast.parse("".join(lines))
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.lineno == code.co_firstlineno:
            for statement in ast.walk(node):
                if isinstance(statement, ast.Assign) and any(_is_own(t, attribute) for t in statement.targets):
                    shown = _shown_name(source, code.co_filename)
                    return Origin(shown, statement.lineno, lines[statement.lineno - 1].strip())
    return None


def _shown_name(source: CheckedSource, filename: str) -> str:
    return source.file_names.get(filename) or filename.replace("\\", "/").rsplit("/", 1)[-1]


def _is_installed(filename: str) -> bool:
    return "site-packages" in filename or "dist-packages" in filename


def _is_own(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.attr == name


@lru_cache(maxsize=1024)
def _line_outside(code: CodeType, instruction: int) -> tuple[int, str]:
    """The line of an instruction, with its text unless it is a library's."""
    lines = list(code.co_positions())
    line = lines[instruction // 2][0] if instruction // 2 < len(lines) else None
    if line is None or _is_installed(code.co_filename):
        return 0, ""
    return line, linecache.getline(code.co_filename, line).strip()


def value_name(source: CheckedSource, span: SourceSpan | None) -> str:
    """What the code calls the value that is made at `span`, or "" if it goes on into another call.

    It is `x` in `x = torch.randn(4, 3).double()` and `h[1]` in `h = torch.zeros(2, 8), torch.zeros(2, 8)`.
    """
    statement = source.assignment_around(span) if span is not None else None
    if span is None or statement is None or statement.value is None:
        return ""
    target, value = target_of(statement), statement.value
    if isinstance(target, (ast.Tuple, ast.List)):
        if not isinstance(value, (ast.Tuple, ast.List)) or len(value.elts) != len(target.elts):
            return ""
        pairs = zip(target.elts, value.elts, strict=True)
        pair = next((pair for pair in pairs if contains(source.span_of(pair[1]), span)), None)
        if pair is None:
            return ""
        target, value = pair
    way = _way_to(source, value, span)
    return f"{ast.unparse(target)}{way}" if way is not None else ""


def _way_to(source: CheckedSource, value: ast.expr, span: SourceSpan) -> str | None:
    """The indices that lead from an assigned value to the part made at `span`; None if it is no part."""
    if source.span_of(value) == span:
        return ""
    for index, part in _parts(value):
        if contains(source.span_of(part), span):
            way = _way_to(source, part, span)
            return None if way is None else f"{index}{way}"
    return None


def _parts(value: ast.expr) -> list[tuple[str, ast.expr]]:
    """The expressions that an expression holds or continues, each with its index in it."""
    match value:
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return [(f"[{index}]", element) for index, element in enumerate(elements)]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return [(f"[{ast.unparse(key)}]", item) for key, item in pairs if key is not None]
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner):
            return [("", inner)]
        case ast.Subscript(value=inner) | ast.ListComp(elt=inner):
            return [("", inner)]
        case ast.BinOp():
            return [("", item) for item in _items_of(value)]
        case _:
            return []


def _items_of(value: ast.expr) -> list[ast.expr]:
    """The elements of a list that is joined to another: all of them go by the name of the whole."""
    match value:
        case ast.List(elts=elements):
            return list(elements)
        case ast.BinOp(left=left, right=right):
            return [*_items_of(left), *_items_of(right)]
        case _:
            return []


def _variable_definition(source: CheckedSource, record: Record) -> SourceSpan | None:
    span = span_of(source, record)
    expression = source.expression_at(span) if span is not None else None
    if not isinstance(expression, ast.Call) or not isinstance(expression.func, ast.Name):
        return None
    made = list(source.assignments_to(expression.func.id))
    return source.span_of(made[-1].value) if made else None


def _made_at(source: CheckedSource, span: SourceSpan, name: str) -> SourceSpan:
    """The value of the assignment at `span`; of a container that is made there, its item `name`."""
    if not name:
        return span
    expression = source.expression_at(span)
    if isinstance(expression, ast.Call):
        item = _item_made(expression, name)
        return source.span_of(item) if item is not None else span
    statement = source.assignment_around(span)
    if statement is None or statement.value is None:
        return span
    return source.span_of(statement.value)


def _item_made(call: ast.Call, name: str) -> ast.expr | None:
    """The argument that became item `name` of the container that `call` makes or adds to."""
    arguments = call.args
    if isinstance(call.func, ast.Attribute) and call.func.attr in _ADDING:
        return arguments[-1] if arguments else None
    match arguments:
        case [ast.Dict(keys=keys, values=values)]:
            found = [v for k, v in zip(keys, values, strict=True) if isinstance(k, ast.Constant) and k.value == name]
            return found[0] if found else None
        case [ast.ListComp(elt=element) | ast.GeneratorExp(elt=element)] | [
            ast.Starred(value=ast.ListComp(elt=element))
        ]:
            return element
        case [ast.List(elts=elements) | ast.Tuple(elts=elements)]:
            arguments = elements
        case _:
            pass
    if not name.isdigit() or int(name) >= len(arguments):
        return None
    before = arguments[: int(name) + 1]
    return None if any(isinstance(item, ast.Starred) for item in before) else before[-1]
