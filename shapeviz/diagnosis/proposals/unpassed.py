"""A parameter that the caller has at hand too, under the same name, but does not hand on: it stays at its default."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, with_keyword
from shapeviz.diagnosis.proposals.bindings import Function, default_of, passed
from shapeviz.diagnosis.proposals.distinct import distinct
from shapeviz.diagnosis.proposals.layers import constructor
from shapeviz.diagnosis.proposals.scope_sizes import ScopeSizes
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import MISSING_CALL, UNDONE

MOST = 6
FITTING = UNDONE  # the caller's value is one that the failing call speaks of
UNKNOWN = MISSING_CALL

Callee = ast.FunctionDef | ast.AsyncFunctionDef


def propose(case: Case) -> Iterator[Proposal]:
    """Arguments of the same name handed on to the functions and classes around the failing call and its layer."""
    found = [proposal for function in _functions(case) for proposal in _of_function(case, function)]
    yield from sorted(distinct(found), key=lambda proposal: -proposal.weight)[:MOST]


def _functions(case: Case) -> list[Callee]:
    """The function that made the failing layer, and the one that calls it."""
    if case.node is None:
        return []
    sites = [constructor(case, case.node) or case.definition(case.node), case.expression(case.node)]
    around = [case.function_of(site) for site in sites if site is not None]
    return [function for function in around if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _of_function(case: Case, function: Callee) -> Iterator[Proposal]:
    wanted = (
        {size for problem in case.conflict.problems for size in (problem.expected, problem.actual)}
        if case.conflict is not None
        else set[int]()
    )
    for call in Values.of(case).scopes.calls_of(function):
        if case.function_of(call) is function or any(isinstance(given, ast.Starred) for given in call.args):
            continue
        for name in _left_out(case, call, function):
            for text, numbers in _at_hand(case, call, name):
                if numbers and numbers.isdisjoint(wanted):
                    continue
                edits = edits_of(case.source, with_keyword(case.source, call, name, text))
                reason = f"`{ast.unparse(call)}` leaves {name} at its default, though {text} is known there."
                yield Proposal(f"Pass {name}={text}", edits, reason, FITTING if numbers else UNKNOWN)


def _left_out(case: Case, call: ast.Call, function: Callee) -> Iterator[str]:
    """The parameters that a call leaves at their defaults."""
    method = isinstance(case.parents.get(function), ast.ClassDef)
    if any(keyword.arg is None for keyword in call.keywords):
        return
    plain = [*function.args.posonlyargs, *function.args.args]
    for position, parameter in enumerate([*plain, *function.args.kwonlyargs]):
        at = position - method if position < len(plain) else None
        if default_of(function, parameter.arg) is not None and passed(call, at, parameter.arg) is None:
            yield parameter.arg


def _at_hand(case: Case, call: ast.Call, name: str) -> Iterator[tuple[str, set[int]]]:
    """How the caller writes what it calls by that name itself, with the numbers that it may be."""
    sizes, caller = ScopeSizes.of(case), case.function_of(call)
    known = sizes.names(call)
    for text in (name, f"self.{name}"):
        if text in known:
            yield text, {known[text]}
            return
    if isinstance(caller, (ast.FunctionDef, ast.AsyncFunctionDef)):
        parameters = [*caller.args.posonlyargs, *caller.args.args, *caller.args.kwonlyargs]
        if any(parameter.arg == name for parameter in parameters):
            yield name, set(_given(case, caller, name))


def _given(case: Case, function: Function, name: str) -> Iterator[int]:
    """What the calls of a function give to one of its parameters."""
    sizes, method = ScopeSizes.of(case), isinstance(case.parents.get(function), ast.ClassDef)
    names = [parameter.arg for parameter in [*function.args.posonlyargs, *function.args.args]]
    position = names.index(name) - method if name in names else None
    for call in Values.of(case).scopes.calls_of(function):
        given = passed(call, position, name) or default_of(function, name)
        yield from sizes.numbers(given) if given is not None else ()
