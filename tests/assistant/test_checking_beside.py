"""What publishing something would break and mend, on the smallest whole municipality."""

from pathlib import Path

import pytest

from assistant.checking_beside import Beside, check_beside
from assistant.errors import SourcesEmpty
from ingest.source import Source
from tests.ontology.conftest import EX, RULES, example

PREFIXES = f"""@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <{EX}> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
"""


def beside(text: str, *published: str) -> Beside:
    """``text`` beside the base municipality changed by cases (``R22/bad-nowhere``)."""
    quads = list(example(*(RULES / f"{each}.trig" for each in published)))
    return check_beside([Source("x.ttl", text.encode())], quads, seconds=60, megabytes=1000)


def told(found: Beside) -> tuple[bool, list[str], list[str], list[str]]:
    new, mended = ([result.rule for result in some] for some in (found.new, found.mended))
    return found.whole, new, mended, found.diff.sentences("sv")


def test_the_same_changes_nothing() -> None:
    text = Path(RULES / "base.ttl").read_text("utf-8")
    assert told(beside(text)) == (True, [], [], [])


def test_a_whole_system_stands_in_place_of_what_is_published() -> None:
    found = beside(Path(RULES / "base.ttl").read_text("utf-8"), "R22/bad-nowhere")
    assert told(found)[:3] == (True, [], ["R22"])
    assert found.diff.things("moved", "changed") == 1


def test_a_part_is_put_in_place_of_what_is_said_of_its_things() -> None:
    mending = f"""{PREFIXES} ex:aktivitet-2 a styr:Activity ; dct:title "Kvällsöppet bibliotek"@sv ;
        styr:inFocusArea ex:insats ; styr:responsible ex:enhet ; dct:source ex:stycke ;
        styr:status <https://w3id.org/styrkompass/concept/status/planned> ."""
    found = beside(mending, "R22/bad-nowhere")
    assert told(found)[:3] == (False, [], ["R22"])
    # alone it points at what is not there, which is nothing to mend in what is published
    assert {result.rule for result in found.checked.report.results} >= {"R28"}
    assert found.diff.things("removed", "added") == 0


def test_a_breach_that_was_there_before_is_not_new() -> None:
    more = f'{PREFIXES} ex:enhet dct:description "Öppet till åtta"@sv .'
    found = beside(more, "R22/bad-nowhere")
    assert told(found)[:3] == (False, [], [])


def test_what_says_nothing_is_refused() -> None:
    with pytest.raises(SourcesEmpty):
        beside("# ingenting")
