"""What surrounds the code: random states, output and warnings, left as they were by what runs for our purposes."""

from __future__ import annotations

import contextlib
import io
import random
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import torch


@contextlib.contextmanager
def untouched_surroundings() -> Iterator[None]:
    """Random states as before, and whatever the user's code prints or warns of is not heard."""
    python_state, torch_state = random.getstate(), torch.get_rng_state()
    numpy_random: Any = getattr(sys.modules.get("numpy"), "random", None)
    numpy_state = numpy_random.get_state() if numpy_random is not None else None
    try:
        unheard = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
        with unheard[0], unheard[1], warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(python_state)
        torch.set_rng_state(torch_state)
        if numpy_random is not None:
            numpy_random.set_state(numpy_state)
