"""Rehearsing a changed cell: running it on shapes alone, in a copy of the namespace, where it can do no harm.

A fix counts only if it was tried. The recorded calls cannot try it, since they know nothing of the source, so the
mended source itself runs, with every large tensor on the meta device. What has been made already and does not
depend on the change is taken over from the user's namespace as a shape-only copy; what touches anything but
tensors and plain values (files, networks, plots) is left out.
"""

from shapeviz.tracing.rehearsal.plan import Stale
from shapeviz.tracing.rehearsal.rehearser import Rehearsal, Rehearser, Snapshot, Stage

__all__ = ["Rehearsal", "Rehearser", "Snapshot", "Stage", "Stale"]
