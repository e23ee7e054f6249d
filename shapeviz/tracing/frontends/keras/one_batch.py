"""Training as one batch: all others have the same shapes, and on some backends nobody hears of them."""

from __future__ import annotations

from shapeviz.tracing.forest import walk
from shapeviz.tracing.frontends.keras.subjects import BATCH, Training
from shapeviz.tracing.records import Record


def count_for_one_batch(training: Record) -> None:
    """Let each call inside of training be counted as often as one batch makes it.

    A layer that a model calls three times stays at three, however many epochs there were.
    """
    batches = _batches(training)
    for child in training.children:
        rounds = child.repeats if isinstance(child.subject, Training) else batches
        for record in walk(child):
            record.repeats = max(1, round(record.repeats * training.repeats / rounds))


def _batches(training: Record) -> int:
    """How many batches were heard of: a batch of the data is made once for each; without any, a model is called."""
    made = [child.repeats for child in training.children if child.subject is BATCH]
    called = [child.repeats for child in training.children if not isinstance(child.subject, Training)]
    return (made or called or [1])[0]
