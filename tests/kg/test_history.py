"""What happened to a thing, version by version."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import PartChanged
from kg.history import Histories, Revision
from kg.names import DATA_GRAPH, DCT
from kg.versions import VersionStore
from tests.kg.conftest import EX, Turtle

COMMON = """
    ex:vision a styr:Vision ; dct:title "Visionen"@sv .
    ex:trygg a styr:Strategy ; dct:title "Trygg"@sv ; styr:towards ex:vision .
    ex:program a styr:DevelopmentProgramme ; dct:title "Program"@sv ; styr:programmeOf ex:trygg .
    ex:skola a styr:FocusArea ; dct:title "Skola"@sv ; styr:focusAreaOf ex:program .
    ex:familj a styr:FocusArea ; dct:title "Familj"@sv ; styr:focusAreaOf ex:program .
"""
LAXHJALP = """ex:a a styr:Activity ; dct:title "Läxhjälp"@sv ; styr:inFocusArea ex:skola ;
    styr:status status:%s ."""
MOVED = (LAXHJALP % "ongoing").replace("ex:skola", "ex:familj")
MEASURED = """ex:i a styr:Indicator ; dct:title "Besök"@sv ; styr:indicatorOf ex:skola ;
    styr:baseline [ a styr:IndicatorValue ; styr:value 10.0 ; styr:year "2024"^^xsd:gYear ] ;
    styr:target ex:mal .
    ex:mal a styr:IndicatorValue ; styr:value %s ; styr:year "2030"^^xsd:gYear ."""


def published(folder: Path, turtle: Turtle, *texts: str) -> VersionStore:
    store = VersionStore(folder)
    for number, text in enumerate(texts, start=1):
        store.publish(
            turtle(COMMON + text),
            publisher="Anna",
            note=f"version {number}",
            report={},
            moment=datetime(2026, number, 1, tzinfo=UTC),
        )
    return store


def told(revisions: tuple[Revision, ...]) -> list[tuple[int, str, list[str]]]:
    return [
        (each.version.number, each.happened, [change.sentence("sv") for change in each.changes])
        for each in revisions
    ]


def test_a_thing_comes_changes_moves_and_goes(tmp_path: Path, turtle: Turtle) -> None:
    store = published(
        tmp_path, turtle, "", LAXHJALP % "planned", LAXHJALP % "ongoing", LAXHJALP % "ongoing",
        MOVED, "",
    )  # fmt: skip
    assert told(Histories(store).of(NamedNode(EX + "a"))) == [
        (6, "removed", []),
        (
            5,
            "changed",
            ["Aktiviteten ”Läxhjälp” flyttades från insatsområdet ”Skola” till ”Familj”"],
        ),
        (3, "changed", ["Aktiviteten ”Läxhjälp”: status ändrades från ”Planerad” till ”Pågående”"]),
        (2, "added", []),
    ]


def test_values_that_hang_on_an_indicator_are_its_own(tmp_path: Path, turtle: Turtle) -> None:
    store = published(tmp_path, turtle, MEASURED % "20.0", MEASURED % "20.0", MEASURED % "25.0")
    [changed, added] = Histories(store).of(NamedNode(EX + "i"))
    assert (changed.version.number, added.version.number) == (3, 1)
    assert [change.sentence("sv") for change in changed.changes] == [
        "Indikatorn ”Besök”: slutgiltigt målvärde ändrades från 20 (2030) till 25 (2030)"
    ]


def test_a_new_version_is_seen(tmp_path: Path, turtle: Turtle) -> None:
    store = published(tmp_path, turtle, LAXHJALP % "planned")
    histories = Histories(store)
    assert [r.version.number for r in histories.of(NamedNode(EX + "a"))] == [1]
    store.publish(turtle(COMMON), publisher="Anna", note="", report={})
    assert [r.version.number for r in histories.of(NamedNode(EX + "a"))] == [2, 1]


def test_what_never_was_has_no_history(tmp_path: Path, turtle: Turtle) -> None:
    histories = Histories(published(tmp_path, turtle, ""))
    assert histories.of(NamedNode(EX + "finns-inte")) == ()
    assert histories.of(NamedNode("a:a")) == histories.of(NamedNode("z:z")) == ()


def test_nothing_published_is_no_history(tmp_path: Path) -> None:
    assert Histories(VersionStore(tmp_path)).of(NamedNode(EX + "a")) == ()


def test_a_damaged_version_is_told(tmp_path: Path, turtle: Turtle) -> None:
    store = published(tmp_path, turtle, LAXHJALP % "planned")
    path = store.path(1, "data.nq")
    path.write_bytes(path.read_bytes().replace(b"planned", b"ongoing"))
    with pytest.raises(PartChanged):
        Histories(store).of(NamedNode(EX + "a"))


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"))),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from("abcde"),
)
def test_every_change_and_no_other_is_found(
    tmp_path_factory: pytest.TempPathFactory, versions: list[set[tuple[str, str]]], name: str
) -> None:
    store = VersionStore(tmp_path_factory.mktemp("versions"))
    for said in versions:
        quads = [
            Quad(NamedNode(EX + s), DCT.title, Literal(o, language="sv"), DATA_GRAPH)
            for s, o in said
        ]
        store.publish(quads, publisher="", note="", report={})
    about = [{o for s, o in said if s == name} for said in [set(), *versions]]
    changed = [n for n in range(1, len(about)) if about[n] != about[n - 1]]
    found = Histories(store).of(NamedNode(EX + name))
    assert [revision.version.number for revision in found] == changed[::-1]
