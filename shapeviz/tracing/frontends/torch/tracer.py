"""Watching torch: the function mode for functions and methods, and global hooks for modules.

Nothing of the user's modules is patched, of torch only the iteration of loaders where other frameworks' arrays are
about, and `stop` leaves nothing behind.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Hashable
from types import FrameType
from typing import Any

import torch
from torch import nn
from torch.nn.modules import module as hooks
from torch.overrides import _get_current_function_mode, _pop_mode, _push_mode

from shapeviz.tracing.frontends.torch import names
from shapeviz.tracing.frontends.torch.binding import bind_module
from shapeviz.tracing.frontends.torch.compiled import Uncompiled
from shapeviz.tracing.frontends.torch.fast_path import is_fused
from shapeviz.tracing.frontends.torch.functions import FunctionTracer
from shapeviz.tracing.frontends.torch.layers import LayerKind, Layers, OpenModule
from shapeviz.tracing.frontends.torch.loaders import Loaders, held_in
from shapeviz.tracing.naming import child_label, variable_name
from shapeviz.tracing.records import Failure, Record, Site
from shapeviz.tracing.watch import Watch

_NOWHERE = Site((), None, None)


class TorchTracer(FunctionTracer):
    """Records what torch is asked to do in this thread between `start` and `stop`."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self.fused: set[Hashable] = set()
        self._layers = Layers()
        self._handles: list[Any] = []
        self._strangers = names.Strangers()
        self._loaders = Loaders(self._batch_came)
        self._uncompiled = Uncompiled(watch.source.text if watch.source is not None else "")

    def start(self) -> None:
        """Begin to watch."""
        self._handles = [
            hooks.register_module_forward_pre_hook(self._before_module),
            hooks.register_module_forward_hook(self._after_module, with_kwargs=True, always_call=True),
            hooks.register_module_module_registration_hook(self._module_registered),
        ]
        self._uncompiled.start()
        if len(self.watch.members) > 1:
            self._loaders.start()
        self.__enter__()

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind. `error` is the exception that ended the checked code."""
        if not any(entry.aside for entry in self._open):
            self.__exit__(None, None, None)
        self._uncompiled.stop()
        self._loaders.stop()
        for handle in self._handles:
            handle.remove()
            # Torch forgets to clear these two when a hook is removed.
            hooks._global_forward_hooks_with_kwargs.pop(handle.id, None)
            hooks._global_forward_hooks_always_called.pop(handle.id, None)
        self._handles.clear()
        self._open.clear()
        self.watch.frame = None
        try:
            if error is not None and not self._raised_calls.told(error):
                self._einops_failed(error)
        except Exception as fault:
            self.fault = fault

    def _batch_came(self, dataset: Any, batch: Any) -> None:
        """Remember what the tensors of a batch were taken from."""
        if self.fault is not None or threading.get_ident() != self._thread:
            return
        try:
            with torch._C.DisableTorchFunction():
                held = held_in(dataset, self.watch.is_tensor)
                self.recorder.derive(self.watch.results(batch), self.watch.results(held))
        except Exception as fault:
            self.fault = fault

    def way(self) -> tuple[Any, set[Hashable]]:
        """The decisions on tensors' data, and the modules that ran by a fused kernel."""
        return self.decisions, self.fused

    def _before_module(self, module: nn.Module, args: tuple[Any, ...]) -> None:
        self._module_begins(module, args, sys._getframe(1))

    def _module_begins(self, module: nn.Module, args: tuple[Any, ...], frame: FrameType) -> None:
        if self.fault is not None or threading.get_ident() != self._thread:
            return
        try:
            kind = self._layers.kind(module)
            if kind.passed_over:
                return
            if self._inside_leaf:
                self._open.append(OpenModule(module, None, (), {}))
                return
            with torch._C.DisableTorchFunction():
                # Torch hands this hook no keyword arguments; the frame of the module's call has them.
                kwargs = {} if kind.operands == len(args) else frame.f_locals.get("kwargs") or {}
                self._enter_module(module, args, kwargs, frame, kind)
        except Exception as fault:
            self.fault = fault

    def _enter_module(
        self,
        module: nn.Module,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        frame: FrameType,
        kind: LayerKind,
    ) -> None:
        site = self._site(frame)
        outermost = not self._open
        if outermost:
            self._names.enter_root(module)
            self.sizes.may_hold(module, nn.Module.modules)
        if site is None:
            if outermost:
                # Called by torch for purposes of its own: neither the module nor anything inside it is drawn.
                self._open.append(OpenModule(module, None, (), {}))
                self._inside_leaf = True
                return
            site = _NOWHERE
        leaf = kind.is_leaf(module)
        path, label = self._place(module, frame, leaf)
        operands = self._operands(args, kwargs)
        self.watch.frame = frame
        key = (path or self._strangers.name(module), site.key)
        fused = kind.fusible and self._is_fused(module, key, kwargs)
        record = self.recorder.enter(module, key, site, operands, not (leaf or fused))
        self.watch.frame = None
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
            label = variable_name(module, self._frames.calling_frame(frame)) if leaf or own else ""
            return "", label or type(module).__name__
        dotted = self._names.module(module)
        if dotted is None:
            label = self._strangers.name(module)
            return f"{group.path}/{label}" if group.path else label, type(module).__name__
        above = self._names.module(self._open[-1].module) if self._open else None
        relative = dotted[len(above) + 1 :] if above and dotted.startswith(above + ".") else dotted
        path = f"{group.path}/{relative}" if group.path else relative
        return path, child_label(group.name, relative)

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
                self.recorder.abandon(interrupted=True)

    def _returned(self, entry: OpenModule, result: Any) -> None:
        record = entry.record
        assert record is not None
        if entry.fused:
            self.fused.add(record.key)
        for failed in self.recorder.failures:
            went_on = failed.conflict is not None
            if failed.failure is not None and not went_on and failed is not record and _is_inside(failed, record):
                failed.failure.caught_inside = True
        self.recorder.leave(self._results(result))

    def _close_all(self) -> None:
        """Close what an interrupt left open that the checked code caught outside every module."""
        self._close_down_to(self._open[0].module)
        entry = self._open.pop()
        self._take_up(entry)
        if entry.record is not None:
            self.recorder.abandon(interrupted=True)
        self._inside_leaf = False

    def _raised(self, entry: OpenModule) -> None:
        error = sys.exc_info()[1]
        assert entry.record is not None and error is not None
        if not self._raised_calls.told(error):
            group = entry.record.group
            failure = self._einops_failed(error) if group else None
            if failure is None:
                line = self.source.line_raising(error) if group and self.source is not None else None
                call = bind_module(entry.module, entry.args, entry.kwargs)
                inner = None if group else self._leaf_failure
                failure = Failure(type(error).__name__, str(error), line, call, inner)
                self.recorder.fail(entry.record, failure)
            self._raised_calls.add(error, failure)
        self._leaf_failure = None
        self.recorder.abandon()

    def _module_registered(self, parent: nn.Module, name: str, child: nn.Module | None) -> None:
        """Torch tells of `self.fc1 = nn.Linear(…)`; the place of that line is where `fc1` was defined."""
        if child is None or self.fault is not None or threading.get_ident() != self._thread:
            return
        try:
            frame = self._frames.checked_frame(sys._getframe(1))
            known = self.watch.definitions.get(id(child))
            # A module may be given on to other containers; it was made where it was first given to one.
            if frame is not None and (known is None or known[0]() is not child):
                self.watch.definitions[id(child)] = (weakref.ref(child), name, (frame.f_code, frame.f_lasti))
                self.sizes.may_hold(child, nn.Module.modules)
        except Exception as fault:
            self.fault = fault


def _is_inside(record: Record, group: Record) -> bool:
    parent = record.parent
    while parent is not None and parent is not group:
        parent = parent.parent
    return parent is group
