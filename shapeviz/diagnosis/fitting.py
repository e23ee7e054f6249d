"""Whether everything fits at other sizes: by the constraints of a graph, and by re-runs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from shapeviz.diagnosis.reruns import any_graph_at
from shapeviz.diagnosis.tables import ROWS
from shapeviz.graph.formulas import Constraint, Sizes
from shapeviz.graph.model import Graph
from shapeviz.shapes.conditions import holds_at
from shapeviz.tracing.rerun import Rerun


class Contradicted(Exception):
    """A re-run says otherwise than the constraints."""


class Unsettled(Exception):
    """The constraints cannot tell, and there are too many sizes to try."""


@dataclass(slots=True)
class Fitting:
    """Says at which sizes everything fits: by the constraints (None: they cannot tell), and by a re-run.

    `others` are the sizes of the symbols that are not moved, `left` the calls that re-runs may still make.
    """

    graph: Graph
    rerun: Rerun
    left: int
    others: Sizes
    tried: dict[Hashable, bool | None] = field(default_factory=dict[Hashable, bool | None])

    def promised(self, sizes: Sizes, constraints: list[Constraint]) -> bool | None:
        """What the constraints say of these sizes."""
        branches = [constraint for constraint in constraints if constraint.kind == "branch"]
        if not all(holds_at(constraint.expression, sizes) for constraint in branches):
            return None
        return all(holds_at(k.expression, sizes) for k in constraints if k.kind == "rule")

    def seen(self, sizes: Sizes) -> bool | None:
        """Whether a re-run at these sizes fits; None if nothing fails and yet some calls are not made.

        The code may go another way there, or raise by itself.

        Raises
        ------
        Unsettled
            If as many calls were made as may be.
        CannotRerun
            If the code does not run on shapes alone.
        """
        key = tuple(sizes.items())
        if key not in self.tried:
            if self.left < len(self.graph.nodes):
                raise Unsettled
            self.left -= len(self.graph.nodes)
            other = any_graph_at(self.rerun, sizes)
            reached = all(node.status == "ok" for node in other.nodes)
            self.tried[key] = None if other.verdict == "ok" and not reached else other.verdict == "ok"
        return self.tried[key]

    def check(self, sizes: Sizes, promise: bool) -> None:
        """Hold a promise against a re-run.

        Raises
        ------
        Contradicted
            If the re-run does not bear it out.
        Unsettled
            If it cannot tell that something does not fit.
        """
        if not promise and self._lacks_rows(sizes):
            return
        seen = self.seen(sizes)
        if seen is None and not promise:
            raise Unsettled
        if seen != promise:
            raise Contradicted

    def fits(self, sizes: Sizes) -> bool:
        """Whether these sizes fit, by a re-run alone.

        Raises
        ------
        Unsettled
            If it cannot tell.
        """
        seen = not self._lacks_rows(sizes) and self.seen(sizes)
        if seen is None:
            raise Unsettled
        return seen

    def _lacks_rows(self, sizes: Sizes) -> bool:
        """Whether a table is asked for a row that it has not got, which shapes alone do not tell."""
        rows = [k for k in self.graph.constraints if k.conflicts and k.conflicts[0].operand == ROWS]
        return any(not holds_at(k.expression, sizes) for k in rows)
