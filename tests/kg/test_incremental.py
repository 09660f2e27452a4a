"""Validation that follows edits gives what full validation gives, and looks at little."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import incremental, quick
from kg.affected import Affected, path_of
from kg.incremental import LiveValidator
from kg.names import DCT, ORG, RDF, RDFS, SKOS, STYR, XSD
from kg.rdf import read_file
from kg.shacl import Reference
from kg.shapes import shipped
from kg.validation import working_store

RULES = Path(__file__).parent.parent / "ontology" / "rules"
BASE = [ox.Quad(*quad.triple) for quad in read_file(RULES / "base.ttl")]
EX = "https://example.org/kommun/"
THINGS = sorted({q.subject for q in BASE}, key=str)
LITERALS = (
    ox.Literal("Trygghet genom hela livet", language="sv"),
    ox.Literal("Another", language="en"),
    ox.Literal("2024", datatype=XSD.gYear),
    ox.Literal("2099", datatype=XSD.gYear),
    ox.Literal("1999-01-01", datatype=XSD.date),
    ox.Literal("2999-01-01", datatype=XSD.date),
    ox.Literal("12.5", datatype=XSD.decimal),
    ox.Literal("rubbish"),
)
PREDICATES = sorted({q.predicate for q in BASE} | {STYR.titl, SKOS.broader, STYR.outcome}, key=str)
CLASSES = sorted({q.object for q in BASE if q.predicate == RDF.type} | {STYR.Activty}, key=str)


def everything(quads: set[ox.Quad]) -> set[object]:
    return set(quick.find(shipped(), working_store(quads)))


def edit(rng: random.Random, quads: set[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """What a strategist, or a spreadsheet gone wrong, could do in one go."""
    here = sorted(quads, key=str)
    kind = rng.choice(["remove", "add", "both", "delete thing", "retarget", "rename"])
    removed: list[ox.Quad] = []
    added: list[ox.Quad] = []
    if kind in ("remove", "both"):
        removed = rng.sample(here, rng.randint(1, 4))
    if kind in ("add", "both"):
        added = [statement(rng) for _ in range(rng.randint(1, 4))]
    if kind == "delete thing":
        thing = rng.choice(THINGS)
        removed = [q for q in here if q.subject == thing]
    if kind == "retarget":
        links = [q for q in here if isinstance(q.object, ox.NamedNode)]
        quad = rng.choice(links)
        removed = [quad]
        added = [ox.Quad(quad.subject, quad.predicate, rng.choice(THINGS))]
    if kind == "rename":
        old, new = rng.choice(THINGS), ox.NamedNode(EX + f"ny-{rng.randint(0, 3)}")
        removed = [q for q in here if old in (q.subject, q.object)]
        swap = {old: new}
        added = [
            ox.Quad(swap.get(q.subject, q.subject), q.predicate, swap.get(q.object, q.object))
            for q in removed
        ]
    return removed, added


def statement(rng: random.Random) -> ox.Quad:
    predicate = rng.choice(PREDICATES)
    if predicate == RDF.type:
        return ox.Quad(rng.choice(THINGS), predicate, rng.choice(CLASSES))
    return ox.Quad(rng.choice(THINGS), predicate, rng.choice([*THINGS, *LITERALS]))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_after_any_edits_the_findings_are_those_of_full_validation(rng: random.Random) -> None:
    quads = set(BASE)
    live = LiveValidator(quads)
    for _ in range(6):
        removed, added = edit(rng, quads)
        before = live.findings
        change = live.apply(removed, added)
        quads = (quads - set(removed)) | set(added)
        expected = everything(quads)
        assert live.findings == expected, (removed, added)
        assert {f.sort_key for f in change.broke.findings} == {
            f.sort_key for f in expected - before
        }
        assert set(change.mended.findings) == before - expected


def test_the_reference_engine_agrees_after_a_series_of_edits() -> None:
    rng, quads = random.Random(7), set(BASE)
    live = LiveValidator(quads)
    for _ in range(12):
        removed, added = edit(rng, quads)
        live.apply(removed, added)
        quads = (quads - set(removed)) | set(added)
    assert live.findings == Reference(shipped()).find(working_store(quads))
    assert live.findings


def test_an_edit_is_told_with_titles_and_undone_it_is_mended() -> None:
    live = LiveValidator(BASE)
    status = [q for q in BASE if q.predicate == STYR.status][:1]
    change = live.apply(status, [])
    assert [(r.rule, r.focus.iri) for r in change.broke.results] == [
        ("R21", status[0].subject.value)
    ]
    assert change.mended.results == ()
    assert [r.rule for r in live.report().results] == ["R21"]
    back = live.apply([], status)
    assert (back.broke.results, [r.rule for r in back.mended.results]) == ((), ["R21"])
    assert live.report().results == ()


def test_far_away_things_are_looked_at_again() -> None:
    """The group's link is four steps from the activities that it makes wrong."""
    live = LiveValidator(BASE)
    link = [q for q in BASE if q.predicate == ORG.subOrganizationOf]
    change = live.apply(link, [])
    assert {"R21"} == {r.rule for r in change.broke.results}


def test_looks_at_as_little_whatever_the_size_of_the_graph() -> None:
    status = [q for q in BASE if q.predicate == STYR.status][:1]
    small = LiveValidator(BASE).apply(status, []).checked
    copies = [copied(quad, number) for number in range(20) for quad in BASE]
    assert LiveValidator([*BASE, *copies]).apply(status, []).checked == small


def copied(quad: ox.Quad, number: int) -> ox.Quad:
    def other(term: object) -> object:
        if isinstance(term, ox.NamedNode) and term.value.startswith(EX):
            return ox.NamedNode(f"{EX}{number}/{term.value.removeprefix(EX)}")
        return term

    return ox.Quad(other(quad.subject), quad.predicate, other(quad.object))


def test_what_the_ontology_says_cannot_be_removed_with_a_draft() -> None:
    live = LiveValidator(BASE)
    said = ox.Quad(STYR.Unit, RDFS.subClassOf, ORG.Organization)
    live.apply([said], [])
    assert live.findings == everything(set(BASE))


def test_a_class_of_their_own_makes_everything_checked_again() -> None:
    live = LiveValidator(BASE)
    own = ox.NamedNode(EX + "Skola")
    school = ox.NamedNode(EX + "skola")
    added = [
        ox.Quad(own, RDFS.subClassOf, STYR.Unit),
        ox.Quad(school, RDF.type, own),
        ox.Quad(school, DCT.description, ox.Literal("Utan titel", language="sv")),
    ]
    live.apply([], added)
    assert live.findings == everything({*BASE, *added})
    assert any(f.focus == school for f in live.findings)


def test_a_new_day_makes_everything_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    live = LiveValidator(BASE)
    monkeypatch.setattr(incremental, "_today", lambda: None)
    status = [q for q in BASE if q.predicate == STYR.status][:1]
    assert [r.rule for r in live.apply(status, []).broke.results] == ["R21"]


def test_every_sparql_constraint_states_what_it_reads_or_reads_all_of_the_focus_node() -> None:
    affected = Affected(shipped())
    assert {shape.split("#")[1] for shape in affected.any_predicate} == {"R27-DeclaredTerms"}


def test_a_node_is_no_property_path() -> None:
    import rdflib

    with pytest.raises(ValueError, match="no property path"):
        path_of(rdflib.Graph(), rdflib.BNode())
