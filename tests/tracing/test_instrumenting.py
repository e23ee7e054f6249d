"""Instrumented cells run as the plain ones do, and what they do with arrays is reported."""

from __future__ import annotations

import ast
import operator
import pickle
import warnings
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any

import cloudpickle
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.tracing.instrumenting import Instrumentation
from shapeviz.tracing.rewriting import Hook, Rewriter, Rewriting, call_of
from shapeviz.tracing.subjects import Attribute, Method
from tests.tracing.ordinary_cells import FILE, cells, compiled, forget, nested, ran

CELLS = cells("ordinary_cells.txt") | cells("array_cells.txt")

# Comparing a number by `is` gives a warning, and some of the cells do so.
pytestmark = pytest.mark.filterwarnings("ignore:.is. with:SyntaxWarning")


class Heard:
    """A listener that keeps what it is told of NumPy: the subject, the operands, the text at fault."""

    attributes = frozenset({"T", "shape", "size", "real", "flat", "values"})

    def __init__(self) -> None:
        self.calls: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = []
        self.frames: list[tuple[str, tuple[int | None, ...]]] = []

    def concerns(self, kind: type) -> bool:
        return issubclass(kind, np.ndarray)

    def watches(self, function: Any) -> bool:
        if any(function is builtin for builtin in (len, abs, sum, max)):
            return True
        owner = getattr(function, "__self__", None)
        return isinstance(owner, np.ufunc) or str(getattr(function, "__module__", "")).partition(".")[0] == "numpy"

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Any:
        self.calls.append((function, args, kwargs))
        code = frame.f_code
        self.frames.append((code.co_name, list(code.co_positions())[frame.f_lasti // 2]))
        return function(*args, **kwargs)

    @property
    def names(self) -> list[str]:
        return [
            f"{type(f).__name__} {f.name}" if isinstance(f, (Method, Attribute)) else f.__name__
            for f, _, _ in self.calls
        ]


# A listener is a part of shapeviz, whose frames no traceback shows.
Heard.run = FunctionType(Heard.run.__code__, {"__name__": "shapeviz.tracing.heard"})  # type: ignore[method-assign]


def rewritten(text: str, instrumentation: Instrumentation) -> CodeType:
    return Rewriting(*instrumentation.rewriters).rewritten(ast.parse(text), compile(text, FILE, "exec"))


def shown(subject: Any) -> str:
    named = isinstance(subject, (Method, Attribute))
    return f"{type(subject).__name__} {subject.name}" if named else subject.__name__


def instrumented(text: str, **given: Any) -> tuple[Any, Heard]:
    heard = Heard()
    return ran(text, Rewriting(*Instrumentation(heard).rewriters), **given), heard


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    forget()


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_an_instrumented_cell_is_seen_to_run_as_the_plain_one(text: str) -> None:
    if "pandas" in text:
        pytest.importorskip("pandas")
    plain = ran(text)
    rewritten, _ = instrumented(text)
    assert rewritten.stdout == plain.stdout
    assert rewritten.traceback == plain.traceback
    assert rewritten.variables == plain.variables
    assert rewritten.value == plain.value


def test_there_are_many_cells_and_those_that_fail_do_so_as_they_say() -> None:
    assert len(CELLS) >= 150
    for name, text in cells("array_cells.txt").items():
        if "pandas" not in text:
            assert bool(ran(text).traceback) == name.startswith("an error"), name


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_every_place_in_the_code_stays_a_place_in_the_code(text: str) -> None:
    def places(pieces: list[CodeType]) -> set[tuple[int | None, ...]]:
        return {
            place for piece in pieces for code in nested(piece) for place in code.co_positions() if None not in place
        }

    assert places(compiled(text)) <= places(compiled(text, Rewriting(*Instrumentation(Heard()).rewriters)))


REPORTED = {
    "a + b": ["add"],
    "2 * a": ["mul"],
    "a @ b.T": ["Attribute T", "matmul"],
    "a < b": ["lt"],
    "-a ** 2": ["pow", "neg"],
    "a is b or None": [],
    "1 + 2 * 3": [],
    "[a] + [b]": [],
    "a[0, 1:]": ["getitem"],
    "a.sum(axis=0)": ["Method sum"],
    "a.shape": ["Attribute shape"],
    "a.shape[0] * 2": ["Attribute shape"],
    "np.dot(a, b.T)": ["Attribute T", "dot"],
    "np.add.reduce(a)": ["reduce"],
    "np.linalg.norm(a)": ["norm"],
    "len(a), len([a])": ["len"],
    "sum(a)": ["sum"],
    "max(1, 2)": [],
    "(lambda x: x + 1)(a)": ["add"],
    "[r * 2 for r in a]": ["mul", "mul"],
    "f(0)": ["Method sum"],
    "g(a, b)": ["add"],
    "pairs['a'] * 2": ["mul"],
    "a == None": [],
    "'%s' % a": [],
    "print(a)": [],
    "a.tolist()": ["Method tolist"],
}


@pytest.mark.parametrize(("text", "names"), REPORTED.items(), ids=REPORTED)
def test_what_is_reported(text: str, names: list[str]) -> None:
    a, b = np.ones((2, 3)), np.ones((2, 3))
    made, heard = instrumented(text, np=np, a=a, b=b, f=a.sum, g=np.add, pairs={"a": a})
    assert made.traceback == ""
    assert heard.names == names


CHANGED = {
    "a += b": ["iadd"],
    "a[0] = 1": ["setitem"],
    "a[0] += 1": ["getitem", "iadd", "setitem"],
    "pairs['a'] -= b": ["isub"],
    "net.W *= 2": ["imul"],
    "net.Ws[0] *= 2": ["imul"],
    "for row in a: row += 1": ["iadd", "iadd"],
    "n = 0\nfor i in range(3): n += i": [],
    "def f(x, y):\n    x += y\n    return x\nf(a, 2), f(1, 2)": ["iadd"],
    "def f(x):\n    s = ''\n    s += x\n    return s\nf('b')": [],
}


@pytest.mark.parametrize(("text", "names"), CHANGED.items(), ids=CHANGED)
def test_what_is_reported_of_a_change(text: str, names: list[str]) -> None:
    class Net:
        pass

    net, a = Net(), np.ones((2, 3))
    net.W, net.Ws = a, [a]  # type: ignore[attr-defined]
    made, heard = instrumented(text, a=a, b=np.ones((2, 3)), net=net, pairs={"a": a})
    assert made.traceback == ""
    assert heard.names == names


def test_a_report_has_the_operands_themselves() -> None:
    a, b, out = np.ones(2), np.ones(2), np.empty(2)
    _, heard = instrumented("np.add(a, b, out=out); a.dot(b); a[0]", np=np, a=a, b=b, out=out)
    (_, args, kwargs), (dot, operands, _), (getitem, item, _) = heard.calls
    assert args[0] is a and args[1] is b and kwargs["out"] is out
    assert dot == Method("dot") and operands[0] is a and operands[1] is b
    assert getitem is operator.getitem and item[0] is a


def test_a_report_comes_from_the_place_of_the_expression() -> None:
    text = "def f(x):\n    return 1 + (x @ x.T)\ny = [np.sum(f(a)), a[0]]\na[1] += 2\nz = a.sum(\n  0)"
    _, heard = instrumented(text, np=np, a=np.ones((2, 3)))
    lines = text.split("\n")

    def quoted(place: tuple[int | None, ...]) -> str:
        first, last, start, end = place
        assert first is not None and last is not None
        return lines[first - 1][start : end if first == last else None]

    assert [(name, quoted(place)) for name, place in heard.frames] == [
        ("f", "x.T"),
        ("f", "x @ x.T"),
        ("f", "1 + (x @ x.T)"),
        ("<module>", "np.sum(f(a))"),
        ("<module>", "a[0]"),
        ("<module>", "a[1]"),
        ("<module>", "a[1] += 2"),
        ("<module>", "a[1]"),
        ("<module>", "a.sum("),
    ]


def test_columns_by_name_are_reported_if_wanted() -> None:
    heard = Heard()
    table = np.zeros(2, dtype=[("a", float)])
    rewriting = Rewriting(*Instrumentation(heard, named_columns=True).rewriters)
    ran("table['a'] = table['a']", rewriting, table=table)
    assert heard.names == ["getitem", "setitem"]
    assert instrumented("table['a'] = table['a']", table=table)[1].names == []


def test_a_warning_of_the_library_is_given() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        instrumented("1 / x", x=np.zeros(2))
    assert [str(w.message) for w in caught] == ["divide by zero encountered in divide"]


def test_knobs_and_reports_go_together() -> None:
    heard = Heard()
    hook = Hook(lambda number, value: value + 1)
    knob = Rewriter(lambda node: call_of(hook, ast.Constant(0), node) if isinstance(node, ast.Constant) else None)
    rewriting = Rewriting(knob, *Instrumentation(heard).rewriters)
    text = "def f(n):\n    n += 1\n    n = n * 2 + n\n    return x * n\ny = f(3)"
    made = ran(text, rewriting, x=np.ones(1))
    assert heard.names == ["mul"] and heard.calls[0][1][1] == 24
    assert made.traceback == ""


LATER = """
def f(x):
    x = x * 2
    x[0] += 1
    return x.sum() + np.dot(x, x)
def rows(x):
    for r in x:
        yield r * 2
class Net:
    def forward(self, x):
        return x @ x
steps = rows(x)
first = next(steps)
"""


def test_what_outlives_the_cell_is_plain() -> None:
    heard, scope = Heard(), {"np": np, "x": np.ones((2, 2))}
    instrumentation = Instrumentation(heard)
    rewriting = Rewriting(*instrumentation.rewriters)
    plain = compile(LATER, FILE, "exec")
    exec(rewriting.rewritten(ast.parse(LATER), plain), scope)
    assert heard.names == ["mul"]
    instrumentation.close()
    kept = scope["f"].__code__
    assert scope["f"](np.ones(3)) == 24 and next(scope["steps"]).sum() == 4
    rewriting.undo()
    assert scope["f"].__code__ is not kept and scope["f"].__code__ in set(nested(plain))
    assert scope["Net"].forward.__code__ in set(nested(plain))
    assert scope["f"](np.ones(3)) == 24 and heard.names == ["mul"]


def test_a_copied_function_reports_nothing() -> None:
    heard, scope = Heard(), {"np": np}
    exec(
        Rewriting(*Instrumentation(heard).rewriters).rewritten(
            ast.parse(LATER[: LATER.index("steps")]), compile(LATER, FILE, "exec")
        ),
        scope,
    )
    function = scope["f"]
    function.__module__ = "__main__"
    copied = pickle.loads(cloudpickle.dumps(function))
    assert copied(np.ones(3)) == 24 and heard.calls == []


def test_a_type_is_asked_about_once() -> None:
    asked: list[type] = []

    class Asking(Heard):
        def concerns(self, kind: type) -> bool:
            asked.append(kind)
            return False

    class Own:
        def __add__(self, other: object) -> int:
            return 1

    text = "for _ in range(5): own + own, own + 1, [own][0] + own, own.__add__(2)"
    exec(rewritten(text, Instrumentation(Asking())), {"own": Own()})
    assert asked.count(Own) == 1 and len(asked) == len(set(asked))


@pytest.mark.parametrize("terms", [100, 500, 900])
def test_a_long_sum_runs(terms: int) -> None:
    """A very long one without reports: Python cannot compile it with hooks."""
    text = f"def run(p):\n    return {' + '.join(['p.x'] * terms)}\ny = run(net)[0]"
    made, heard = instrumented(text, net=type("Net", (), {"x": np.ones(1)})())
    assert made.traceback == "" and made.variables["y"] == f"np.float64({terms}.0)"
    assert len(heard.names) == (terms if terms == 100 else 0)


ONCE = {
    "x.shape[0] * 2 + f(a)": ["f"],
    "-f(x)[0] + f(a)[0] * f(b)[0]": ["f", "f", "f"],
    "f(1).real + f(2).imag < f(3)": ["f", "f", "f"],
    "[f(v) + f(1) for v in x]": ["f", "f", "f", "f"],
    "(lambda v: f(v) * f(2))(a)": ["f", "f"],
    "[g(v) for g in (f, f) for v in (f(1).real + f(2), 3)]": ["f"] * 8,
}


@pytest.mark.parametrize(("text", "calls"), ONCE.items(), ids=ONCE)
def test_every_operand_is_evaluated_once(text: str, calls: list[str]) -> None:
    called: list[str] = []

    def f(value: Any) -> Any:
        called.append("f")
        return value

    made, _ = instrumented(
        f"def run(x, a, b):\n    return {text}\nrun(x, a, b)", x=np.ones((2, 2)), a=a_row(), b=a_row(), f=f
    )
    assert made.traceback == "" and called == calls


def a_row() -> Any:
    return np.ones(2)


def test_no_local_variable_keeps_an_array() -> None:
    text = "def run(net):\n    y = net.x + net.x\n    net.xs[0] -= y\n    net.x @= net.x\n    yield -net.x\n    yield"
    net = type("Net", (), {"x": np.eye(2), "xs": [np.eye(2)]})()
    scope: dict[str, Any] = {}
    exec(rewritten(text, Instrumentation(Heard())), scope)
    steps = scope["run"](net)
    next(steps)
    assert {name for name, value in steps.gi_frame.f_locals.items() if isinstance(value, np.ndarray)} == {"y"}


def test_a_function_that_looks_at_its_variables_sees_its_own() -> None:
    text = "def run(net):\n    y = net.x + net.x\n    return sorted(locals())\nrun(net)"
    made, heard = instrumented(text, net=type("Net", (), {"x": np.eye(2)})())
    assert made.value == "['net', 'y']" and heard.names == ["add"]


NAMES = ("a", "b", "c", "x", "y")
operands = st.sampled_from([*NAMES, "1", "2.5", "-3", "x[0]", "y.T", "x.sum()", "len(x)", "f(a)", "np.ones(2)"])
OPERATORS = st.sampled_from(["+", "-", "*", "/", "//", "%", "@", "&", "<", "==", ">="])
expressions = st.recursive(
    operands,
    lambda inner: st.builds("({} {} {})".format, inner, OPERATORS, inner) | st.builds("(-{})".format, inner),
    max_leaves=6,
)
targets = st.sampled_from([*NAMES, "x[0]", "d['k']", "d[a]"])
updates = st.builds("{} {}= {}".format, targets, st.sampled_from(["+", "-", "*", "@"]), expressions)
statements = st.builds("{} = {}".format, st.sampled_from(NAMES), expressions) | updates
programs = st.lists(statements, min_size=1, max_size=6).map(
    lambda lines: (
        "def run(a, b, x, y, d):\n    c = 0\n    f = lambda v: v * 2\n    for i in range(2):\n"
        + "".join(f"        {line}\n" for line in lines)
        + "    return a, b, c, x, y, d\n"
        + "print(run(2, 3.5, np.arange(4.0).reshape(2, 2), np.eye(2), {'k': np.ones(2), 2: 1}))"
    )
)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(programs)
def test_random_programs_run_as_the_plain_ones(text: str) -> None:
    plain = ran(text, np=np)
    rewritten, _ = instrumented(text, np=np)
    assert (rewritten.stdout, rewritten.traceback) == (plain.stdout, plain.traceback)
