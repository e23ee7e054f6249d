"""What surrounds the code: random states, output and warnings, left as they were by what runs for our purposes."""

from __future__ import annotations

import contextlib
import io
import random
import sys
import warnings
from collections.abc import Generator
from typing import Any


@contextlib.contextmanager
def untouched_surroundings() -> Generator[None]:
    """Random states of Python and NumPy as before, and whatever the user's code prints or warns of is not heard."""
    python_state = random.getstate()
    # NumPy's old interface has one state for all; it is there only if somebody else has imported it.
    numpy_random: Any = getattr(sys.modules.get("numpy"), "random", None)
    numpy_state = numpy_random.get_state() if numpy_random is not None else None
    try:
        unheard = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
        with unheard[0], unheard[1], warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(python_state)
        if numpy_random is not None:
            numpy_random.set_state(numpy_state)
