"""The texts of exceptions as a person reads them."""

from __future__ import annotations

from shapeviz.diagnosis.error_texts import LONGEST_TEXT, plain_text, raised_because_of

GRAPH = """Graph execution error:

Detected at node sub defined at (most recent call last):
  File "<stdin>", line 1, in <module>

  File "/lib/keras/src/trainers/trainer.py", line 100, in fit

Incompatible shapes: [20] vs. [20,3]
\t [[{{node sub}}]] [Op:__inference_one_step_on_iterator_558]"""


def test_a_text_has_no_colours_and_no_arguments_which_the_graph_shows() -> None:
    text = (
        "Exception encountered when calling Net.call().\n\n\x1b[1mInput 0 is incompatible.\x1b[0m\n\n"
        "Arguments received by Net.call():\n  • x=[[1. 1.]\n [1. 1.]]"
    )
    assert plain_text(text) == "Exception encountered when calling Net.call().\n\nInput 0 is incompatible."


def test_inner_names_of_a_call_are_left_out() -> None:
    text = "{{function_node __wrapped__Reshape_device_/job:localhost/device:CPU:0}} Input to reshape has 8 values"
    assert plain_text(text) == "Input to reshape has 8 values"


def test_of_an_error_in_a_function_built_beforehand_the_reason_remains() -> None:
    assert plain_text(GRAPH) == "Incompatible shapes: [20] vs. [20,3]"


def test_a_very_long_text_is_cut() -> None:
    assert plain_text("1.0 " * 1000) == f"{('1.0 ' * 1000)[:LONGEST_TEXT]} …"


def test_an_exception_is_followed_to_those_because_of_which_it_was_raised() -> None:
    try:
        try:
            raise KeyError("first")
        except KeyError:
            raise ValueError("second") from None
    except ValueError as error:
        assert [str(link) for link in raised_because_of(error)] == ["second", "'first'"]
