"""Calls of which the text alone tells that no array is at work in them, so that they need no hook."""

from __future__ import annotations

# Builtins whose calls say nothing of arrays, whatever they are given. `super` and `locals` look at their caller.
FUNCTIONS = frozenset(
    {
        *("print", "input", "open", "range", "enumerate", "zip", "slice", "object", "property", "staticmethod"),
        *("classmethod", "super", "locals", "globals", "vars", "dir", "eval", "exec", "compile", "type", "isinstance"),
        *("issubclass", "callable", "hasattr", "setattr", "delattr", "getattr", "id", "hash", "repr", "str", "format"),
        *("ord", "chr", "bin", "hex", "oct", "ascii", "dict", "set", "frozenset", "bytes", "bytearray"),
    }
)

# Builtins that are mostly called with one plain value, and now and then with an array.
OF_ONE_VALUE = frozenset(
    {
        *("len", "abs", "float", "int", "bool", "complex", "sum", "max", "min", "round", "sorted", "list", "tuple"),
        *("any", "all", "iter", "reversed"),
    }
)

# Methods of lists that functions of libraries share their names with, by the number of their arguments.
OF_LISTS = {"append": 1, "insert": 2}

# Methods of lists, dicts, sets, strings and files that no array has.
METHODS = frozenset(
    {
        *("extend", "appendleft", "popleft", "popitem", "setdefault", "fromkeys"),
        *("issubset", "issuperset", "discard", "symmetric_difference"),
        *("lower", "upper", "title", "capitalize", "casefold", "swapcase", "strip", "lstrip", "rstrip", "splitlines"),
        *("rsplit", "rpartition", "join", "format", "format_map", "startswith", "endswith", "removeprefix"),
        *("removesuffix", "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower", "isidentifier", "zfill"),
        *("ljust", "rjust", "encode", "decode", "readline", "readlines", "writelines", "total_seconds", "isoformat"),
    }
)
