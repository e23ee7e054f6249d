"""One recording with several members: who owns what, who is told to look away, and when there were enough calls."""

from __future__ import annotations

from typing import Any

import pytest

from shapeviz.tracing.records import Spec
from shapeviz.tracing.watch import Exhausted, Watch


class Number:
    """A member whose tensors are the values of one type."""

    def __init__(self, kind: type) -> None:
        self.kind = kind
        self.listening = True

    def owns(self, tensor: Any) -> bool:
        return isinstance(tensor, self.kind)

    def spec_of(self, tensor: Any) -> Spec:
        return Spec((len(tensor),), self.kind.__name__, "cpu")

    def pause(self) -> bool:
        before, self.listening = self.listening, False
        return before

    def resume(self, before: bool) -> None:
        self.listening = before


@pytest.fixture
def watch() -> Any:
    made: Any = Watch(None, [])
    made.members += [Number(bytes), Number(bytearray)]
    return made


def test_a_value_is_a_tensor_if_a_member_owns_it(watch) -> None:
    assert watch.is_tensor(b"ab") and watch.is_tensor(bytearray(3))
    assert not watch.is_tensor(3) and not watch.is_tensor("ab")


def test_each_tensor_is_told_of_by_its_owner(watch) -> None:
    assert watch.owner(bytearray(3)) is watch.members[1]
    assert watch.spec_of(bytearray(3)) == Spec((3,), "bytearray", "cpu")


def test_what_nobody_owns_is_asked_of_the_first_member(watch) -> None:
    assert watch.owner(3) is watch.members[0]


def test_the_operands_of_a_call_are_those_of_every_member_with_their_places(watch) -> None:
    found = watch.operands((b"a", [1, bytearray(2)]), {"mask": b"abc"})
    assert [(place, part, spec.shape) for place, part, _, spec in found] == [
        (0, "", (1,)),
        (1, "[1]", (2,)),
        ("mask", "", (3,)),
    ]


def test_all_members_but_one_look_away_and_then_do_as_before(watch) -> None:
    first, second = watch.members
    paused = watch.pause(but=second)
    assert (first.listening, second.listening) == (False, True)
    watch.resume(paused)
    assert first.listening


def test_a_member_that_was_looking_away_already_still_does_afterwards(watch) -> None:
    first, _ = watch.members
    first.listening = False
    watch.resume(watch.pause())
    assert not first.listening


def test_there_are_no_more_calls_than_may_be_made(watch) -> None:
    watch.limit(2)
    watch.count()
    watch.count()
    with pytest.raises(Exhausted):
        watch.count()


def test_without_a_limit_any_number_of_calls_may_be_made(watch) -> None:
    for _ in range(1000):
        watch.count()
