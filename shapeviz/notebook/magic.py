"""`%%shapecheck` and `%shapecheck`."""

from __future__ import annotations

import difflib
import sys
from types import TracebackType
from typing import Any

from IPython.core.error import TryNext, UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class, output_can_be_silenced

from shapeviz.notebook.options import help_text, option_names, parse

SUMMARY = """Run the cell as always, and show its tensors' shapes as a graph, above the traceback if it fails.

    %%shapecheck [options]
    the cell's code

    %shapecheck [options] model x

The cell behaves as it does without the magic: output, variables, last value, exception. A call whose shapes
do not fit is drawn red, with what it expects and what it gets. As a line magic it calls a model (or any
function) with the inputs given; a shape such as (1,3,224,224) stands for a tensor of that shape."""

LINE_USAGE = "Write %shapecheck model x: the model, then its inputs (a shape such as (1,3,224,224) will do)."
NO_NUMBERS = (
    "--knobs and --vary turn numbers of a cell's code: write %%shapecheck at the top of the cell that has them."
)
NESTED = "A check is running already: this cell becomes part of it."
INSIDE = "A check is running already. Put %shapecheck into a cell of its own."
NOT_RECORDED = "shapeviz could not record this code ({fault}). The code itself ran as it always does."
NOT_SHOWN = "shapeviz could not show this check ({fault}). The code itself ran as it always does."
NOT_SAVED = "The check could not be saved to {path}: {fault}"
COMPLETED = ("%%shapecheck", "%shapecheck")


@magics_class
class ShapeMagics(Magics):
    """The magics of `%load_ext shapeviz`."""

    @output_can_be_silenced
    @line_cell_magic
    def shapecheck(self, line: str, cell: str | None = None) -> Any:
        """Run the cell as always, and show its tensors' shapes as a graph above the traceback."""
        __tracebackhide__ = True
        if cell is None:
            return self._check_call(line)
        options, rest = parse(line)
        if rest:
            raise UsageError(f"%%shapecheck takes options only, not {rest[0]!r}: the code belongs below it.")
        return self._check_cell(cell, options)

    def _check_cell(self, text: str, options: Any) -> Any:
        __tracebackhide__ = True
        from shapeviz.notebook.cell import compile_cell, run_watched
        from shapeviz.tracing.name_words import parse_names
        from shapeviz.tracing.session import Session

        shell: Any = self.shell
        cell = compile_cell(shell, text, options.vary, every_knob=options.knobs)
        if Session.is_watching():
            print(NESTED)
            return cell.run(shell.user_ns)
        outcome = run_watched(cell, shell.user_ns, meta=options.meta, names=parse_names(options.names))
        self._present(outcome.check, options)
        if outcome.error is not None and not options.no_raise:
            raise outcome.error.with_traceback(_users_part(outcome.error.__traceback__))
        return outcome.value

    def _check_call(self, line: str) -> None:
        __tracebackhide__ = True
        options, rest = parse(line)
        if not rest:
            raise UsageError(f"%shapecheck has nothing to check. {LINE_USAGE}")
        if options.knobs or options.vary:
            raise UsageError(NO_NUMBERS)
        from shapeviz.api import check
        from shapeviz.tracing.session import Session

        if Session.is_watching():
            raise UsageError(INSIDE)
        target, *inputs = (self._value(word) for word in rest)
        if not callable(target):
            raise UsageError(
                f"{rest[0]} is no model or function but a value of type {type(target).__name__}. {LINE_USAGE}"
            )
        try:
            result = check(target, *inputs, meta=options.meta, names=options.names)
        except ValueError as reason:
            raise UsageError(str(reason)) from None
        self._present(result, options)
        if result.error is not None and not options.no_raise:
            raise result.error.with_traceback(_users_part(result.error.__traceback__))

    def _value(self, word: str) -> Any:
        namespace: dict[str, Any] = self.shell.user_ns  # pyright: ignore
        try:
            return eval(word, namespace)
        except NameError as error:
            missing = error.name or word
            names = [name for name in namespace if not name.startswith("_")]
            close = difflib.get_close_matches(missing, names, n=1)
            hint = f"Did you mean {close[0]}?" if close else LINE_USAGE
            raise UsageError(f"There is no variable {missing}. {hint}") from None
        except SyntaxError:
            raise UsageError(f"{word!r} cannot be read. {LINE_USAGE}") from None

    def _present(self, check: Any, options: Any) -> None:
        """Show and save. What goes wrong in that is told in one line; the cell's own result stands."""
        if check.fault is not None:
            _tell(NOT_RECORDED.format(fault=_named(check.fault)))
            return
        try:
            from shapeviz.notebook.output import show

            check.graph.depth = options.depth
            show(check, depth=options.depth)
        except Exception as fault:
            _tell(NOT_SHOWN.format(fault=_named(fault)))
        for path in options.save:
            try:
                check.save(path, depth=options.depth)
            except Exception as fault:
                _tell(NOT_SAVED.format(path=path, fault=getattr(fault, "strerror", None) or fault))


def _users_part(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of this package that it begins with."""
    while traceback is not None and traceback.tb_frame.f_globals.get("__name__", "").startswith("shapeviz."):
        traceback = traceback.tb_next
    return traceback


def _named(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def complete(shell: Any, event: Any) -> list[str]:
    """The options, while the magic's own line is written, and the user's variables where one may stand."""
    words = event.text_until_cursor.split()
    if words[-1] == "--save":
        raise TryNext
    variables = [name for name in shell.user_ns if not name.startswith("_")]
    return [*option_names(), *(variables if words[0] == "%shapecheck" else [])]


def register(shell: Any) -> None:
    """Add the magics and their completion to this shell."""
    ShapeMagics.shapecheck.__doc__ = f"{SUMMARY}\n\nOptions:\n{help_text()}\n"
    shell.register_magics(ShapeMagics)
    for key in COMPLETED:
        shell.set_hook("complete_command", complete, str_key=key)


def unregister(shell: Any) -> None:
    """Take the magics and their completion away."""
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("shapecheck", None)
    for key in COMPLETED:
        shell.strdispatchers["complete_command"].strs.pop(key, None)
