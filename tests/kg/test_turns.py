"""Turns: how many at a time, in which order, and that none is ever lost."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import Busy
from kg.turns import RETRY, Turns

LONG = 60.0


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def settle() -> None:
    """Let everything that can go on go on."""
    for _ in range(5):
        await asyncio.sleep(0)


class Crowd:
    """Users who wait for turns; ``let_in`` are those who were, in order."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.let_in: list[str] = []
        self.refused: list[str] = []
        self.holding: list[str] = []
        self.tasks: list[tuple[str, asyncio.Task[None]]] = []

    async def _come(self, user: str) -> None:
        try:
            await self.turns.take(user)
        except Busy:
            self.refused.append(user)
            return
        self.let_in.append(user)
        self.holding.append(user)

    async def come(self, *users: str) -> None:
        for user in users:
            self.tasks.append((user, asyncio.create_task(self._come(user))))
            await settle()

    async def go(self, *users: str) -> None:
        for user in users:
            self.holding.remove(user)
            self.turns.give_back(user)
            await settle()

    def waiting(self) -> Counter[str]:
        return Counter(user for user, task in self.tasks if not task.done())

    async def end(self) -> None:
        for _, task in self.tasks:
            task.cancel()
        await asyncio.gather(*(task for _, task in self.tasks), return_exceptions=True)
        while self.holding:
            await self.go(self.holding[0])


def test_a_turn_is_held_and_given_back() -> None:
    async def work() -> None:
        turns = Turns(at_once=2, waiting=0, seconds=LONG)
        async with turns.turn("a"):
            assert (turns.running, turns.waiting) == (1, 0)
        assert (turns.running, turns.waiting) == (0, 0)
        with suppress(KeyError):
            async with turns.turn("a"):
                raise KeyError
        assert turns.running == 0

    run(work())


@pytest.mark.parametrize(("at_once", "each"), [(1, 1), (2, 1), (3, 2), (8, 7)])
def test_one_user_has_all_places_but_one(at_once: int, each: int) -> None:
    async def work() -> None:
        crowd = Crowd(Turns(at_once, waiting=100, seconds=LONG))
        await crowd.come(*"a" * (at_once + 5))
        assert crowd.let_in == ["a"] * each
        await crowd.come("b")
        assert crowd.let_in == ["a"] * each + ["b"] * (at_once > 1)
        await crowd.end()

    run(work())


def test_ten_of_one_do_not_delay_the_first_of_another() -> None:
    async def work() -> None:
        crowd = Crowd(Turns(at_once=2, waiting=100, seconds=LONG))
        await crowd.come(*"aaaaaaaaaa", "b", "c", "d")
        assert crowd.let_in == ["a", "b"]
        await crowd.go("b", "a", "c", "d", "a", "a")
        assert crowd.let_in == ["a", "b", "c", "a", "d", "a", "a", "a"][: len(crowd.let_in)]
        assert set(crowd.let_in) == {"a", "b", "c", "d"}
        await crowd.end()

    run(work())


def test_those_who_wait_are_let_in_by_turns() -> None:
    async def work() -> None:
        crowd = Crowd(Turns(at_once=1, waiting=100, seconds=LONG))
        await crowd.come("x", *"aaa", *"bbb", "c")
        for _ in range(7):
            await crowd.go(crowd.holding[0])
        assert crowd.let_in == ["x", "a", "b", "c", "a", "b", "a", "b"]
        await crowd.end()

    run(work())


def test_half_of_the_queue_is_the_most_for_one() -> None:
    async def work() -> None:
        crowd = Crowd(Turns(at_once=1, waiting=4, seconds=LONG))
        await crowd.come("x", *"aaaa", *"bbb")
        assert crowd.refused == ["a", "a", "b"]
        assert crowd.waiting() == {"a": 2, "b": 2}
        await crowd.come("c")
        assert crowd.refused == ["a", "a", "b", "c"]
        await crowd.end()

    run(work())


@pytest.mark.parametrize("waiting", [0, 1, 2])
def test_a_free_place_is_given_however_many_wait(waiting: int) -> None:
    """Who waits is at the most that one may have, and does not keep another out."""

    async def work() -> None:
        crowd = Crowd(Turns(at_once=2, waiting=waiting, seconds=LONG))
        await crowd.come("a", "a", "a", "b")
        assert crowd.let_in == ["a", "b"]
        await crowd.end()

    run(work())


def test_nobody_may_wait() -> None:
    async def work() -> None:
        turns = Turns(at_once=1, waiting=0, seconds=LONG)
        await turns.take("a")
        with pytest.raises(Busy) as raised:
            await turns.take("b")
        assert raised.value.params == {"seconds": RETRY}
        assert (turns.running, turns.waiting) == (1, 0)
        turns.give_back("a")
        await turns.take("b")

    run(work())


def test_who_waits_too_long_is_refused_and_leaves() -> None:
    async def work() -> None:
        turns = Turns(at_once=1, waiting=5, seconds=0.01)
        await turns.take("a")
        with pytest.raises(Busy):
            await turns.take("b")
        assert (turns.running, turns.waiting) == (1, 0)
        turns.give_back("a")
        assert turns.running == 0

    run(work())


def test_who_gives_up_leaves_the_queue() -> None:
    async def work() -> None:
        crowd = Crowd(Turns(at_once=1, waiting=5, seconds=LONG))
        await crowd.come("a", "b", "c")
        crowd.tasks[1][1].cancel()
        await settle()
        assert crowd.turns.waiting == 1
        await crowd.go("a")
        assert crowd.let_in == ["a", "c"]
        await crowd.end()
        assert (crowd.turns.running, crowd.turns.waiting) == (0, 0)

    run(work())


@pytest.mark.parametrize("first", ["give up", "give back"])
def test_who_gives_up_at_the_moment_of_being_let_in_loses_no_turn(first: str) -> None:
    """Both happen before anything else can run."""

    async def work() -> None:
        crowd = Crowd(Turns(at_once=1, waiting=5, seconds=LONG))
        await crowd.come("a", "b", "c")
        crowd.holding.remove("a")
        steps = [lambda: crowd.tasks[1][1].cancel(), lambda: crowd.turns.give_back("a")]
        for step in steps if first == "give up" else reversed(steps):
            step()
        await settle()
        assert crowd.let_in == ["a", "c"]
        assert (crowd.turns.running, crowd.turns.waiting) == (1, 0)
        await crowd.end()
        assert (crowd.turns.running, crowd.turns.waiting) == (0, 0)

    run(work())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["come", "go", "cancel", "cancel and go"]),
        st.sampled_from("abc"),
        st.integers(0, 5),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(at_once=st.integers(1, 4), waiting=st.integers(0, 6), steps=STEPS)
def test_whatever_happens_the_laws_hold(
    at_once: int, waiting: int, steps: list[tuple[str, str, int]]
) -> None:
    """Never too many; nobody waits who could go on; none is lost; nobody is passed over twice."""

    async def work() -> None:
        turns = Turns(at_once, waiting, LONG)
        crowd = Crowd(turns)
        for what, user, place in steps:
            before = len(crowd.let_in)
            waited = crowd.waiting()
            if what == "come":
                await crowd.come(user)
            pending = [task for _, task in crowd.tasks if not task.done()]
            if what.startswith("cancel") and pending:
                pending[place % len(pending)].cancel()
            if what.endswith("go") and crowd.holding:
                leaver = crowd.holding.pop(place % len(crowd.holding))
                turns.give_back(leaver)
            await settle()
            running, queued = Counter(crowd.holding), crowd.waiting()
            assert (turns.running, turns.waiting) == (running.total(), queued.total())
            assert turns.running <= at_once
            assert max(running.values(), default=0) <= turns.each
            assert turns.waiting <= waiting
            assert max(queued.values(), default=0) <= max(1, waiting // 2)
            if turns.running < at_once:
                assert all(running[user] == turns.each for user in queued)
            if what == "come" and len(crowd.let_in) == before and user not in queued:
                assert crowd.refused[-1] == user
            if what != "come":
                assert set(crowd.let_in[before:]) <= set(waited)
        await crowd.end()
        assert (turns.running, turns.waiting) == (0, 0)
        assert not turns._queues

    run(work())


@settings(max_examples=100, deadline=None)
@given(
    at_once=st.integers(1, 3),
    users=st.lists(st.sampled_from("abc"), min_size=4, max_size=20),
    leaving=st.lists(st.integers(0, 3), min_size=30, max_size=30),
)
def test_between_two_turns_of_one_every_other_who_waits_has_one(
    at_once: int, users: list[str], leaving: list[int]
) -> None:
    async def work() -> None:
        crowd = Crowd(Turns(at_once, waiting=100, seconds=LONG))
        await crowd.come(*users)
        at_first = len(crowd.let_in)
        for place in leaving:
            if not crowd.holding:
                break
            waited, before = crowd.waiting(), len(crowd.let_in)
            await crowd.go(crowd.holding[place % len(crowd.holding)])
            let_in = crowd.let_in[before:]
            assert len(let_in) <= 1
            for user in let_in:
                last = _since_last(crowd.let_in[at_first:before], user)
                others = {u for u in waited if u != user and crowd.turns._running[u] == 0}
                if last is not None:
                    assert others <= set(last)
        await crowd.end()

    run(work())


def _since_last(let_in: list[str], user: str) -> list[str] | None:
    """Who was let in since ``user`` was, None if that never happened."""
    if user not in let_in:
        return None
    return let_in[len(let_in) - let_in[::-1].index(user) :]
