"""`%%shapecheck` and `%shapecheck`."""

from __future__ import annotations

import difflib
import sys
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class, output_can_be_silenced

from shapeviz.notebook.options import help_text, option_names, parse

LINE_USAGE = "Write %shapecheck model x: the model, then its inputs (a shape such as (1,3,224,224) will do)."
NESTED = "A check is running already: this cell becomes part of it."
FAULT = "shapeviz could not record this cell ({fault}). The cell itself ran as it always does."


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
        from shapeviz.api import finished
        from shapeviz.notebook.cell import compile_cell
        from shapeviz.tracing.session import Session

        shell: Any = self.shell
        cell = compile_cell(shell, text)
        if Session.is_watching():
            print(NESTED)
            return cell.run(shell.user_ns)
        session = Session(cell.source, meta=options.meta)
        error: Exception | None = None
        value = None
        session.start()
        try:
            value = cell.run(shell.user_ns)
        except Exception as raised:
            error = raised
        finally:
            session.stop(error)
            plain_sizes(shell.user_ns)
        self._present(finished(session, error, keep_error=False), options)
        if error is not None and not options.no_raise:
            raise error
        return plain_size(value)

    def _check_call(self, line: str) -> None:
        options, rest = parse(line)
        if not rest:
            raise UsageError(f"%shapecheck has nothing to check. {LINE_USAGE}")
        from shapeviz.api import check

        target, *inputs = (self._value(word) for word in rest)
        if not callable(target):
            raise UsageError(
                f"{rest[0]} is no model or function but a value of type {type(target).__name__}. {LINE_USAGE}"
            )
        result = check(target, *inputs, meta=options.meta)
        error = result.error
        self._present(result, options)
        if error is not None and not options.no_raise:
            raise error

    def _value(self, word: str) -> Any:
        namespace: dict[str, Any] = self.shell.user_ns  # pyright: ignore
        try:
            return eval(word, namespace)
        except NameError:
            close = difflib.get_close_matches(
                word, [name for name in namespace if not name.startswith("_")], n=1
            )
            hint = f"Did you mean {close[0]}?" if close else LINE_USAGE
            raise UsageError(f"There is no variable {word}. {hint}") from None
        except SyntaxError:
            raise UsageError(f"{word!r} cannot be read. {LINE_USAGE}") from None

    def _present(self, check: Any, options: Any) -> None:
        """Show and save. A fault of our own is told in one line; the cell's own result stands."""
        try:
            from shapeviz.notebook.output import show

            if check.fault is not None:
                print(FAULT.format(fault=f"{type(check.fault).__name__}: {check.fault}"))
                return
            show(check, in_notebook=hasattr(self.shell, "kernel"), depth=options.depth)
            for path in options.save:
                check.save(path, depth=options.depth)
        except Exception as fault:
            print(FAULT.format(fault=f"{type(fault).__name__}: {fault}"), file=sys.stderr)


def plain_size(value: Any) -> Any:
    """A plain `int` for a size that the recorder handed out; a shape of such sizes becomes plain too."""
    from shapeviz.shapes.size import Size

    if type(value) is Size:
        return int(value)
    if isinstance(value, tuple) and any(type(item) is Size for item in value):
        plain = [plain_size(item) for item in value]
        return type(value)(*plain) if hasattr(value, "_fields") else type(value)(plain)
    if type(value) is list and any(type(item) is Size for item in value):
        value[:] = [plain_size(item) for item in value]
    return value


def plain_sizes(namespace: dict[str, Any]) -> None:
    """The user's variables are as they would be without the magic: sizes are plain numbers again."""
    for name, value in list(namespace.items()):
        plain = plain_size(value)
        if plain is not value:
            namespace[name] = plain


def complete(_: Any, event: Any) -> list[str]:
    """The options, while the magic's own line is being written."""
    return [*option_names(), "model"] if event.line.startswith("%shapecheck ") else option_names()


def register(shell: Any) -> None:
    """Add the magics and their completion to this shell."""
    ShapeMagics.shapecheck.__doc__ = f"{SUMMARY}\n\nOptions:\n{help_text()}\n"
    shell.register_magics(ShapeMagics)
    for key in ("%%shapecheck", "%shapecheck"):
        shell.set_hook("complete_command", complete, str_key=key)


def unregister(shell: Any) -> None:
    """Take the magics away."""
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("shapecheck", None)


SUMMARY = """Run the cell as always, and show the shapes of its tensors as a graph, above the traceback if it fails.

    %%shapecheck [options]
    the cell's code

    %shapecheck [options] model x

The cell behaves as it does without the magic: output, variables, last value, exception. A call whose shapes
do not fit is drawn red, with what it expects and what it gets. As a line magic it calls a model (or any
function) with the inputs given; a shape such as (1,3,224,224) stands for a tensor of that shape."""
