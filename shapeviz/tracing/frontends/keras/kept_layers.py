"""Layers that are called for purposes of ours, and are afterwards as they were: not built, not part of other models."""

from __future__ import annotations

from typing import Any

import keras

_CONTAINERS = (list, dict, set)


class KeptLayers:
    """The layers called so far, each with the state that it had before."""

    def __init__(self) -> None:
        self._before: dict[int, tuple[Any, dict[str, Any], dict[str, Any]]] = {}

    def keep(self, layer: Any) -> None:
        """Note the state of a layer that is about to be called, and of all layers in it."""
        parts = layer._flatten_layers() if isinstance(layer, keras.Layer) else []
        for part in [layer, *parts]:
            if id(part) not in self._before:
                state = dict(vars(part))
                rows = {name: type_copy(value) for name, value in state.items() if isinstance(value, _CONTAINERS)}
                self._before[id(part)] = part, state, rows

    def restore(self) -> None:
        """Give every layer its state back."""
        for part, state, rows in self._before.values():
            for name, row in rows.items():
                _refill(state[name], row)
            own = vars(part)
            for name in [name for name in own if name not in state]:
                del own[name]
            own.update(state)
        self._before.clear()


def type_copy(value: Any) -> Any:
    """A plain copy of a container, without what a subclass does when it is changed."""
    return dict(value) if isinstance(value, dict) else set(value) if isinstance(value, set) else list(value)


def _refill(container: Any, before: Any) -> None:
    """Let a container hold what it held, without the ado of a subclass that tracks its changes."""
    kind = next(kind for kind in _CONTAINERS if isinstance(container, kind))
    kind.clear(container)
    if kind is list:
        list.extend(container, before)
    else:
        kind.update(container, before)
