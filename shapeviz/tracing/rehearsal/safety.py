"""What code may be run once more without anybody noticing: judged from its syntax and the names it can reach.

The judgement is by packages. Calls into packages that compute (torch, numpy, the pure parts of the standard
library) may run; calls into any other leave traces as a rule. Builtins that leave traces are replaced.
"""

from __future__ import annotations

import ast
import builtins
import dis
import sys
import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NoReturn

# Modules of the standard library that reach files, networks, processes or the screen.
_REACHING_OUT = frozenset(
    [
        "asyncio", "atexit", "builtins", "code", "concurrent", "ctypes", "curses", "dbm", "email", "fileinput",
        "ftplib", "gc", "getpass", "glob", "http", "imaplib", "importlib", "io", "logging", "mmap", "multiprocessing",
        "os", "pathlib", "pdb", "poplib", "pty", "readline", "runpy", "sched", "shelve", "shutil", "signal", "site",
        "smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading",
        "tkinter", "trace", "turtle", "urllib", "webbrowser", "wsgiref", "xmlrpc", "zipfile",
    ]
)  # fmt: skip
_STANDARD = sys.stdlib_module_names - _REACHING_OUT
COMPUTING = _STANDARD | {
    "torch", "torchvision", "torchaudio", "numpy", "einops", "typing_extensions", "transformers", "timm", "jaxtyping",
    "keras", "tensorflow", "tqdm", "pandas",
}  # fmt: skip
# Parts of computing packages that write, load or start something.
LEAVING_TRACES = (
    "torch.save", "torch.load", "torch.hub", "torch.distributed", "torch.multiprocessing", "torch.utils.tensorboard",
    "torch.onnx", "torch.export", "torchvision.datasets", "torchvision.utils", "torchvision.io", "numpy.save",
    "numpy.savez", "numpy.savetxt", "numpy.load", "numpy.loadtxt", "time.sleep", "json.dump", "keras.datasets",
    "pandas.io", "keras.utils.get_file", "tensorflow.keras.datasets", "tensorflow.keras.utils.get_file",
    "tensorflow.io", "tensorflow.saved_model", "tensorflow.summary", "tensorflow.print",
    "tensorflow.train.Checkpoint", "tensorflow.distribute",
)  # fmt: skip
_REFUSED_BUILTINS = ("input", "breakpoint", "exit", "quit", "eval", "exec", "compile")
# What only reads from an object of one of these packages leaves none.
READING = frozenset({"pandas", "PIL", "scipy", "sklearn", "builtins", "__main__"})
_METHODS_LEAVING_TRACES = frozenset(
    [
        "to_csv",
        "to_json",
        "to_parquet",
        "to_pickle",
        "to_excel",
        "to_sql",
        "save",
        "save_weights",
        "savefig",
        "save_pretrained",
        "push_to_hub",
        "from_pretrained",
    ]
)


_CHANGING_METHODS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "add",
        "update",
        "setdefault",
        "pop",
        "popitem",
        "remove",
        "discard",
        "clear",
        "sort",
    ]
)


class Refused(Exception):
    """The rehearsed code asked for something that would leave traces."""


def safe_builtins() -> dict[str, Any]:
    """The builtins that rehearsed code gets: printing is unheard, and nothing is asked, opened or evaluated."""

    def unheard(*_: Any, **__: Any) -> None: ...

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise Refused

    table: dict[str, Any] = dict(vars(builtins))
    table.update(dict.fromkeys(_REFUSED_BUILTINS, refuse), open=refuse, print=unheard, help=unheard, display=unheard)
    return table


def imported_names(tree: ast.AST) -> dict[str, str]:
    """What each name that the code imports stands for, as a dotted path."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return found


def is_allowed(path: str) -> bool:
    """Whether what stands at a dotted path only computes.

    >>> is_allowed("torch.nn.Linear"), is_allowed("torch.save"), is_allowed("matplotlib.pyplot.show")
    (True, False, False)
    """
    if path.startswith("pandas.read_") or any(
        path == trace or path.startswith(f"{trace}.") for trace in LEAVING_TRACES
    ):
        return False
    return path.partition(".")[0] in COMPUTING


class Judge:
    """Tells of pieces of code whether they only compute, given the namespace that they run in."""

    def __init__(self, namespace: Mapping[str, Any], imports: Mapping[str, str]) -> None:
        self._namespace = namespace
        self._imports = imports
        self._values: dict[tuple[int, bool], bool] = {}

    def allows(self, code: ast.AST) -> bool:
        """Whether everything that a piece of code names only computes."""
        inner = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Attribute)}
        return all(self._allows_node(node) for node in ast.walk(code) if id(node) not in inner or not _is_chain(node))

    def _allows_node(self, node: ast.AST) -> bool:
        match node:
            case ast.Import(names=names):
                return all(is_allowed(alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names):
                return module is not None and all(is_allowed(f"{module}.{alias.name}") for alias in names)
            case ast.Attribute(attr=attr):
                root, path = _dotted(node)
                if root in self._imports:
                    return is_allowed(f"{self._imports[root]}.{path}")
                return attr not in _METHODS_LEAVING_TRACES and (not root or self._allows_name(root))
            case ast.Name(id=name, ctx=ast.Load()):
                return self._allows_name(name)
            case ast.Global() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                return False
            case _:
                return True

    def _allows_name(self, name: str) -> bool:
        if name in self._imports:
            return is_allowed(self._imports[name])
        return name not in self._namespace or self.allows_value(self._namespace[name], copied=True)

    def allows_value(self, value: Any, *, copied: bool = False) -> bool:
        """Whether a value that earlier code left may be used: code from elsewhere only if it computes.

        What is `copied` runs on copies of the globals that it names, as functions do that code calls by name.
        """
        key = id(value), copied
        if key not in self._values:
            self._values[key] = True  # what is being looked at counts as allowed where it refers to itself
            self._values[key] = self._judged(value, copied=copied)
        return self._values[key]

    def _judged(self, value: Any, *, copied: bool) -> bool:
        if isinstance(value, types.ModuleType):
            return value.__name__.partition(".")[0] in COMPUTING
        if isinstance(value, types.FunctionType):
            # A function that another one wraps keeps the globals of the real run.
            copied = copied and value.__globals__ is self._namespace and value.__closure__ is None
            return is_allowed(f"{value.__module__}.{value.__name__}") or self._allows_function(value, copied=copied)
        if isinstance(value, type):
            if value.__module__ in ("builtins", "__main__"):
                return all(self._allows_function(method) for method in _methods(value))
            return is_allowed(f"{value.__module__}.{value.__name__}")
        package = type(value).__module__.partition(".")[0]
        if package == "__main__":
            return self.allows_value(type(value))
        return package in COMPUTING or package in READING

    def _allows_function(self, function: types.FunctionType, *, copied: bool = False) -> bool:
        """A function of the user's: the values of the globals it names must be allowed."""
        home: str = function.__globals__.get("__name__", "")
        if home != "__main__":
            # A decorator's wrapper (that of a dataclass's `__repr__`) bears the user's name and is a library's code.
            return home.partition(".")[0] in COMPUTING
        return all(self._allows_global(function, name, copied=copied) for name in global_names(function.__code__))

    def _allows_global(self, function: types.FunctionType, name: str, *, copied: bool) -> bool:
        if name in _REFUSED_BUILTINS or name == "open":
            return False
        value = function.__globals__.get(name)
        if isinstance(value, (list, dict, set)) and not copied and changes_containers(function.__code__):
            return False
        return self.allows_value(value, copied=copied)


@cache
def global_names(code: types.CodeType) -> frozenset[str]:
    """The names that a code object, or one inside it, looks up outside itself."""
    found = {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= global_names(constant)
    return frozenset(found)


@cache
def changes_containers(code: types.CodeType) -> bool:
    """Whether a code object, or one inside it, may put something into a list or a dictionary, or take it out."""
    if _CHANGING_METHODS & set(code.co_names):
        return True
    if any(step.opname in ("STORE_SUBSCR", "DELETE_SUBSCR") for step in dis.get_instructions(code)):
        return True
    return any(changes_containers(constant) for constant in code.co_consts if isinstance(constant, types.CodeType))


def _methods(cls: type) -> Iterable[types.FunctionType]:
    return [member for member in vars(cls).values() if isinstance(member, types.FunctionType)]


def _is_chain(node: ast.AST) -> bool:
    return isinstance(node, (ast.Attribute, ast.Name))


def _dotted(node: ast.AST) -> tuple[str, str]:
    """(`np`, `random.rand`) of `np.random.rand`; an empty root if the chain begins with anything but a name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return node.id if isinstance(node, ast.Name) else "", ".".join(reversed(names))
