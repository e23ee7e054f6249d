"""The code of a cell whose calls and operators report what they do with arrays.

    a + b        add(a, b)              where both may be arrays, with the operator itself as the fast path
    f(a, k=b)    called(f)(a, k=b)      `called` gives `f`, or what reports the call in its place
    x.m(a)       owner(x).m(a)          the same for the methods of `x`
    x[i], x.T    array(x)[i]            and for items and attributes, and stores into items
    x[i] += v    x[i] = iadd(x[i], v)

Where an operand is a name, its type is looked at in place, so that plain operands run no code of ours at all.
"""

from __future__ import annotations

import ast

from shapeviz.tracing.call_hooks import ArrayHooks
from shapeviz.tracing.instrumented_tree import InstrumentedTree
from shapeviz.tracing.kinds import Kinds
from shapeviz.tracing.reporting import Listener
from shapeviz.tracing.rewriting import Rewriter


class Instrumentation:
    """The hooks of one cell, for a listener. `named_columns` reports `x["name"]`, too.

    >>> class Heard:
    ...     attributes = frozenset()
    ...     def concerns(self, kind): return kind is memoryview
    ...     def watches(self, function): return False
    ...     def run(self, function, args, kwargs, frame):
    ...         print(function.__name__, args, frame.f_code.co_filename)
    ...         return function(*args, **kwargs)
    >>> from shapeviz.tracing.rewriting import Rewriting
    >>> rewriting = Rewriting(*Instrumentation(Heard()).rewriters)
    >>> text = "def f(x): return x[1] * 2\\nn = f(memoryview(b'abc'))"
    >>> exec(rewriting.rewritten(ast.parse(text), compile(text, "<cell>", "exec")))  # doctest: +ELLIPSIS
    getitem (<memory at ...>, 1) <cell>
    """

    def __init__(self, listener: Listener, *, named_columns: bool = False) -> None:
        self._listener = listener
        self._named_columns = named_columns
        self._kinds = Kinds(listener.concerns)
        self._hooks = ArrayHooks(self._kinds, listener)
        self._tree: InstrumentedTree | None = None
        self.rewriters = (Rewriter(self._replacement, self._prepare),)

    def close(self) -> None:
        """From now on the code runs as if it had no hooks."""
        self._kinds.close()
        self._hooks.close()

    def reopen(self) -> None:
        """Report again what the code does with arrays."""
        self._kinds.reopen()
        self._hooks.reopen()

    def _prepare(self, tree: ast.AST) -> None:
        self._tree = InstrumentedTree(tree, self._hooks, self._listener, named_columns=self._named_columns)

    def _replacement(self, node: ast.expr) -> ast.expr | None:
        return self._tree.replacement(node) if self._tree is not None else None
