"""The options of `%%shapecheck`: one parser for use, help and completion."""

from __future__ import annotations

import argparse
import difflib
import re
import shlex
from pathlib import Path
from typing import Any, NoReturn

from IPython.core.error import UsageError

from shapeviz.tracing.knob_words import Request, parse_vary
from shapeviz.tracing.name_words import NamesError, parse_names

HELP_WIDTH = 88
SAVE_ENDINGS = (".json", ".html", ".svg", ".png")
# `--names="x: batch"`: the words of a quotation stay together only behind a blank.
_QUOTED_VALUE = re.compile(r"(?<!\S)(--[\w-]+)=(?=['\"])")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"%%shapecheck: {message}\nType %%shapecheck? for its options.")


def _depth(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"write a whole number from 1 on, such as --depth 2, not {text!r}")
    return int(text)


def _file(text: str) -> Path:
    path = Path(text.strip("'\"")).expanduser()
    if path.suffix.lower() not in SAVE_ENDINGS:
        endings = ", ".join(SAVE_ENDINGS[:-1]) + f" or {SAVE_ENDINGS[-1]}"
        raise argparse.ArgumentTypeError(f"the file's name must end in {endings}, such as --save check.html")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {str(path.parent)!r} to save into")
    return path


def _quoted(text: str) -> str:
    """A text without the quotation marks around it."""
    return text[1:-1] if text[:1] in ("'", '"') and text[-1:] == text[:1] else text


def _knob(text: str) -> Request:
    try:
        return parse_vary(text)
    except ValueError as reason:
        raise argparse.ArgumentTypeError(str(reason)) from None


def make_parser() -> argparse.ArgumentParser:
    """The parser of the magic's first line."""
    parser = _Parser(
        prog="%%shapecheck",
        add_help=False,
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, width=HELP_WIDTH),
    )
    parser.add_argument("--no-raise", action="store_true", help="do not pass on the cell's exception (for teaching)")
    parser.add_argument(
        "--meta",
        action="store_true",
        help="keep every tensor of the cell without data: shapes only, nothing allocated",
    )
    parser.add_argument("--depth", type=_depth, metavar="N", help="open groups of modules to this depth only")
    parser.add_argument(
        "--knobs", action="store_true", help="a slider for each number of the cell with a name: hidden_size = 20"
    )
    parser.add_argument(
        "--vary",
        type=_knob,
        metavar="NAME",
        action="append",
        default=[],
        help="a slider for this number of the cell: hidden_size, or hidden_size=8:64 with its range, or 20@6 for the "
        "20 in line 6",
    )
    parser.add_argument(
        "--save",
        type=_file,
        metavar="FILE",
        action="append",
        default=[],
        help="also write the picture to FILE: .json, .html, .svg or .png, by its ending",
    )
    parser.add_argument(
        "--names",
        type=_quoted,
        metavar="NAMES",
        action="append",
        default=[],
        help='names for the sizes of inputs, one for each axis: "x: batch channels; y: batch"',
    )
    return parser


def option_names() -> list[str]:
    """Every option, for completion."""
    return [name for action in make_parser()._actions for name in action.option_strings]


def parse(line: str) -> tuple[Any, list[str]]:
    """(options, what is left over) of the text after `%%shapecheck`.

    Raises
    ------
    UsageError
        For an unknown option or a value that cannot be; its text says what to write instead.
    """
    try:
        # Not as a shell would, so that quotes in batch["x"], and backslashes, stay.
        words = shlex.split(_QUOTED_VALUE.sub(r"\1 ", line), posix=False)
    except ValueError as reason:
        raise UsageError(f"%%shapecheck: a quotation mark is not closed ({reason}).") from None
    parser = make_parser()
    options, rest = parser.parse_known_args(_expressions(words))
    for word in rest:
        if word.startswith("-") and not word.lstrip("-").replace(".", "").isdigit():
            raise UsageError(f"%%shapecheck: there is no option {word}. {_instead(word)}")
    options.names = _readable(parser, options.names)
    return options, rest


def _expressions(words: list[str]) -> list[str]:
    """The words, with those of an open bracket joined: `(1, 3)` is one argument."""
    found: list[str] = []
    depth = 0
    for word in words:
        if depth > 0:
            found[-1] += f" {word}"
        else:
            found.append(word)
        depth += sum(map(word.count, "([{")) - sum(map(word.count, ")]}"))
    return found


def _instead(word: str) -> str:
    names = option_names()
    close = difflib.get_close_matches(word, names, n=1)
    return f"Did you mean {close[0]}?" if close else f"Its options are {', '.join(names)}."


def _readable(parser: argparse.ArgumentParser, names: list[str]) -> str:
    """The names of all `--names` as one text."""
    text = "; ".join(names)
    try:
        parse_names(text)
    except NamesError as reason:
        parser.error(f"argument --names: {reason}")
    return text


def help_text() -> str:
    """What `%%shapecheck?` shows below the first lines."""
    return make_parser().format_help().split("options:", 1)[-1].strip("\n")
