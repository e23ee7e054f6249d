"""What a rule is given and what it answers.

A `Call` is one operation with the shapes of its operands; a rule reads nothing else. A rule answers with
`Accept`, with a `Fault` (the first thing that is wrong, and operand shapes that mend it), or with None
where it cannot tell. `shapeviz.rules.judge` follows a fault to its end and makes the `Conflict` of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from shapeviz.shapes.shape import Shape

Operand = Shape | list[Shape] | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation, without its data.

    Operands carry the framework's keywords in the order of its signature; None is an operand that may be
    left out and was. The items of a list operand are spoken of as `tensors[0]`, `tensors[1]`. `strides` are those
    of operands that do not lie in memory in the order of their axes, for the operations to which that matters.
    Attributes that name axes go by torch's keywords whatever the framework; `axis_word` is what it says for `dim`.
    """

    op: str
    operands: dict[str, Operand]
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    dtypes: dict[str, str] = field(default_factory=dict[str, str])
    strides: dict[str, Shape] = field(default_factory=dict[str, Shape])
    axis_word: str = "dim"

    def shape(self, name: str) -> Shape | None:
        """The shape of a single operand; None if it was left out.

        Raises
        ------
        TypeError
            If that operand is a list of tensors.
        """
        operand = self.operands.get(name)
        if isinstance(operand, list):
            raise TypeError(f"operand {name!r} of {self.op} is a list of tensors")
        return operand

    def shapes(self, name: str) -> list[Shape]:
        """The shapes of a list operand; a single tensor counts as a list of one."""
        operand = self.operands.get(name)
        if operand is None:
            return []
        return operand if isinstance(operand, list) else [operand]

    def named_shapes(self) -> dict[str, Shape]:
        """Every shape of the call under the name by which it is spoken of, in order."""
        shapes: dict[str, Shape] = {}
        for name, operand in self.operands.items():
            if isinstance(operand, list):
                shapes.update({item_name(name, index): shape for index, shape in enumerate(operand)})
            elif operand is not None:
                shapes[name] = operand
        return shapes

    def attribute(self, name: str, default: Any = None) -> Any:
        """An argument that is no tensor, or `default` where the call does not give it."""
        return self.attributes.get(name, default)

    def keyword(self, name: str) -> str:
        """How the framework spells a keyword that names axes, or a word for several axes.

        >>> flip = Call("flip", {})
        >>> flip.keyword("dims"), replace(flip, axis_word="axis").keyword("dims")
        ('dims', 'axis')
        """
        if self.axis_word == "dim":
            return name
        return self.axis_word if name == "dims" else name.replace("dim", self.axis_word)

    def with_shapes(self, shapes: Mapping[str, Shape]) -> Call:
        """The same call with other shapes for some operands, named as `named_shapes` names them; those lie in order."""

        def substituted(name: str, operand: Operand) -> Operand:
            if isinstance(operand, list):
                return [shapes.get(item_name(name, index), shape) for index, shape in enumerate(operand)]
            return shapes.get(name, operand)

        operands = {name: substituted(name, old) for name, old in self.operands.items()}
        strides = {name: steps for name, steps in self.strides.items() if name not in shapes}
        return replace(self, operands=operands, strides=strides)


@dataclass(frozen=True, slots=True)
class Accept:
    """The operation takes its operands. `outputs` are the shapes of its tensors, in order."""

    outputs: list[Shape]


@dataclass(frozen=True, slots=True)
class AxisProblem:
    """One number of one operand that does not fit.

    With `axis` None the numbers count what `unit` says: the operand's axes or its elements.
    """

    operand: str
    axis: int | None
    expected: int
    actual: int
    unit: Literal["size", "axes", "elements"] = "size"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong with a call: "… expects `expects`, but gets `gets`."

    `mended` are the nearest shapes, of the operands at fault, with which this one fault is gone; it is
    empty where no other shape would help.
    """

    problems: list[AxisProblem]
    expects: str
    gets: str
    mended: dict[str, Shape] = field(default_factory=dict[str, Shape])


@dataclass(frozen=True, slots=True)
class Conflict:
    """The operation refuses its operands: "… expects `expects`, but gets `gets`."

    `expected_shapes` are the nearest shapes that it would accept, of the operands at fault, and `outputs`
    the shapes that would then come; None if no such shapes are known.
    """

    problems: list[AxisProblem]
    expects: str
    gets: str
    outputs: list[Shape] | None
    expected_shapes: dict[str, Shape]


Outcome = Accept | Fault | None
Rule = Callable[[Call], Outcome]


def item_name(operand: str, index: int) -> str:
    """How one tensor of a list operand is spoken of: `tensors[1]`."""
    return f"{operand}[{index}]"
