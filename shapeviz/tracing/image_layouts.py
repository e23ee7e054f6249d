"""What the axes of an input are where channels come last, unless a layer says otherwise: in Keras and TensorFlow."""

from __future__ import annotations

import re

from shapeviz.graph.model import Node

_SPACE = {1: "L", 2: "HW", 3: "DHW"}
_OF_LAYERS = re.compile(r"\w*?([123])d(?:_transpose)?")
_OF_FUNCTIONS = re.compile(r"\w*?([123])d_channels_last")
_IMAGES = frozenset({"augmented_images", "resized_images", "resize_channels_last"})
_SEQUENCES = frozenset({"sequences", "query"})
_ATTENDED = frozenset({"key", "value"})
_FEATURES_LAST = {1: "F", 2: "NF", 3: "NLF", 4: "NHWF", 5: "NDHWF"}
_BY_RANK = {1: "N", 2: "NF", 3: "NLF", 4: "NHWC", 5: "NDHWC"}


def letters_in_layout(consumer: Node, operand: str, rank: int) -> str | None:
    """The letters of `roles.ROLE_OF_LETTER` for an operand of such a layer or function; None for any other.

    >>> conv = Node("n1", "module", "keras_conv2d", "", "", attributes={"data_format": "channels_last"})
    >>> letters_in_layout(conv, "inputs", 4)
    'NHWC'
    """
    op = consumer.op
    function = _OF_FUNCTIONS.fullmatch(op)
    if operand == "input" and (function is not None or op in _IMAGES):
        return _image(int(function[1]) if function is not None else 2, rank, channels_last=True)
    if operand in _SEQUENCES:
        # A convolution that goes along a sequence is given a sequence of pictures.
        return {3: "NLF", 4: "NLHC", 5: "NLHWC", 6: "NLDHWC"}.get(rank)
    if operand in _ATTENDED and "attention" in op:
        return {3: "NSF"}.get(rank)
    if operand != "inputs":
        return None
    if op == "dense":
        return _FEATURES_LAST.get(rank)
    if op == "keras_embedding":
        return {1: "N", 2: "NL"}.get(rank)
    channels_last = consumer.attributes.get("data_format", "channels_last") != "channels_first"
    layer = _OF_LAYERS.fullmatch(op)
    if layer is not None or op in _IMAGES:
        return _image(int(layer[1]) if layer is not None else 2, rank, channels_last=channels_last)
    return _BY_RANK.get(rank) if channels_last else None


def _image(dimensions: int, rank: int, *, channels_last: bool) -> str | None:
    space = _SPACE[dimensions]
    letters = f"{space}C" if channels_last else f"C{space}"
    return {len(letters): letters, len(letters) + 1: f"N{letters}"}.get(rank)
