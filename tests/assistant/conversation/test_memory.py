"""What is remembered of conversations, for how long, and how much of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from assistant.conversation import Conversation, Conversations, Exchange
from assistant.conversation.memory import LONGEST_ID
from assistant.errors import ConversationTooLong
from kg.graph import GovernanceGraph
from kg.names import STYR

ONE, TWO = NamedNode("https://example.org/1"), NamedNode("https://example.org/2")


def said(text: str, **more: object) -> Exchange:
    return Exchange(text, text, "sv", "answered", **more)  # type: ignore[arg-type]


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def texts(conversation: Conversation) -> list[str]:
    return [exchange.said for exchange in conversation.exchanges]


def test_it_is_forgotten_when_its_time_is_up_and_each_turn_gives_more_time() -> None:
    clock = Clock()
    kept = Conversations(10, 5, 5, clock)
    kept.add("a", said("ett"), None)
    clock.now = 599
    kept.add("a", said("två"), None)
    clock.now = 1198
    assert texts(kept.of("a")) == ["ett", "två"]
    clock.now = 1199
    assert (kept.of("a"), len(kept)) == (Conversation(), 0)


def test_only_the_last_turns_and_the_last_unit_are_kept() -> None:
    kept = Conversations(10, 5, 2)
    for text, unit in (("ett", ONE), ("två", TWO), ("tre", None)):
        kept.add("a", said(text), unit)
    assert (texts(kept.of("a")), kept.of("a").unit) == (["två", "tre"], TWO)


def test_nothing_is_remembered_where_the_setting_is_nought() -> None:
    kept = Conversations(0, 5, 5)
    kept.add("a", said("ett"), ONE)
    assert (kept.on, kept.named(None), kept.of("a"), len(kept)) == (False, None, Conversation(), 0)


def test_a_conversation_is_forgotten_on_request() -> None:
    kept = Conversations(10, 5, 5)
    kept.add("a", said("ett"), None)
    kept.add("b", said("ett"), None)
    kept.end("a")
    kept.end("c")
    assert (texts(kept.of("a")), texts(kept.of("b"))) == ([], ["ett"])


def test_ids_that_are_made_here_cannot_be_guessed_and_given_ones_are_kept() -> None:
    kept = Conversations(10, 5, 5)
    made = {kept.named(None) for _ in range(100)}
    assert len(made) == 100
    assert min(len(name or "") for name in made) >= 24
    assert kept.named("mitt") == "mitt"


def test_an_id_may_not_be_endless() -> None:
    kept = Conversations(10, 5, 5)
    assert kept.named("x" * LONGEST_ID) == "x" * LONGEST_ID
    with pytest.raises(ConversationTooLong):
        kept.named("x" * (LONGEST_ID + 1))


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 400)), max_size=60),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_never_more_nor_longer_than_the_settings_say(
    events: list[tuple[str, int]], most: int, turns: int
) -> None:
    clock = Clock()
    kept = Conversations(10, most, turns, clock)
    last: dict[str, float] = {}
    for name, passed in events:
        clock.now += passed
        kept.add(name, said(f"{clock.now}"), None)
        last[name] = clock.now
        newest = sorted(last, key=lambda each: -last[each])[:most]
        assert len(kept) <= most
        for each in "abcdef":
            found = kept.of(each)
            assert len(found.exchanges) <= turns
            alive = each in last and clock.now - last[each] < 600
            assert bool(found.exchanges) <= alive
            if alive and list(last.values()).count(last[each]) == 1 and each in newest[:1]:
                assert found.last == said(f"{last[each]}")


def test_many_threads_lose_nothing() -> None:
    kept = Conversations(10, 100, 50)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: kept.add(f"{n % 10}", said(f"{n}"), None), range(400)))
    found = [int(text) for name in range(10) for text in texts(kept.of(f"{name}"))]
    assert sorted(found) == list(range(400))


def test_what_a_new_version_lacks_is_dropped(example: GovernanceGraph) -> None:
    strategy, vision = example.instances(STYR.Strategy)[0], example.instances(STYR.Vision)[0]
    kept = said("ett", about=strategy, path=(strategy, ONE, vision), offered=(ONE, vision))
    before = Conversation((kept,), ONE)
    left = said("ett", about=strategy, path=(strategy, vision), offered=(vision,))
    assert before.alive(example) == Conversation((left,), None)


def test_nothing_stands_in_for_what_was_talked_about(example: GovernanceGraph) -> None:
    strategy = example.instances(STYR.Strategy)[0]
    before = Conversation((said("ett", about=ONE, path=(ONE, strategy), cited=(ONE, strategy)),))
    assert before.alive(example) == Conversation((said("ett", cited=(strategy,)),))


def test_the_thread_goes_back_to_what_was_begun_anew() -> None:
    first = said("ett", about=ONE)
    second = said("två", about=TWO)
    third = said("tre", cited=(ONE,), carried=True)
    empty = said("hej")
    talk = Conversation((first, second, third, empty))
    assert talk.thread == (third, second)
    assert talk.last == empty


def test_the_same_said_again_is_understood_after_what_came_before_it() -> None:
    talk = Conversation((said("ett"), said("två"), said("två")))
    assert texts(talk.before("två")) == ["ett"]
    assert texts(talk.before("ett")) == ["ett", "två", "två"]
