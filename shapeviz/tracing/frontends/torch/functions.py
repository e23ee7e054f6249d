"""Watching torch's functions and methods: a function mode that lets each call run, then writes it down.

Pure observation: whatever goes wrong in the writing is kept in `fault` and ends the recording, never the
user's code.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Hashable
from functools import partial
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from shapeviz.shapes.shape import product
from shapeviz.tracing.frames import Role
from shapeviz.tracing.frontends.torch import names
from shapeviz.tracing.frontends.torch.binding import bind_function
from shapeviz.tracing.frontends.torch.einops_calls import failed_call
from shapeviz.tracing.frontends.torch.layers import OpenModule
from shapeviz.tracing.frontends.torch.tensors import operands_of, results_of, spec_of
from shapeviz.tracing.naming import variable_name
from shapeviz.tracing.program import freeze_outermost, freeze_shown, holds_computed, only_tensors
from shapeviz.tracing.recorder import Known, Operand
from shapeviz.tracing.records import Failure, Record, Site, Spec
from shapeviz.tracing.watch import Watch

_GETTER = type(Tensor.shape.__get__)
_ASKING = (Role.CHECKED, Role.OTHER, Role.WRAPPER)
# Properties that are operations to a person; of the others `data` is the same tensor again.
_OPERATION_PROPERTIES = frozenset({"T", "mT", "H", "mH", "real", "imag"})
_ELEMENT_COUNTS = frozenset({"numel", "nelement"})
# What code asks of a tensor's data to choose its way.
DECISIONS = frozenset({"__bool__", "__contains__", "equal", "allclose", "is_nonzero"})
# The classes that make a tensor of what they are given, such as `torch.FloatTensor`.
_TYPED_TENSOR: type = type(torch.FloatTensor)
_NO_OPERATION = frozenset({"requires_grad_", "retain_grad", "detach_", "share_memory_", "__get__", "_make_subclass"})


class FunctionTracer(TorchFunctionMode):
    """Records the functions that this thread calls while the mode is on.

    `decisions` are the ways that the code went on tensors' data, and
    `_open` the modules whose calls have begun; the subclass that watches modules keeps it.
    """

    NAME = "torch"

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        watch.members.append(self)
        self.watch = watch
        self.recorder = watch.recorder
        self.sizes = watch.sizes
        self.source = watch.source
        self.fault: BaseException | None = None
        self._frames = watch.frames
        self._raised_calls = watch.raised
        self._names = names.ModuleNames()
        self._open: list[OpenModule] = []
        self._inside_leaf = False
        self._leaf_failure: Any = None
        self._thread = threading.get_ident()
        self.decisions: dict[Hashable, list[bool]] = {}

    def owns(self, tensor: Any) -> bool:
        """Whether this is a tensor of torch."""
        return isinstance(tensor, Tensor)

    def concerns(self, kind: type) -> bool:
        """Whether instrumented code is to report what it does with tensors: the mode hears of it."""
        return False

    def watches(self, function: Any) -> bool:
        """Whether a function is one that gives a tensor, and that the mode does not hear of."""
        return function is torch.from_numpy or function is Tensor or isinstance(function, _TYPED_TENSOR)

    def run(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        """Make a call that the mode does not hear of, and write it down if it is given tensors or arrays."""
        result = self._made(function, args, kwargs)
        if frame is None or not self._operands(args, kwargs):
            return result
        return self._watched(function, args, kwargs, result, frame)

    def _made(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What a call gives that the mode does not hear of."""
        return function(*args, **kwargs)

    def spec_of(self, tensor: Tensor) -> Spec:
        """What is known of a tensor without its data."""
        with torch._C.DisableTorchFunction():
            return spec_of(tensor)

    def gone_over(self, data: Any) -> tuple[Any, int] | None:
        """The arrays whose rows a dataset hands out: none is known."""

    def pause(self) -> bool:
        """Record nothing until `resume`: another framework is at work, with torch below it."""
        before, self._inside_leaf = self._inside_leaf, True
        return before

    def resume(self, before: bool) -> None:
        """Record again, if it did before."""
        self._inside_leaf = before

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if self._raised_calls.waiting and not self._open:
            self._raised_calls.settle()
        try:
            result = function(*args, **kwargs) if kwargs else function(*args)
        except Exception as error:
            self._function_failed(function, args, kwargs, error, sys._getframe(1))
            raise
        return self._watched(function, args, kwargs, result, sys._getframe(1))

    def _watched(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None,
        result: Any,
        frame: FrameType,
    ) -> Any:
        if self._inside_leaf or self.fault is not None or result is NotImplemented:
            return result
        try:
            result = self._observe(function, args, kwargs, result, frame)
            if self.watch.knobs is not None and not self._open:
                bound = partial(bind_function, function, args, kwargs or {})
                with torch._C.DisableTorchFunction():
                    self.watch.knobs.follow(bound, args, kwargs or {}, self._results(result), self.recorder)
        except Exception as fault:
            self.fault = fault
        return result

    def _observe(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None,
        result: Any,
        frame: FrameType,
    ) -> Any:
        name = getattr(function, "__name__", "")
        if type(function) is _GETTER and name == "__get__":
            name = function.__self__.__name__
            if name == "shape":
                return self._remembering(args[0], result, frame)
            if name == "data":
                self.recorder.alias(result, args[0])
            if name not in _OPERATION_PROPERTIES:
                return result
        elif name == "size":
            return self._remembering(args[0], result, frame, *args[1:], **(kwargs or {}))
        elif name in _ELEMENT_COUNTS:
            return self._counting(args[0], result, frame)
        elif name == "__setitem__":
            result = args[0]
        elif name in DECISIONS:
            self._decided(bool(result), frame)
            return result
        elif name in _NO_OPERATION:
            return result
        results = self._results(result)
        if results:
            site = self._site(frame)
            if site is not None:
                self._write(function, name, args, kwargs, results, site, frame)
        return None if name == "__setitem__" else result

    def _write(
        self,
        function: Any,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None,
        results: list[Operand],
        site: Site,
        frame: FrameType,
    ) -> Record:
        operands = self._operands(args, kwargs)
        self.watch.frame = frame
        record = self.recorder.call(function, (name, site.key), site, operands, results)
        self.watch.frame = None
        self._keep_arguments(record, args, kwargs or {}, operands)
        if results and name.endswith("_") and (not name.endswith("__") or name.startswith("__i")):
            whole = results[0][2]._base
            if whole is not None:
                # Written through a view: whoever reads the whole from now on reads this call's work.
                self.recorder.alias(whole, results[0][2])
        return record

    def _operands(self, args: tuple[Any, ...], kwargs: dict[str, Any] | None) -> list[Operand]:
        """The tensors among the arguments of a call; with other frameworks about, theirs too."""
        if len(self.watch.members) == 1:
            return operands_of(args, kwargs)
        with torch._C.DisableTorchFunction():
            return self.watch.operands(args, kwargs or {})

    def _results(self, result: Any) -> list[Operand]:
        """The tensors in what a call returned, or the array."""
        if len(self.watch.members) == 1:
            return results_of(result)
        with torch._C.DisableTorchFunction():
            return self.watch.results(result)

    def _keep_arguments(
        self, record: Record, args: tuple[Any, ...], kwargs: dict[str, Any], operands: list[Operand]
    ) -> None:
        """Write down the arguments of a new record, and those of a repeated one whose shapes have changed."""
        if record.arguments is not None:
            changed = record.latest_inputs is not None or record.latest_outputs is not None
            if changed and record.parent is None and len(operands) == len(record.inputs):
                record.latest_arguments = freeze_outermost(args, kwargs, operands, record.inputs)
        elif record.parent is not None:
            record.arguments = (
                only_tensors(len(args)) if _are_only_tensors(args, kwargs, operands) else freeze_shown(args, kwargs)
            )
        else:
            record.arguments = freeze_outermost(args, kwargs, operands, record.inputs)
            record.derived = self.watch.forced_site is not None or holds_computed(record.arguments)

    def _function_failed(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None,
        error: Exception,
        frame: FrameType,
    ) -> Record | None:
        """Write down the call that raised, before its exception goes on."""
        if self.fault is not None:
            return None
        try:
            call = bind_function(function, args, kwargs or {})
            if self._inside_leaf:
                self._leaf_failure = call
            elif (site := self._site(frame) or self._frames.site(frame, bool(self._open), aside=True)) is None:
                self.watch.unplaced = Failure(type(error).__name__, str(error), None, call)
            else:
                record = self._write(function, getattr(function, "__name__", ""), args, kwargs, [], site, frame)
                failure = Failure(type(error).__name__, str(error), None, call)
                self.recorder.fail(record, failure)
                self._raised_calls.add(error, failure)
                return record
        except Exception as fault:
            self.fault = fault
        return None

    def _einops_failed(self, error: BaseException) -> Failure | None:
        """Write down the call of einops that `error` came from, if it came from one."""
        found = failed_call(error)
        site = self._frames.site(found.caller, inside=True) if found is not None else None
        if found is None or site is None:
            return None
        record = self._write(found.function, found.function.__name__, found.args, None, [], site, found.caller)
        failure = Failure(type(error).__name__, str(error), None, bind_function(found.function, found.args, None))
        self.recorder.fail(record, failure)
        return failure

    def _site(self, frame: FrameType) -> Site | None:
        if self.watch.forced_site is not None and self.recorder.depth == 0:
            return self.watch.forced_site
        site = self._frames.site(frame, inside=bool(self._open))
        if self._open and site is not None and site.at_top:
            # Torch tells no hook of an interrupt: this module was left by one, and the code went on.
            self._close_all()
        return site

    def _close_all(self) -> None:
        """Give up every open module. Only the tracer that watches modules opens any, and it says how."""
        raise NotImplementedError

    def _remembering(self, tensor: Tensor, shape: Any, frame: FrameType, dim: Any = None) -> Any:
        """The sizes of a tensor that the user's or a library's code asks for, so that they remember their axis."""
        known = self._asked_of(tensor, frame)
        return shape if known is None else self.sizes.of(known, shape, dim, frame)

    def _counting(self, tensor: Tensor, count: int, frame: FrameType) -> int:
        known = self._asked_of(tensor, frame)
        return count if known is None else product(self.sizes.of(known, tensor.shape, None, frame))

    def _asked_of(self, tensor: Tensor, frame: FrameType) -> Known | None:
        """Who made a tensor whose sizes are asked for, if the answer is to remember it."""
        if not self.watch.remembers or self._frames.role(frame) not in _ASKING or _is_tensors_own(frame):
            return None
        known = self.recorder.maker(tensor)
        if known is None and not self._open and not isinstance(tensor, nn.Parameter):
            self.watch.frame = frame
            with torch._C.DisableTorchFunction():
                self.recorder.links([(0, "", tensor, spec_of(tensor))])
            self.watch.frame = None
            known = self.recorder.maker(tensor)
        return known

    def _decided(self, outcome: bool, frame: FrameType) -> None:
        """Remember which way the code went on a tensor's data: a re-run, which has none, goes the same way."""
        site = self._site(frame) if self._open else None
        if site is not None:
            self.decisions.setdefault(self.decision_key(site), []).append(outcome)

    def decision_key(self, site: Site) -> Hashable:
        """What a decision is known by in a re-run: the place in the code, and the module it runs for."""
        return (self.recorder.group.path if self.recorder.group is not None else "", site.key)

    def is_held(self, tensor: Tensor) -> bool:
        """Whether a tensor is the running model's own: a parameter, a buffer, an attribute of a module."""
        if self._names.tensor(tensor) is not None:
            return True
        return any(names.attribute_name(tensor, entry.module) for entry in self._open)

    def newcomer(self, tensor: Tensor, spec: Spec, group: Record | None) -> Record:
        """The record of a tensor that no recorded call made."""
        if group is not None:
            known = self._names.tensor(tensor)
            if known is not None:
                return Record(known[0], ("own", known[1]), group, tensor_type(tensor), name=known[1], path=known[1])
            held = next(
                (name for entry in reversed(self._open) if (name := names.attribute_name(tensor, entry.module))),
                "",
            )
            if held or self.watch.frame is None:
                return Record("constant", ("own", held), group, tensor_type(tensor), name=held)
        frame = self._frames.checked_frame(self.watch.frame) or self._frames.calling_frame(self.watch.frame)
        name = variable_name(tensor, frame)
        kind = "parameter" if isinstance(tensor, nn.Parameter) else "input" if group is None else "constant"
        return Record(kind, ("variable", name), group if kind != "input" else None, tensor_type(tensor), name=name)


def _is_tensors_own(frame: FrameType) -> bool:
    """Whether a tensor asks for its own sizes: to print itself, or to be saved, where a size is no plain number."""
    return frame.f_globals.get("__name__", "").startswith("torch._tensor")


def _are_only_tensors(args: tuple[Any, ...], kwargs: dict[str, Any], operands: list[Operand]) -> bool:
    """Whether each argument of a call is a tensor, as those of most are: then there is nothing else to keep."""
    if kwargs or len(operands) != len(args):
        return False
    return not args or operands[-1][:2] == (len(args) - 1, "")


def tensor_type(tensor: Tensor) -> type:
    """The class of a tensor, as the subject of its record: the tensor itself must not be kept."""
    return type(tensor)
