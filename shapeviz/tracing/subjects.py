"""What is called where no function has a name of its own: a method of whatever comes first, an attribute of it.

They are the subjects of recorded calls: equal for the same method, and called again like any function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Method:
    """A method, as a function of the value that has it.

    >>> Method("upper")("abc"), Method("upper") == Method("upper")
    ('ABC', True)
    """

    name: str

    def __call__(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(value, self.name)(*args, **kwargs)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that is computed when it is asked for (`x.T`), as a function of the value that has it.

    >>> Attribute("real")(3 + 4j)
    3.0
    """

    name: str

    def __call__(self, value: Any) -> Any:
        return getattr(value, self.name)
