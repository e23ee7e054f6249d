"""What each name of a syntax tree is bound to, scope by scope, as far as the text tells."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass, field
from typing import NamedTuple

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# What may bind names that the text does not show.
_MEDDLING = frozenset({"exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython"})
_LAST_LINE = sys.maxsize


class Binding(NamedTuple):
    """One place where a name gets a value: that of `value`, or an item of it in a loop; None if nothing is known.

    `operator` is that of an augmented assignment. In the lines from `first` to `last`, as the text runs, the name is
    bound for certain, unless something unbinds it. `declared` stands for bindings in scopes that declare the name
    global or nonlocal.
    """

    value: ast.expr | _Function | ast.ClassDef | ast.alias | None
    operator: ast.operator | None = None
    item: int | None = None
    first: int = 1
    last: int = 0
    declared: bool = False


@dataclass(eq=False)
class NameScope:
    """The names that one module, class, function or comprehension binds."""

    node: ast.AST
    parent: NameScope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict[str, list[Binding]])
    elsewhere: dict[str, str] = field(default_factory=dict[str, str])  # declared global or nonlocal

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    @property
    def is_module(self) -> bool:
        return self.parent is None

    @property
    def is_function(self) -> bool:
        """Whether its names are local variables, which no other code can see."""
        return not self.is_class and not self.is_module

    def holder(self, name: str) -> NameScope | None:
        """The scope whose variable `name` is here; None for a name that the text never binds."""
        scope: NameScope | None = self
        while scope is not None:
            if name in scope.elsewhere:
                outside = scope.root if scope.elsewhere[name] == "global" else scope.parent
                return outside if outside is None or outside.is_module else outside.holder(name)
            if name in scope.bindings and (scope is self or not scope.is_class):
                return scope
            scope = scope.parent
        return None

    @property
    def root(self) -> NameScope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


class Bindings(ast.NodeVisitor):
    """The scopes of a tree: which one each expression stands in, and what its names are bound to.

    >>> tree = ast.parse("n = 3\\ndef f(x): return n + x")
    >>> bindings = Bindings(tree)
    >>> total = tree.body[1].body[0].value
    >>> sorted(bindings.scope_of[total].bindings), bindings.scope_of[total].holder("n").is_module
    (['x'], True)
    """

    def __init__(self, tree: ast.AST) -> None:
        self.scope_of: dict[ast.AST, NameScope] = {}
        self.meddled = False
        self._scope = NameScope(tree, None)
        self._statement: ast.stmt | None = None
        self._ends = _ends_of_blocks(tree)
        for child in ast.iter_child_nodes(tree):
            self.visit(child)
        self._bind_declared()

    def visit(self, node: ast.AST) -> None:
        """Note the scope of a node, and go on below it."""
        self.scope_of[node] = self._scope
        before = self._statement
        self._statement = node if isinstance(node, ast.stmt) else before
        super().visit(node)
        self._statement = before

    def _bind_declared(self) -> None:
        """What another scope declares as its own to bind is known nowhere."""
        for scope in {id(scope): scope for scope in self.scope_of.values()}.values():
            for name in scope.elsewhere:
                holder = scope.holder(name)
                (holder or scope.root).bindings.setdefault(name, []).append(Binding(None, declared=True))

    def _bind(self, name: str, binding: Binding) -> None:
        first, last = self._certain_lines(binding)
        self._scope.bindings.setdefault(name, []).append(binding._replace(first=first, last=last))

    def _certain_lines(self, binding: Binding) -> tuple[int, int]:
        match self._statement:
            case ast.For() as loop if binding.item is not None:
                return loop.body[0].lineno, loop.body[-1].end_lineno or 0
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() as made:
                return made.lineno, self._ends.get(made, 0)
            case ast.Import() | ast.Assign() | ast.AnnAssign() as made:
                return (made.end_lineno or made.lineno) + 1, self._ends.get(made, 0)
            case _:
                return 1, 0

    def _bind_target(self, target: ast.expr, binding: Binding) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, binding)
            return
        for index, part in enumerate(target.elts if isinstance(target, (ast.Tuple, ast.List)) else ()):
            known = binding.item == 0 and index == 0 and isinstance(binding.value, ast.Call)
            known = known and isinstance(part, ast.Name) and _called(binding.value) == "enumerate"
            self._bind_target(part, Binding(binding.value, item=1) if known else Binding(None))

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) and not _starred(target, node.value):
                for part, value in zip(target.elts, node.value.elts, strict=True):
                    self._bind_target(part, Binding(value))
            else:
                self._bind_target(target, Binding(node.value))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        self._bind_target(node.target, Binding(node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.generic_visit(node)
        self._bind_target(node.target, Binding(node.value, operator=node.op))

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.generic_visit(node)
        inside = self._scope
        while isinstance(self._scope.node, _Comprehension) and self._scope.parent is not None:
            self._scope = self._scope.parent
        self._bind_target(node.target, Binding(node.value))
        self._scope = inside

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        plain = isinstance(node, ast.For)
        self._bind_target(node.target, Binding(node.iter if plain else None, item=0))
        for child in (node.target, *node.body, *node.orelse):
            self.visit(child)

    visit_AsyncFor = visit_For

    def visit_withitem(self, node: ast.withitem) -> None:
        self.generic_visit(node)
        if node.optional_vars is not None:
            self._bind_target(node.optional_vars, Binding(None))

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name is not None:
            self._bind(node.name, Binding(None))
        self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind_target(node.value, Binding(None))
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._bind_target(target, Binding(None))
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.meddled = self.meddled or alias.name == "*"
            plain = isinstance(node, ast.Import) and (alias.asname is not None or "." not in alias.name)
            self._bind(alias.asname or alias.name.partition(".")[0], Binding(alias if plain else None))

    visit_ImportFrom = visit_Import

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name is not None:
            self._bind(node.name, Binding(None))
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest is not None:
            self._bind(node.rest, Binding(None))
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        kind = "global" if isinstance(node, ast.Global) else "nonlocal"
        self._scope.elsewhere.update(dict.fromkeys(node.names, kind))

    visit_Nonlocal = visit_Global

    def visit_Name(self, node: ast.Name) -> None:
        self.meddled = self.meddled or node.id in _MEDDLING

    def visit_FunctionDef(self, node: _Function) -> None:
        self._bind(node.name, Binding(None if node.decorator_list else node))
        for part in (*node.decorator_list, *_defaults(node.args)):
            self.visit(part)
        self._inside(node, node.args, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in _defaults(node.args):
            self.visit(part)
        self._inside(node, node.args, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name, Binding(node))
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        self._inside(node, None, node.body)

    def _visit_comprehension(self, node: _Comprehension) -> None:
        first, *others = node.generators
        self.visit(first.iter)
        made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        outside, self._scope = self._scope, NameScope(node, self._scope)
        for loop in node.generators:
            self._bind_target(loop.target, Binding(None if loop.is_async else loop.iter, item=0))
        for part in (first.target, *first.ifs, *others, *made):
            self.visit(part)
        self._scope = outside

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def _inside(self, node: ast.AST, arguments: ast.arguments | None, body: list[ast.stmt] | list[ast.expr]) -> None:
        outside, self._scope = self._scope, NameScope(node, self._scope)
        for name in parameters_of(arguments) if arguments is not None else ():
            self._bind(name, Binding(None))
        for part in body:
            self.visit(part)
        self._scope = outside


def blocks_of(node: ast.AST) -> list[list[ast.stmt]]:
    """The lists of statements right below a node."""
    lists = [value for _, value in ast.iter_fields(node) if isinstance(value, list)]
    return [block for block in lists if block and isinstance(block[0], ast.stmt)]


def _ends_of_blocks(tree: ast.AST) -> dict[ast.stmt, int]:
    """The last line of the block in which each statement stands."""
    ends: dict[ast.stmt, int] = {}
    for node in ast.walk(tree):
        for block in blocks_of(node):
            last = _LAST_LINE if isinstance(node, ast.Module) else block[-1].end_lineno or 0
            ends.update(dict.fromkeys(block, last))
    return ends


def _called(node: object) -> str | None:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None


def _starred(*rows: ast.Tuple) -> bool:
    """Whether two rows do not stand item by item for each other."""
    return len({len(row.elts) for row in rows}) > 1 or any(isinstance(p, ast.Starred) for row in rows for p in row.elts)


def parameters_of(arguments: ast.arguments) -> list[str]:
    """The names of a function's parameters."""
    plain = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return [item.arg for item in (*plain, arguments.vararg, arguments.kwarg) if item is not None]


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [value for value in (*arguments.defaults, *arguments.kw_defaults) if value is not None]
