"""NumPy, and what has its names and its arrays: a `shapeviz.tracing.frontend.Frontend`."""

from __future__ import annotations

from shapeviz.tracing.array_frontend import ArrayFrontend
from shapeviz.tracing.frontends.numpy.library import NumpyLibrary

FRONTENDS = (ArrayFrontend(NumpyLibrary()),)
