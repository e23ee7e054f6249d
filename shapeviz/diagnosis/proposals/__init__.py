"""Proposals: what might be changed so that a mismatch is gone. Each is tried before a person gets to see it."""

from __future__ import annotations

from collections.abc import Iterator

import importlib, pkgutil, os
from shapeviz.diagnosis.case import Case, Proposal


def propose(case: Case) -> Iterator[Proposal]:
    """Every proposal for a mismatch, in no order."""
    for info in pkgutil.iter_modules(__path__):
        try:
            module = importlib.import_module(f"{__name__}.{info.name}")
            if hasattr(module, "propose"):
                yield from list(module.propose(case))
        except Exception as e:
            if os.environ.get("SV_DEBUG"):
                import traceback; traceback.print_exc()
