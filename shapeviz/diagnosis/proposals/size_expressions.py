"""Ways to write a wanted size at a place of the source, out of the names that are at hand there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.bindings import assigned, parts
from shapeviz.diagnosis.proposals.products import factors_of
from shapeviz.diagnosis.proposals.scope_sizes import ScopeSizes
from shapeviz.diagnosis.weights import ARGUMENT_VALUE, INPUT_SIZE, MISSING_CALL, NUANCE, OTHER_AXIS

# The other axis of the same tensor, or a form in which every number has a name.
SAME_TENSOR = OTHER_AXIS
EXPLAINED = MISSING_CALL - NUANCE / 2
KNOWN_CONSTANT = MISSING_CALL  # a number that the source writes elsewhere too
NAMED = ARGUMENT_VALUE + NUANCE
CONSTANT = ARGUMENT_VALUE
TWO_NAMES = INPUT_SIZE
NUMBER = INPUT_SIZE
NUMBER_FOR_A_NAME = 0.5
MOST_OF_A_KIND = 2
LARGEST_MULTIPLE = 4

_TIGHT = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant)


def size_expressions(
    case: Case, expression: ast.expr, at: ast.AST, current: int, wanted: int
) -> Iterator[tuple[str, float]]:
    """Texts that are worth `wanted` where `expression`, worth `current`, stands, each with a weight.

    `at` is where the text is to stand, whose names it may use.
    """
    if wanted <= 0 or wanted == current:
        return
    sizes = ScopeSizes.of(case)
    names = _names(case, sizes, at) if not _is_definition(case, expression) else {}
    literal = isinstance(expression, ast.Constant) or (isinstance(at, ast.Call) and at is not expression)
    own = ast.unparse(expression)
    seen = {own}
    others = {text: value for text, value in names.items() if text != own}
    constants = list(_other_constants(sizes, expression, wanted)) if not literal else []
    written = _written_numbers(case)
    kinds = (
        (SAME_TENSOR, _other_axes(sizes, expression, wanted)),
        (KNOWN_CONSTANT, [text for text, number in constants if number in written]),
        (EXPLAINED, _grown(sizes, expression, names, current, wanted) if not literal else ()),
        (NAMED, [text for text, value in names.items() if value == wanted]),
        (CONSTANT, [text for text, _ in constants]),
        (TWO_NAMES, _times_names(expression, others, current, wanted) if not literal else ()),
        (TWO_NAMES, _two_names(others, wanted) if wanted > LARGEST_MULTIPLE else ()),
    )
    known = False
    for weight, texts in kinds:
        fresh = [text for text in dict.fromkeys(texts) if text not in seen]
        for rank, text in enumerate(fresh[:MOST_OF_A_KIND]):
            seen.add(text)
            known = True
            yield text, weight - rank * NUANCE / 2
    if not known:
        yield str(wanted), NUMBER if isinstance(expression, ast.Constant) else NUMBER_FOR_A_NAME


def _is_definition(case: Case, expression: ast.expr) -> bool:
    """Whether a number stands where a name is given its value: there it says itself what it is."""
    around = case.parents.get(expression)
    while isinstance(around, (ast.Tuple, ast.List, ast.Dict)):
        around = case.parents.get(around)
    return isinstance(expression, ast.Constant) and isinstance(around, (ast.Assign, ast.AnnAssign, ast.arguments))


def _names(case: Case, sizes: ScopeSizes, at: ast.AST) -> dict[str, int]:
    """The names that can be written at a place, with their positive values: not those that are set only there."""
    known_after, line = _first_lines(case, case.function_of(at)), getattr(at, "lineno", 0)
    return {text: value for text, value in sizes.names(at).items() if value > 0 and known_after.get(text, 0) < line}


def _first_lines(case: Case, function: ast.AST | None) -> dict[str, int]:
    """The line that first sets each name that a function, or the top level, sets."""
    key = (_first_lines, function)
    if key not in case.memo:
        found: dict[str, int] = {}
        around = function if function is not None else case.source.tree
        for node in ast.walk(around) if around is not None else ():
            for part in (part for target, _ in assigned(node) for part in parts(target)):
                if isinstance(part, (ast.Name, ast.Attribute)) and case.function_of(part) is function:
                    text, line = ast.unparse(part), getattr(node, "end_lineno", 0)
                    found[text] = min(line, found.get(text, line))
        case.memo[key] = found
    return case.memo[key]


def _written_numbers(case: Case) -> set[int]:
    """The numbers that stand beside names in sums and products of the source: `classes + 5`."""
    if _written_numbers not in case.memo:
        nodes = ast.walk(case.source.tree) if case.source.tree is not None else ()
        sides = [side for node in nodes if isinstance(node, ast.BinOp) for side in (node.left, node.right)]
        case.memo[_written_numbers] = {side.value for side in sides if isinstance(side, ast.Constant)}
    return case.memo[_written_numbers]


def _other_axes(sizes: ScopeSizes, expression: ast.expr, wanted: int) -> Iterator[str]:
    """`x.shape[1]` for `x.shape[0]`."""
    read = sizes.axis_read(expression)
    shape = sizes.shape_of(read[0]) if read is not None else None
    if read is None or shape is None:
        return
    called = isinstance(expression, ast.Call)
    for axis, size in enumerate(shape):
        if size == wanted:
            tensor = ast.unparse(read[0])
            yield f"{tensor}.size({axis})" if called else f"{tensor}.shape[{axis}]"


def _grown(sizes: ScopeSizes, expression: ast.expr, names: dict[str, int], current: int, wanted: int) -> Iterator[str]:
    """The expression with a name added or a factor more, or without a part that it has."""
    own = ast.unparse(expression)
    factors = [ast.unparse(factor) for factor in factors_of(expression)]
    if current > 0 and wanted % current == 0:
        times = wanted // current
        # A factor that is there already may be one to be squared.
        named = [name for name, value in names.items() if value == times]
        yield from (_squared(factors, name) for name in named if name in factors)
        if not named and times <= LARGEST_MULTIPLE:
            yield f"{times} * {_closed(expression)}"
    for name, value in names.items():
        if name != own and wanted - current == value:
            yield f"{own} + {name}"
        elif name != own and current - wanted == value:
            yield f"{own} - {name}"
        elif name != own and wanted * value == current:
            yield f"{_closed(expression)} // {name}"
    if isinstance(expression, ast.BinOp):
        for part in (expression.left, expression.right):
            if sizes.numbers(part) == {wanted} and not isinstance(part, ast.Constant):
                yield ast.unparse(part)


def _times_names(expression: ast.expr, names: dict[str, int], current: int, wanted: int) -> Iterator[str]:
    """The expression times a name that it does not hold yet."""
    factors = [ast.unparse(factor) for factor in factors_of(expression)]
    for name, value in names.items():
        if current * value == wanted and name not in factors:
            yield f"{_closed(expression)} * {name}"


def _squared(factors: list[str], name: str) -> str:
    place = factors.index(name)
    return " * ".join(f"{name} ** 2" if index == place else factor for index, factor in enumerate(factors))


def _other_constants(sizes: ScopeSizes, expression: ast.expr, wanted: int) -> Iterator[tuple[str, int]]:
    """The expression with another number in place of one of its own, and that: `classes + 5` for `classes + 4`."""
    for constant, value in _solved(sizes, expression, wanted):
        if constant is not expression and value > 0:
            yield _with(expression, constant, value), value


def _solved(sizes: ScopeSizes, expression: ast.expr, wanted: int) -> Iterator[tuple[ast.expr, int]]:
    """The numbers in an expression, each with the value that makes the whole `wanted`."""
    match expression:
        case ast.Constant(value=int()):
            yield expression, wanted
        case ast.BinOp(left=left, op=op, right=right):
            for one in sizes.numbers(left):
                for other in sizes.numbers(right):
                    for part, value in _inverted(op, (left, one), (right, other), wanted):
                        yield from _solved(sizes, part, value)
        case _:
            pass


def _inverted(
    op: ast.operator, left: tuple[ast.expr, int], right: tuple[ast.expr, int], wanted: int
) -> Iterator[tuple[ast.expr, int]]:
    match op:
        case ast.Add():
            yield left[0], wanted - right[1]
            yield right[0], wanted - left[1]
        case ast.Sub():
            yield left[0], wanted + right[1]
            yield right[0], left[1] - wanted
        case ast.Mult():
            if right[1] and wanted % right[1] == 0:
                yield left[0], wanted // right[1]
            if left[1] and wanted % left[1] == 0:
                yield right[0], wanted // left[1]
        case ast.FloorDiv():
            yield left[0], wanted * right[1]
            if wanted and left[1] % wanted == 0:
                yield right[0], left[1] // wanted
        case _:
            pass


def _with(expression: ast.expr, constant: ast.expr, value: int) -> str:
    """The text of an expression with another number in place of one of its constants."""
    if expression is constant:
        return str(value)
    if isinstance(expression, ast.BinOp):
        left, right = (_part(side, constant, value) for side in (expression.left, expression.right))
        return ast.unparse(ast.BinOp(left, expression.op, right))
    return ast.unparse(expression)


def _part(side: ast.expr, constant: ast.expr, value: int) -> ast.expr:
    if side is constant:
        return ast.Constant(value)
    if isinstance(side, ast.BinOp):
        return ast.BinOp(_part(side.left, constant, value), side.op, _part(side.right, constant, value))
    return side


def _two_names(names: dict[str, int], wanted: int) -> Iterator[str]:
    """The sum or the product of two names."""
    entries = [(name, value) for name, value in names.items() if value > 1]
    for place, (one, first) in enumerate(entries):
        for other, second in entries[place + 1 :]:
            if first + second == wanted:
                yield f"{one} + {other}"
            elif first * second == wanted:
                yield f"{one} * {other}"


def _closed(expression: ast.expr) -> str:
    """The text of a factor, in parentheses where it needs them."""
    text = ast.unparse(expression)
    product = isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Mult)
    return text if product or isinstance(expression, _TIGHT) else f"({text})"
