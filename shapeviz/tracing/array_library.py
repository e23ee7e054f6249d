"""What a recording asks of a library of arrays, whose calls the instrumented code reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.records import Spec


class ArrayLibrary(Protocol):
    """A library: its arrays, its functions, and how rules see a call. `NAME` is the `home` of its records.

    If it `ASKS_RULES_FIRST`, no call is made in a re-run that a rule refuses: it might end the process. `SIZES` are
    its functions that give the shape of an array, or the number of its elements, of all or along one axis.
    """

    NAME: str
    ASKS_RULES_FIRST: bool
    SIZES: tuple[Any, ...]

    def is_tensor(self, value: Any) -> bool:
        """Whether this is an array of the library."""
        ...

    def has_tables(self) -> bool:
        """Whether arrays may have columns with names."""
        ...

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are arrays of the library."""
        ...

    def is_scalar(self, value: Any) -> bool:
        """Whether this is a number that the library gives in place of an array without axes."""
        ...

    def spec_of(self, array: Any) -> Spec:
        """What is known of an array without its data."""
        ...

    def watches(self, function: Any) -> bool:
        """Whether a function is the library's own, so that a call of it is to be written down."""
        ...

    def bind(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        shape_of: Callable[[Any], Shape] | None = None,
    ) -> Call | None:
        """A call as the rules see it; None if it cannot be told. `shape_of` may tell other shapes of arrays."""
        ...

    def label(self, function: Any) -> str:
        """An operation as people write it."""
        ...

    def target_name(self, function: Any) -> str:
        """The path under which people know a function."""
        ...

    def array_name(self, kind: type) -> str:
        """The path under which people know a kind of array."""
        ...

    def operand_names(self, function: Any, count: int) -> tuple[str, ...]:
        """What the rules call the first `count` arguments of a function."""
        ...

    def operand_name(self, function: Any, keyword: str) -> str:
        """What the rules call the argument that is given under `keyword`."""
        ...

    def op_name(self, function: Any) -> str:
        """The name of an operation, the same for all ways to write it."""
        ...

    def made_up(self, shape: Shape, dtype: Any) -> Any:
        """An array of that shape with harmless data, or with none if it is large."""
        ...

    def without_data(self, shape: Shape, dtype: Any) -> Any:
        """An array of that shape that takes no memory."""
        ...

    def lacks_data(self, array: Any) -> bool:
        """Whether an array is one `without_data`."""
        ...

    def is_about_data(self, failure: str, text: str) -> bool:
        """Whether an exception, by type and text, speaks of numbers and not of shapes: a singular matrix."""
        ...

    def concerns_tensors(self, error: BaseException) -> bool:
        """Whether an exception speaks of arrays, though no call of theirs is known to have failed."""
        ...

    def calls_back(self, function: Any, args: tuple[Any, ...]) -> bool:
        """Whether a function runs pure code of the user's: if that fails, it may run once more to see where."""
        ...

    def keeps_state(self, function: Any) -> bool:
        """Whether a function is a method of an object that may have learned from arrays, or may by this call."""
        ...

    def harmless(self, function: Any) -> Any:
        """What to call in the place of a function that would change the state of something of the user's."""
        ...
