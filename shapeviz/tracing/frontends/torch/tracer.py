"""Watching torch: a function mode for functions and methods, global hooks for modules.

Nothing of torch or of the user's modules is patched, and `stop` leaves nothing behind. Pure observation: the
call runs first, then it is written down; whatever goes wrong in the writing is kept in `fault` and ends the
recording, never the user's code.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable, Hashable
from inspect import CO_VARKEYWORDS
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules import module as hooks
from torch.overrides import TorchFunctionMode, _get_current_function_mode, _pop_mode, _push_mode

from shapeviz.tracing.frontends.torch import names
from shapeviz.tracing.frontends.torch.binding import bind_function, bind_module
from shapeviz.tracing.frontends.torch.compiled import Uncompiled, is_compiled_wrapper
from shapeviz.tracing.frontends.torch.fast_path import is_fused
from shapeviz.tracing.frontends.torch.frames import Frames, Role
from shapeviz.tracing.frontends.torch.raised import RaisedCalls
from shapeviz.tracing.frontends.torch.sizes import RememberedSizes
from shapeviz.tracing.frontends.torch.tensors import operands_of, results_of
from shapeviz.tracing.places import Definitions
from shapeviz.tracing.program import freeze_outermost, freeze_shown, holds_computed, only_tensors
from shapeviz.tracing.recorder import Operand, Recorder
from shapeviz.tracing.records import Failure, Record, Site, Spec
from shapeviz.tracing.source import CheckedSource

_GETTER = type(Tensor.shape.__get__)
# Properties that are operations to a person; of the others `data` is the same tensor again.
_OPERATION_PROPERTIES = frozenset({"T", "mT", "H", "mH", "real", "imag"})
_NO_OPERATION = frozenset(
    {"requires_grad_", "retain_grad", "detach_", "share_memory_", "__get__", "_make_subclass"}
)
_NOWHERE = Site((), None, None)


class TorchTracer(TorchFunctionMode):
    """Records what torch is asked to do in this thread between `start` and `stop`."""

    def __init__(self, source: CheckedSource | None) -> None:
        super().__init__()
        self.recorder = Recorder(self._newcomer, self._is_held)
        self.fault: BaseException | None = None
        self.forced_site: Site | None = None
        self.source = source
        self._frames = Frames(source)
        self._names = names.ModuleNames()
        self._frame: FrameType | None = None
        self._open: list[OpenModule] = []
        self._inside_leaf = False
        self._leaf_failure: Any = None
        self._thread = threading.get_ident()
        self._handles: list[Any] = []
        self.decisions: dict[Hashable, list[bool]] = {}
        self.definitions: Definitions = {}
        self.fused: set[Hashable] = set()
        self.sizes = RememberedSizes()
        self._raised_calls = RaisedCalls(self._frames)
        self._strangers = names.Strangers()
        self._uncompiled = Uncompiled(source.text if source is not None else "")

    # -- from start to stop ------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to watch."""
        self._handles = [
            hooks.register_module_forward_pre_hook(self._before_module),
            hooks.register_module_forward_hook(self._after_module, with_kwargs=True, always_call=True),
            hooks.register_module_module_registration_hook(self._module_registered),
        ]
        self._uncompiled.start()
        self.__enter__()

    def stop(self) -> None:
        """End watching and leave nothing behind."""
        if not any(entry.aside for entry in self._open):
            self.__exit__(None, None, None)
        self._raised_calls.finish()
        self.sizes.make_plain()
        self._uncompiled.stop()
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._open.clear()
        self._frame = None

    # -- functions and methods ---------------------------------------------------------------------------

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
            return self._observe(function, args, kwargs, result, frame)
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
        name = function.__name__
        if type(function) is _GETTER and name == "__get__":
            name = function.__self__.__name__
            if name == "shape" and not self._open:
                return self._remembering(args[0], result, frame)
            if name == "data":
                self.recorder.alias(result, args[0])
            if name not in _OPERATION_PROPERTIES:
                return result
        elif name == "size" and not self._open:
            return self._remembering(args[0], result, frame, *args[1:], **(kwargs or {}))
        elif name == "__setitem__":
            result = args[0]
        elif name == "__bool__":
            self._decided(bool(result), frame)
            return result
        elif name in _NO_OPERATION:
            return result
        results = results_of(result)
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
        operands = operands_of(args, kwargs)
        self._frame = frame
        record = self.recorder.call(function, (name, site.key), site, operands, results)
        self._frame = None
        self._keep_arguments(record, args, kwargs or {}, operands)
        if results and (name[-1] == "_" and (name[-2] != "_" or name.startswith("__i"))):
            whole = results[0][2]._base
            if whole is not None:
                # Written through a view: whoever reads the whole from now on reads this call's work.
                self.recorder.alias(whole, results[0][2])
        return record

    def _keep_arguments(
        self, record: Record, args: tuple[Any, ...], kwargs: dict[str, Any], operands: list[Operand]
    ) -> None:
        """Write down the arguments of a new record, and those of a repeated one whose shapes have changed."""
        if record.arguments is not None:
            changed = record.latest_inputs is not None or record.latest_outputs is not None
            if changed and record.parent is None and len(operands) == len(record.inputs):
                record.latest_arguments = freeze_outermost(args, kwargs, operands, record.inputs)
        elif record.parent is not None:
            plain = not kwargs and len(operands) == len(args)
            record.arguments = only_tensors(len(args)) if plain else freeze_shown(args, kwargs)
        else:
            record.arguments = freeze_outermost(args, kwargs, operands, record.inputs)
            record.derived = self.forced_site is not None or holds_computed(record.arguments)

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
            elif (site := self._site(frame)) is not None:
                record = self._write(function, function.__name__, args, kwargs, [], site, frame)
                self._fail(record, error, Failure(type(error).__name__, str(error), None, call))
                return record
        except Exception as fault:
            self.fault = fault
        return None

    def _fail(self, record: Record, error: BaseException, failure: Failure) -> None:
        self.recorder.fail(record, failure)
        self._raised_calls.add(error, failure)

    def _site(self, frame: FrameType) -> Site | None:
        if self.forced_site is not None and not self._open:
            return self.forced_site
        return self._frames.site(frame, inside=bool(self._open))

    def _remembering(self, tensor: Tensor, shape: Any, frame: FrameType, dim: Any = None) -> Any:
        """The sizes of a tensor that the checked code itself asks for, so that they remember their axis."""
        if self._frames.role(frame) is not Role.CHECKED:
            return shape
        known = self.recorder.maker(tensor)
        return shape if known is None else self.sizes.of(known, shape, dim)

    def _decided(self, outcome: bool, frame: FrameType) -> None:
        """Remember which way the code went on a tensor's data: a re-run, which has none, goes the same way."""
        site = self._site(frame) if self._open else None
        if site is not None:
            self.decisions.setdefault(self.decision_key(site), []).append(outcome)

    def decision_key(self, site: Site) -> Hashable:
        """What a decision is known by in a re-run: the place in the code, and the module it runs for."""
        return (self.recorder.group.path if self.recorder.group is not None else "", site.key)

    # -- modules -----------------------------------------------------------------------------------------

    def _before_module(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        self._module_begins(module, args, sys._getframe(1))

    def _module_begins(self, module: nn.Module, args: tuple[Any, ...], frame: FrameType) -> None:
        if self.fault is not None or threading.get_ident() != self._thread or is_compiled_wrapper(module):
            return
        if self._inside_leaf:
            self._open.append(OpenModule(module, None, (), {}))
            return
        try:
            with torch._C.DisableTorchFunction():
                # Torch hands this hook no keyword arguments; the frame of the module's call has them.
                kwargs = {} if takes_only(module, len(args)) else frame.f_locals.get("kwargs") or {}
                self._enter_module(module, args, kwargs, frame)
        except Exception as fault:
            self.fault = fault

    def _enter_module(
        self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType
    ) -> None:
        outermost = not self._open
        if outermost:
            self._names.enter_root(module)
            self.sizes.may_hold(module)
        site = self._site(frame)
        if site is None:
            if outermost:
                # Called by torch for purposes of its own: neither the module nor anything inside it is drawn.
                self._open.append(OpenModule(module, None, (), {}))
                self._inside_leaf = True
                return
            site = _NOWHERE
        leaf = is_leaf(module)
        path, label = self._place(module, frame, leaf)
        operands = operands_of(args, kwargs)
        self._frame = frame
        key = (path or self._strangers.name(module), site.key)
        fused = self._is_fused(module, key, kwargs)
        record = self.recorder.enter(module, key, site, operands, not (leaf or fused))
        self._frame = None
        if record.arguments is None:
            record.name, record.path = label, path
        self._keep_arguments(record, args, kwargs, operands)
        self._open.append(OpenModule(module, record, args, kwargs))
        self._inside_leaf = leaf or fused
        if fused:
            self._open[-1].fused = True
            self._set_aside(self._open[-1])

    def _is_fused(self, module: nn.Module, key: Hashable, kwargs: dict[str, Any]) -> bool:
        """Whether a module is run by a fused kernel, and so recorded as one call."""
        return is_fused(module, kwargs)

    def _set_aside(self, entry: OpenModule) -> None:
        """Take the function mode away while a fused module runs, unless the user's own modes lie above it."""
        if _get_current_function_mode() is self:
            _pop_mode()
            entry.aside = True

    def _take_up(self, entry: OpenModule) -> None:
        if entry.aside:
            _push_mode(self)
            entry.aside = False

    def _place(self, module: nn.Module, frame: FrameType, leaf: bool) -> tuple[str, str]:
        """(path, label) of a module that is being called."""
        group = self.recorder.group
        if group is None:
            own = type(module).__module__.startswith("torch.nn.modules.")
            label = names.variable_name(module, self._frames.calling_frame(frame)) if leaf or own else ""
            return "", label or type(module).__name__
        dotted = self._names.module(module)
        if dotted is None:
            label = self._strangers.name(module)
            return f"{group.path}/{label}" if group.path else label, type(module).__name__
        above = self._names.module(self._open[-1].module) if self._open else None
        relative = dotted[len(above) + 1 :] if above and dotted.startswith(above + ".") else dotted
        path = f"{group.path}/{relative}" if group.path else relative
        return path, names.child_label(group.name, relative)

    def _after_module(self, module: nn.Module, args: Any, *rest: Any) -> None:
        """Torch passes (kwargs, result) after a call that returned, and a bare result after one that raised."""
        if threading.get_ident() != self._thread or not self._is_open(module):
            return
        try:
            with torch._C.DisableTorchFunction():
                self._close_down_to(module)
                entry = self._open.pop()
                self._take_up(entry)
                if not self._open:
                    self._inside_leaf = False
                if entry.record is None or self.fault is not None:
                    return
                self._inside_leaf = False
                if len(rest) == 2:
                    self._returned(entry, rest[1])
                else:
                    self._raised(entry)
        except Exception as fault:
            self.fault = fault

    def _is_open(self, module: nn.Module) -> bool:
        opened = self._open
        return bool(opened) and (opened[-1].module is module or any(entry.module is module for entry in opened))

    def _close_down_to(self, module: nn.Module) -> None:
        """Close what a caught interrupt left open inside this module."""
        while self._open[-1].module is not module:
            entry = self._open.pop()
            self._take_up(entry)
            if entry.record is not None:
                self.recorder.abandon()

    def _returned(self, entry: OpenModule, result: Any) -> None:
        record = entry.record
        assert record is not None
        if entry.fused:
            self.fused.add(record.key)
        for failed in self.recorder.failures:
            went_on = failed.conflict is not None
            if failed.failure is not None and not went_on and failed is not record and _is_inside(failed, record):
                failed.failure.caught_inside = True
        self.recorder.leave(results_of(result))

    def _raised(self, entry: OpenModule) -> None:
        error = sys.exc_info()[1]
        assert entry.record is not None and error is not None
        if not self._raised_calls.told(error):
            group = entry.record.group
            call = None if group else bind_module(entry.module, entry.args, entry.kwargs)
            inner = None if group else self._leaf_failure
            line = self.source.line_raising(error) if group and self.source is not None else None
            failure = Failure(type(error).__name__, str(error), line, call, inner)
            self._fail(entry.record, error, failure)
        self._leaf_failure = None
        self.recorder.abandon()

    # -- names -------------------------------------------------------------------------------------------

    def _is_held(self, tensor: Tensor) -> bool:
        """Whether a tensor is the running model's own: a parameter, a buffer, an attribute of a module."""
        if self._names.tensor(tensor) is not None:
            return True
        return any(names.attribute_name(tensor, entry.module) for entry in self._open)

    def _newcomer(self, tensor: Tensor, spec: Spec, group: Record | None) -> Record:
        """The record of a tensor that no recorded call made."""
        if group is not None:
            known = self._names.tensor(tensor)
            if known is not None:
                return Record(
                    known[0], ("own", known[1]), group, tensor_type(tensor), name=known[1], path=known[1]
                )
            held = next(
                (
                    name
                    for entry in reversed(self._open)
                    if (name := names.attribute_name(tensor, entry.module))
                ),
                "",
            )
            if held or self._frame is None:
                return Record("constant", ("own", held), group, tensor_type(tensor), name=held)
        frame = self._frames.checked_frame(self._frame) or self._frames.calling_frame(self._frame)
        name = names.variable_name(tensor, frame)
        kind = "parameter" if isinstance(tensor, nn.Parameter) else "input" if group is None else "constant"
        return Record(
            kind, ("variable", name), group if kind != "input" else None, tensor_type(tensor), name=name
        )

    def _module_registered(self, parent: nn.Module, name: str, child: nn.Module | None) -> None:
        """Torch tells of `self.fc1 = nn.Linear(…)`; the place of that line is where `fc1` was defined."""
        if child is None or self.fault is not None or threading.get_ident() != self._thread:
            return
        frame = self._frames.checked_frame(sys._getframe(1))
        if frame is not None:
            known = self.definitions.get(id(child))
            # A module may be given on to other containers; it was made where it was first given to one.
            if known is None or known[0]() is not child:
                self.definitions[id(child)] = (weakref.ref(child), name, (frame.f_code, frame.f_lasti))
                self.sizes.may_hold(child)


class OpenModule:
    """A module whose call has begun; `record` is None inside a leaf."""

    __slots__ = ("args", "aside", "fused", "kwargs", "module", "record")

    def __init__(
        self, module: nn.Module, record: Record | None, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        self.module = module
        self.record = record
        self.args = args
        self.kwargs = kwargs
        self.fused = self.aside = False


def is_leaf(module: nn.Module) -> bool:
    """Whether a module is drawn as one card: torch's own layers that are not made of other modules."""
    if isinstance(module, torch.jit.ScriptModule):
        return True
    forward: Callable[..., Any] = type(module).forward
    if not getattr(forward, "__module__", "").startswith("torch.nn.modules"):
        return False
    return not module._modules or isinstance(module, nn.MultiheadAttention)


def takes_only(module: nn.Module, count: int) -> bool:
    """Whether a module's forward has room for `count` positional arguments and nothing else."""
    scripted = isinstance(module, torch.jit.ScriptModule)
    code = getattr(type(module).forward, "__code__", None) if not scripted else None
    if code is None:
        return False
    return code.co_argcount - 1 == count and not code.co_kwonlyargcount and not code.co_flags & CO_VARKEYWORDS


def tensor_type(tensor: Tensor) -> type:
    """The class of a tensor, as the subject of its record: the tensor itself must not be kept."""
    return type(tensor)


def _is_inside(record: Record, group: Record) -> bool:
    parent = record.parent
    while parent is not None and parent is not group:
        parent = parent.parent
    return parent is group
