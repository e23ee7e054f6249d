"""The variables that the code has for the sizes of a tensor: those it is made of, those its shape is unpacked into."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from shapeviz.graph.model import Node
from shapeviz.tracing.source import CheckedSource

# These take data, not sizes; the data may be an array that one of NumPy's functions made of sizes.
_FROM_DATA = frozenset({"FloatTensor", "LongTensor", "Tensor", "as_tensor", "asarray", "from_numpy", "tensor"})
_OF_NUMPY = frozenset(
    {"empty", "full", "normal", "ones", "rand", "randint", "randn", "random", "standard_normal", "uniform", "zeros"}
)
_SIZE_KEYWORDS = frozenset({"shape", "size"})
# Methods that give a tensor of the same shape.
_SAME_SHAPE = frozenset(
    {"bool", "clone", "contiguous", "cpu", "cuda", "detach", "double", "float", "half", "int", "long", "to", "type"}
)

_Statement = ast.Assign | ast.AnnAssign | ast.For


def sizes_made_of(node: Node, source: CheckedSource) -> list[str]:
    """For each axis of an input the variable it was written with where the tensor is made, or "".

    It is `batch` and "" for `torch.randn(batch, 3)`, `steps` and `width` for `np.zeros((cfg.steps, width))`.
    """
    rank = len(node.outputs[0].shape)
    call = _call_making(node, source)
    sizes = _sizes(call, rank, source) if call is not None else []
    return [_variable(size) for size in sizes] if len(sizes) == rank else [""] * rank


def _call_making(node: Node, source: CheckedSource) -> ast.Call | None:
    """The call that has an input's sizes as its arguments."""
    made = source.expression_at(node.span) if node.span is not None else _assigned(ast.Name(node.label), source)
    if not isinstance(made, ast.Call):
        return None
    if _name_of(made) not in _FROM_DATA:
        return made if node.span is not None else None
    data = _assigned(made.args[0], source) if made.args else None
    return data if isinstance(data, ast.Call) and _name_of(data) in _OF_NUMPY else None


def _name_of(call: ast.Call) -> str:
    """The name of the function that is called, without its module."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _sizes(call: ast.Call, rank: int, source: CheckedSource) -> list[ast.expr]:
    """The expressions for the sizes: one tuple among the arguments, or the arguments themselves."""
    arguments = [*call.args, *(word.value for word in call.keywords if word.arg in _SIZE_KEYWORDS)]
    for argument in arguments:
        if isinstance(argument, (ast.Tuple, ast.List)):
            return argument.elts
    if len(arguments) == rank:
        return arguments
    shape = _assigned(arguments[0], source) if arguments else None
    return shape.elts if isinstance(shape, (ast.Tuple, ast.List)) else []


def _assigned(value: ast.expr, source: CheckedSource) -> ast.expr:
    """What a variable stands for, if the source assigns it just once."""
    if isinstance(value, ast.Name):
        statements = list(source.assignments_to(value.id))
        if len(statements) == 1:
            return statements[0].value
    return value


def _variable(value: ast.expr) -> str:
    """`seq_len` for `seq_len` and for `cfg.seq_len`, "" for what is no variable or a private one."""
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    return "" if name.startswith("_") else name


def sizes_unpacked(body: Iterable[ast.stmt], variable: str, rank: int, after: int = 0) -> list[str]:
    """For each axis of a tensor called `variable` the name that the code gives its size, or "".

    That is `B`, `T` and "" for `B, T, _ = x.shape`, and `n` for the first axis in `n = x.size(0)`. Read is what stands
    behind line `after`, up to where the variable becomes another tensor.
    """
    names = [""] * rank
    for statement in _statements(body):
        if statement.lineno <= after:
            continue
        for target, value in _bindings(statement):
            for axis, name in _named_axes(target, value, variable, rank):
                names[axis] = names[axis] or name
        if _binds_anew(statement, variable):
            break
    return names


def _statements(body: Iterable[ast.AST]) -> Iterator[_Statement]:
    """The assignments and loops of a body in order, those of inner functions left out."""
    for statement in body:
        if isinstance(statement, _Statement):
            yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.expr)):
            yield from _statements(ast.iter_child_nodes(statement))


def _bindings(statement: _Statement) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Pairs of a target and its value; tuples of equal length go item by item."""
    if isinstance(statement, ast.For) or statement.value is None:
        return
    for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
        value = statement.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            yield from zip(target.elts, value.elts, strict=True)
        else:
            yield target, value


def _named_axes(target: ast.expr, value: ast.expr, variable: str, rank: int) -> list[tuple[int, str]]:
    """The axes whose sizes `target` gets, with the names it has for them."""
    axes = _axes_asked(value, variable, rank)
    if isinstance(axes, int):
        named = [(axes, target)]
    elif axes is None or not isinstance(target, (ast.Tuple, ast.List)):
        return []
    else:
        named = _paired(list(axes), target.elts)
    return [(axis, name) for axis, item in named if (name := _variable(item))]


def _paired(axes: list[int], targets: list[ast.expr]) -> list[tuple[int, ast.expr]]:
    """The axes with the targets they go to; a starred target takes the axes that are too many."""
    starred = next((place for place, item in enumerate(targets) if isinstance(item, ast.Starred)), None)
    if starred is None:
        return list(zip(axes, targets, strict=True)) if len(axes) == len(targets) else []
    behind = len(targets) - starred - 1
    if len(axes) < starred + behind:
        return []
    front = list(zip(axes, targets[:starred], strict=False))
    return front + list(zip(axes[len(axes) - behind :], targets[starred + 1 :], strict=True))


def _axes_asked(value: ast.expr, variable: str, rank: int) -> range | int | None:
    """The axes of `variable` that an expression asks the sizes of: all, some, or a single one."""
    match value:
        case ast.Attribute(value=ast.Name(id=name), attr="shape") if name == variable:
            return range(rank)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=[], keywords=[]) if (
            name == variable
        ):
            return range(rank)
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=[index], keywords=[])
            | ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=[], keywords=[ast.keyword(value=index)]
            )
        ) if name == variable:
            return _axis(index, rank)
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if name == variable and rank:
            return 0
        case ast.Subscript(value=whole, slice=index) if isinstance(axes := _axes_asked(whole, variable, rank), range):
            return _part(axes, index)
        case _:
            return None


def _axis(index: ast.expr, rank: int) -> int | None:
    number = _number(index)
    return number % rank if number is not None and -rank <= number < rank else None


def _part(axes: range, index: ast.expr) -> range | int | None:
    if not isinstance(index, ast.Slice):
        number = _number(index)
        return axes[number] if number is not None and -len(axes) <= number < len(axes) else None
    lower = _number(index.lower) if index.lower is not None else 0
    upper = _number(index.upper) if index.upper is not None else len(axes)
    return axes[lower:upper] if lower is not None and upper is not None and index.step is None else None


def _number(value: ast.expr) -> int | None:
    try:
        number = ast.literal_eval(value)
    except ValueError:
        return None
    return number if type(number) is int else None


def _binds_anew(statement: _Statement, variable: str) -> bool:
    """Whether a statement makes the variable another tensor, of a shape that may differ."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    bound = any(isinstance(item, ast.Name) and item.id == variable for top in targets for item in ast.walk(top))
    return bound and not (isinstance(statement, ast.Assign) and _keeps_shape(statement.value, variable))


def _keeps_shape(value: ast.expr, variable: str) -> bool:
    """Whether a value is the variable itself behind methods such as `.to(device)`."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME_SHAPE:
        value = value.func.value
    return isinstance(value, ast.Name) and value.id == variable
