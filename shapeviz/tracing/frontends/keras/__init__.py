"""Keras 3, on whichever backend it runs."""

from __future__ import annotations

from shapeviz.tracing.array_frontend import ArrayFrontend
from shapeviz.tracing.frontends.keras.frontend import KerasFrontend
from shapeviz.tracing.frontends.keras.operations import KerasOperations

FRONTENDS = (KerasFrontend(), ArrayFrontend(KerasOperations()))
