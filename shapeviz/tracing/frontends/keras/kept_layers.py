"""Layers that are called for purposes of ours, and are afterwards as they were: not built, not part of other models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras

_CONTAINERS = (list, dict, set)
# What lets a layer have no more weights once it is built.
_TRACKER = "_tracker"


@dataclass(frozen=True, slots=True)
class _State:
    """What a layer, or what tracks its weights, was: its attributes, and what the containers among them held."""

    owner: Any
    attributes: dict[str, Any]
    rows: dict[str, Any]

    @staticmethod
    def of(owner: Any) -> _State:
        attributes = dict(vars(owner))
        rows = {name: _copied(value) for name, value in attributes.items() if isinstance(value, _CONTAINERS)}
        return _State(owner, attributes, rows)

    def restore(self) -> None:
        for name, row in self.rows.items():
            _refill(self.attributes[name], row)
        own = vars(self.owner)
        for name in [name for name in own if name not in self.attributes]:
            del own[name]
        own.update(self.attributes)


class KeptLayers:
    """The layers called so far, each with the state that it had before."""

    def __init__(self) -> None:
        self._before: dict[int, list[_State]] = {}

    def keep(self, layer: Any) -> None:
        """Note the state of a layer that is about to be called, and of all layers in it."""
        parts = layer._flatten_layers() if isinstance(layer, keras.Layer) else []
        for part in [layer, *parts]:
            if id(part) not in self._before:
                tracker = vars(part).get(_TRACKER)
                self._before[id(part)] = [_State.of(owner) for owner in (part, tracker) if owner is not None]

    def __contains__(self, layer: object) -> bool:
        return id(layer) in self._before

    def __iter__(self) -> Iterator[Any]:
        return iter([states[0].owner for states in self._before.values()])

    def again(self) -> KeptLayers:
        """The same layers, to which others may be added."""
        kept = KeptLayers()
        kept._before = dict(self._before)
        return kept

    def restore(self) -> None:
        """Give every layer its state back. What is noted stays so."""
        for states in self._before.values():
            for state in states:
                state.restore()

    def forget(self) -> None:
        """Keep nothing any longer."""
        self._before.clear()


def _copied(value: Any) -> Any:
    """A plain copy of a container and of the sets in it, without what a subclass does when it is changed."""
    if isinstance(value, dict):
        return {key: set(item) if type(item) is set else item for key, item in value.items()}
    return set(value) if isinstance(value, set) else list(value)


def _refill(container: Any, before: Any) -> None:
    """Let a container hold what it held, without the ado of a subclass that tracks its changes."""
    # TensorFlow puts containers of its own around those of a layer.
    container = getattr(container, "__wrapped__", getattr(container, "_storage", container))
    kind = next(kind for kind in _CONTAINERS if isinstance(container, kind))
    kind.clear(container)
    if kind is list:
        list.extend(container, before)
    else:
        kind.update(container, _copied(before))
