"""Rewritten cells run as the plain ones do, and what they hand to the hook is right."""

from __future__ import annotations

import ast
import copy
import gc
import inspect
import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shapeviz.tracing.expression_sites import sites
from shapeviz.tracing.rewriting import Hook, Rewriter, Rewriting, call_of
from tests.tracing.ordinary_cells import FILE, cells, compiled, forget, nested, ran

CELLS = cells("ordinary_cells.txt")

# Comparing a number by `is` gives a warning, and one of the cells does so.
pytestmark = pytest.mark.filterwarnings("ignore:.is. with:SyntaxWarning")

Chosen = Callable[[ast.expr], bool]


def is_whole_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def is_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def is_anything(node: ast.expr) -> bool:
    return True


CHOICES = {"whole numbers": is_whole_number, "calls": is_call, "expressions": is_anything}


def rewriting_of(chosen: Chosen, hook: Callable[..., Any]) -> Rewriting:
    return Rewriting(Rewriter(lambda node: call_of(hook, ast.Constant(7), node) if chosen(node) else None))


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    forget()


@pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_a_rewritten_cell_is_seen_to_run_as_the_plain_one(text: str, chosen: Chosen) -> None:
    plain = ran(text)
    rewriting = rewriting_of(chosen, Hook(lambda number, value: value))
    rewritten = ran(text, rewriting)
    assert rewritten.stdout == plain.stdout
    assert rewritten.traceback == plain.traceback
    assert rewritten.variables == plain.variables
    assert rewritten.value == plain.value


def test_there_are_many_ordinary_cells_and_those_that_fail_do_so_as_they_say() -> None:
    assert len(CELLS) >= 60
    for name, text in CELLS.items():
        fails = bool(re.match(r"an error|a wrong call|a name that is|a local name|an exit", name))
        assert bool(ran(text).traceback) == fails, name


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_every_place_in_the_code_stays_a_place_in_the_code(text: str) -> None:
    """Carets under a failing call come from these places; only sums of literals are no longer folded."""
    plain, rewritten = compiled(text), compiled(text, rewriting_of(is_call, Hook()))
    for before, after in zip(plain, rewritten, strict=True):
        for one, other in zip(nested(before), nested(after), strict=True):
            assert set(one.co_positions()) <= set(other.co_positions())


def test_a_number_reports_itself_where_it_stands() -> None:
    reported: list[tuple[int, Any]] = []

    def report(number: int, value: Any) -> Any:
        reported.append((number, value))
        return value * 10

    hook = Hook(report)

    def replacement(node: ast.expr) -> ast.expr | None:
        return call_of(hook, ast.Constant(node.col_offset), node) if is_whole_number(node) else None

    text = "a, b = 2, [3 + x for x in (4,)]\ndef f(c=5): return c"
    namespace: dict[str, Any] = {}
    rewriting = Rewriting(Rewriter(replacement))
    exec(rewriting.rewritten(ast.parse(text), compile(text, FILE, "exec")), namespace)
    assert reported == [(7, 2), (27, 4), (11, 3), (8, 5)]
    assert (namespace["a"], namespace["b"], namespace["f"]()) == (20, [70], 50)


def test_an_expression_may_be_taken_apart_and_its_parts_have_their_own_hooks() -> None:
    def product(node: ast.expr) -> ast.expr | None:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.MatMult):
            return None
        return call_of(lambda left, right: f"({left} @ {right})", node.left, node.right)

    def number(node: ast.expr) -> ast.expr | None:
        return call_of(lambda n: f"<{n}>", node) if is_whole_number(node) else None

    rewriting = Rewriting(Rewriter(product), Rewriter(number))
    text = "x = (1 @ 2) @ 3"
    namespace: dict[str, Any] = {}
    exec(rewriting.rewritten(ast.parse(text), compile(text, FILE, "exec")), namespace)
    assert namespace["x"] == "((<1> @ <2>) @ <3>)"


def test_a_cell_with_nothing_to_report_keeps_its_code() -> None:
    code = compile("x = 'a'", FILE, "exec")
    assert rewriting_of(is_whole_number, Hook()).rewritten(ast.parse("x = 'a'"), code) is code


def test_the_compilers_warnings_are_not_given_twice() -> None:
    text = "x = 1\ny = x is 1000\nz = 'text'"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(text, FILE, "exec")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rewriting_of(is_anything, Hook()).rewritten(ast.parse(text), code)


def test_a_function_that_is_called_after_the_cell_finds_a_closed_hook() -> None:
    text = "def f(x):\n    return [x * 2 for _ in range(3)]"
    hook = Hook(lambda number, value: value + 1)
    namespace: dict[str, Any] = {}
    exec(rewriting_of(is_whole_number, hook).rewritten(ast.parse(text), compile(text, FILE, "exec")), namespace)
    assert namespace["f"](5) == [15, 15, 15, 15]
    hook.close()
    assert namespace["f"](5) == [10, 10, 10]


def test_a_fault_of_the_report_closes_the_hook_and_the_cell_goes_on() -> None:
    hook = Hook(lambda number, value: 1 // 0)
    text = "x = 2\ny = x + 3"
    namespace: dict[str, Any] = {}
    exec(rewriting_of(is_whole_number, hook).rewritten(ast.parse(text), compile(text, FILE, "exec")), namespace)
    assert (namespace["x"], namespace["y"]) == (2, 5)
    assert isinstance(hook.fault, ZeroDivisionError)


def test_a_copied_hook_is_closed() -> None:
    hook = Hook(lambda number, value: -value)
    assert [made(0, 4) for made in (hook, copy.deepcopy(hook), pickle.loads(pickle.dumps(hook)))] == [-4, 4, 4]


FUNCTIONS = """
class Net:
    def __init__(self, width=4):
        self.width = width + 1
        self.late = lambda x: x * 2

    def forward(self, x):
        def inner(y=3):
            return x + y + 5
        return inner

one, two = lambda x: x + 1, lambda x: x + 2
net = Net()
made = net.forward(1)
steps = (n * 2 for n in range(3))
next(steps)
"""


def constants_of(function: Any) -> list[object]:
    return [constant for code in nested(function.__code__) for constant in code.co_consts]


def test_undoing_gives_every_function_its_plain_code() -> None:
    plain, hook = compile(FUNCTIONS, FILE, "exec"), Hook(lambda number, value: value)
    rewriting = rewriting_of(is_whole_number, hook)
    namespace: dict[str, Any] = {}
    exec(rewriting.rewritten(ast.parse(FUNCTIONS), plain), namespace)
    net, made = namespace["net"], namespace["made"]
    functions = [namespace["Net"].__init__, net.late, net.forward, made, namespace["one"], namespace["two"]]
    assert all(any(constant is hook for constant in constants_of(function)) for function in functions)
    rewriting.undo()
    expected = {code for code in nested(plain)}
    assert all(function.__code__ in expected for function in functions)
    assert [net.width, net.late(3), net.forward(2)(), made()] == [5, 6, 10, 9]
    assert [namespace["one"](1), namespace["two"](1)] == [2, 3]
    assert list(namespace["steps"]) == [2, 4]


def test_nothing_holds_the_hook_once_all_is_undone() -> None:
    hook = Hook()
    rewriting = rewriting_of(is_whole_number, hook)
    namespace: dict[str, Any] = {}
    exec(rewriting.rewritten(ast.parse(FUNCTIONS), compile(FUNCTIONS, FILE, "exec")), namespace)
    rewriting.undo()
    del rewriting, namespace["steps"]  # a generator keeps the code that it began with
    gc.collect()
    assert [type(holder) for holder in gc.get_referrers(hook) if not inspect.isframe(holder)] == []


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("x[1] = y", ["x", "1", "y"]),
        ("del x[i:2]", ["x", "i", "2"]),
        ("f(*a, b=1)", ["f(*a, b=1)", "f", "a", "1"]),
        ("n: Literal[3] = 4", ["4"]),
        ("def f(a: 1 = 2) -> 3: 'text'", ["2"]),
        ("x[1:2, 3]", ["x[1:2, 3]", "x", "1", "2", "3"]),
        ("f'{a:{b}} c'", ["f'{a:{b}} c'", "a", "b"]),
        ("match a:\n case 1 | P(x=2) if b: 3", ["a", "b"]),
        ("for i in a: i += 1", ["a", "1"]),
        ("(y := 5)", ["(y := 5)", "5"]),
    ],
)
def test_what_a_call_may_stand_for(text: str, offered: list[str]) -> None:
    assert [ast.unparse(site.expression) for site in sites(ast.parse(text))] == offered


def test_a_long_sum_is_no_deep_recursion() -> None:
    text = "x = " + " + ".join("1" for _ in range(2500))
    plain = compile("x = 0", FILE, "exec")
    tree = ast.parse(text)
    assert len(list(sites(tree))) == 2500 + 2499
    namespace: dict[str, Any] = {}
    exec(rewriting_of(lambda node: False, Hook()).rewritten(tree, plain), namespace)
    assert namespace["x"] == 0
