"""What an exception says, without what is no news to a person: colours, inner names, the contents of tensors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shapeviz.graph.findings import ErrorText

LONGEST_TEXT = 1_200
_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_INNER_NAMES = re.compile(r"\{\{function_node [^{}]*\}\} ?|\s*\[\[\{\{node [^{}]*\}\}\]\]| \[Op:__inference\w*\]")
# Where a function was made that was built beforehand, as far as its own library knows.
_BUILT = re.compile(
    r"Graph execution error:\s*Detected at node \S+ defined at \(most recent call last\):\n"
    r"(?:<stack traces unavailable>\n|\s*File .*\n|\s*\n)*"
)
# The arguments of the call, of which the graph tells more.
_ARGUMENTS = re.compile(r"\n\s*Arguments received by .*", re.DOTALL)


def error_text(error: BaseException) -> ErrorText:
    """The exception as its type and text."""
    return ErrorText(type(error).__name__, plain_text(str(error)))


def plain_text(text: str) -> str:
    """The text of an exception as a person wants to read it.

    >>> plain_text("Exception encountered when calling Net.call().\\n\\nArguments received by Net.call():\\n  • x=…")
    'Exception encountered when calling Net.call().'
    """
    for needless in (_COLOUR, _BUILT, _INNER_NAMES, _ARGUMENTS):
        text = needless.sub("", text)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} …"


def raised_because_of(error: BaseException) -> Iterator[BaseException]:
    """The exception, and those because of which it was raised: a library often raises another in place of one."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__
