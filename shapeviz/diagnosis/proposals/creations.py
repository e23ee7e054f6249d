"""The calls of the source that make tensors of written sizes, and those sizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.flow import carriers
from shapeviz.diagnosis.proposals.layers import called_class
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.graph.model import Node, Shape

# Where the sizes begin among the positional arguments.
_FACTORIES = {"randn": 0, "rand": 0, "zeros": 0, "ones": 0, "empty": 0, "full": 0, "randint": 2, "normal": 2}
KEPT = frozenset({"parameter", "constant"})  # tensors that a module keeps: what they are drawn as
LONGEST_CHAIN = 12  # calls and names between a tensor and the call that made it
_WRAPPERS = frozenset({"Parameter", "Variable"})


@dataclass(frozen=True, slots=True)
class Creation:
    """A call such as `torch.randn(2, 3)` in the source, the node that it became, and the expressions of its sizes.

    A size is None for an axis that was added afterwards. `name` is what the code calls the tensor.
    """

    node: Node
    call: ast.Call
    sizes: tuple[ast.expr | None, ...]

    name: str

    @property
    def shape(self) -> Shape:
        """The shape that was made."""
        return self.node.outputs[0].shape


def creation_of(case: Case, values: Values, node: Node) -> Creation | None:
    """The creation that a node stands for, its sizes written out one by one; None if it is another call."""
    expression = case.expression(node) if node.outputs else None
    if node.op in KEPT:
        expression = kept_value(case, node.label.rsplit(".", 1)[-1])
    for _ in range(LONGEST_CHAIN):
        if isinstance(expression, ast.Call):
            sizes = _aligned(values, _sizes(values, expression), node.outputs[0].shape)
            if sizes is not None:
                return Creation(node, expression, sizes, _name(case, node, expression))
        if isinstance(expression, (ast.Call, ast.Attribute, ast.Subscript)):
            expression = _inside(expression)
        elif isinstance(expression, ast.Name):
            sources = values.sources(expression)
            expression = sources[0].node if len(sources) == 1 else None
    return None


def _name(case: Case, node: Node, call: ast.Call) -> str:
    """What the code calls the tensor: the node may be a later call that changed it in place."""
    statement = case.statement_of(call)
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    plain = len(targets) == 1 and isinstance(targets[0], ast.Name) and node.kind == "call"
    return targets[0].id if plain and isinstance(targets[0], ast.Name) else node.label


def _aligned(values: Values, sizes: Sequence[ast.expr] | None, shape: Shape) -> tuple[ast.expr | None, ...] | None:
    """The written sizes in the order of a shape that may have got further axes of size 1 since."""
    if sizes is None or len(sizes) > len(shape):
        return None
    if len(sizes) == len(shape):
        return tuple(sizes)
    waiting, found = list(sizes), list[ast.expr | None]()
    for size in shape:
        fits = bool(waiting) and size in values.numbers(waiting[0])
        found.append(waiting.pop(0) if fits else None)
    added = [size for size, expression in zip(shape, found, strict=True) if expression is None]
    return tuple(found) if not waiting and set(added) == {1} else None


def kept_value(case: Case, name: str) -> ast.expr | None:
    """What the source's only `self.name = …`, or `register_buffer("name", …)`, keeps in a module."""
    found: list[ast.expr] = []
    for node in ast.walk(case.source.tree) if case.source.tree is not None else ():
        match node:
            case ast.Assign(targets=[ast.Attribute(attr=attribute)], value=value) if attribute == name:
                found.append(value)
            case ast.Call(func=ast.Attribute(attr="register_buffer"), args=[ast.Constant(value=key), value, *_]):
                found += [value] if key == name else []
            case _:
                pass
    return found[0] if len(found) == 1 else None


def _inside(expression: ast.Call | ast.Attribute | ast.Subscript) -> ast.expr | None:
    """What an expression is made of, where a tensor is drawn as the whole chain that made it.

    It is `torch.rand(4, 3)` in `torch.rand(4, 3).double()` and in `nn.Parameter(torch.rand(4, 3))`.
    """
    if isinstance(expression, ast.Call):
        first = next(iter(expression.args), None)
        if isinstance(first, ast.Call) and called_class(expression) in _WRAPPERS:
            return first
        return expression.func.value if isinstance(expression.func, ast.Attribute) else None
    return expression.value


def creations_behind(case: Case, values: Values, node: Node, operand: int, axis: int) -> Iterator[tuple[Creation, int]]:
    """The creations in which the size in an axis of an operand was written, nearest first, with the axis there."""
    for before, at in carriers(case, node, operand, axis):
        found = creation_of(case, values, before)
        if found is not None and at < len(found.sizes) and found.sizes[at] is not None:
            yield found, at


def _sizes(values: Values, call: ast.Call) -> Sequence[ast.expr] | None:
    """The expressions of the sizes that a call of a factory makes; None if it is no such call."""
    if not isinstance(call.func, (ast.Attribute, ast.Name)):
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
    first = _FACTORIES.get(name)
    if first is None:
        return None
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "size"), None)
    written = [given] if given is not None else call.args[first:]
    if name == "randint" and given is None:
        # randint(high, size) and randint(low, high, size) end with the sizes.
        written = call.args[-1:]
    if len(written) == 1 and not isinstance(written[0], ast.Starred):
        tuples = [place.node for place in values.places(written[0]) if isinstance(place.node, (ast.Tuple, ast.List))]
        written = tuples[0].elts if tuples else written
    elif name == "full":
        return None
    starred = any(isinstance(size, ast.Starred) for size in written)
    return written if written and not starred else None
