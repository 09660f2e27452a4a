"""The health shapes: what is stale or ownerless, as whole results, by both engines.

Years are counted from today's, since the shapes read today's date. A case is the healthy
municipality with some texts replaced.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg import quick
from kg.names import ONTOLOGY_DIR, PREFIXES, SH, STYR
from kg.shacl import Reference
from kg.shapes import Shapes, shape_files, shipped, uri
from kg.validation import choose_shapes, validate, working_store
from tests.ontology.conftest import EX

HEALTH = ONTOLOGY_DIR / "health"
TODAY = datetime.now(UTC).date()
YEAR = TODAY.year
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
BASE = Path(__file__).parent / "base.ttl"
HEALTHY = (
    BASE.read_text(encoding="utf-8")
    .replace("TWO-YEARS-AGO", str(YEAR - 2))
    .replace("LONG-AGO", str(YEAR - 9))
    .replace("TODAY", str(TODAY))
)
Row = tuple[str, str, str, str | None, str | None, str]
OUTCOME = f'styr:year "{YEAR - 2}"^^xsd:gYear'
BASELINE = f'styr:year "{YEAR - 9}"^^xsd:gYear'
FOLLOWED = f'dct:date "{TODAY}"^^xsd:date'
NO_OUTCOME = (
    f"Indikatorn har inget utfall för {YEAR - 2} eller senare. "
    "Lägg till det senaste med styr:outcome."
)
NOT_FOLLOWED = (
    f"Aktiviteten pågår men är inte uppföljd under {YEAR}. "
    "Skriv en uppföljning som pekar på den med styr:followsUp."
)
NOT_FOLLOWED_PROGRAMME = (
    f"Utvecklingsprogrammet gäller men är inte uppföljt under {YEAR}. "
    "Skriv en uppföljning som pekar på det med styr:followsUp."
)
NO_OWNER = "Ingen ansvarig organisation är angiven. Ange den med styr:responsible."
STALE_OUTCOME: Row = (
    "H01-OutcomeInTwoYears", "indikator", "SPARQL", "styr:outcome", None, NO_OUTCOME,
)  # fmt: skip
PAST_END: Row = (
    "H02-OngoingPastEnd",
    "aktivitet",
    "SPARQL",
    "styr:validTo",
    str(YESTERDAY),
    f"Aktiviteten skulle ha slutat {YESTERDAY} men står som pågående. "
    "Byt status, eller flytta fram slutdatumet.",
)
UNFOLLOWED: Row = ("H03-ActivityFollowedUp", "aktivitet", "SPARQL", None, None, NOT_FOLLOWED)
UNFOLLOWED_PROGRAMME: Row = (
    "H03-ProgrammeFollowedUp", "program", "SPARQL", None, None, NOT_FOLLOWED_PROGRAMME,
)  # fmt: skip
EXPIRED: Row = (
    "H04-ProgrammePastValidity",
    "program",
    "SPARQL",
    "styr:validTo",
    str(YESTERDAY),
    f"Utvecklingsprogrammet gällde till {YESTERDAY}. Förläng det, eller ersätt det med ett nytt.",
)
ALONE: Row = (
    "H05-UnitHasSupport",
    "enhet",
    "Or",
    None,
    None,
    "Enheten eller bolaget ansvarar inte för någon aktivitet och stödjer ingen strategi. "
    "Koppla den till en aktivitet eller en strategi.",
)
OWNED = "styr:responsible ex:forvaltning"


def ownerless(thing: str) -> Row:
    return ("H06-HasResponsible", thing, "MinCount", "styr:responsible", None, NO_OWNER)


def ending(thing: str, day: object) -> tuple[str, str]:
    """The replacement that gives ``thing`` an end."""
    return f"ex:{thing} a ", f'ex:{thing} styr:validTo "{day}"^^xsd:date ; a '


CASES: dict[str, tuple[list[tuple[str, str]], list[Row]]] = {
    "good": ([], []),
    "bad-outcome-too-old": ([(OUTCOME, OUTCOME.replace(str(YEAR - 2), str(YEAR - 3)))],
                            [STALE_OUTCOME]),
    "bad-no-outcome": ([("styr:outcome ex:utfall ;", "")], [STALE_OUTCOME]),
    "bad-outcome-year-as-text": ([(OUTCOME, f'styr:year "{YEAR}"')], [STALE_OUTCOME]),
    "good-new-indicator": ([("styr:outcome ex:utfall ;", ""),
                            (BASELINE, BASELINE.replace(str(YEAR - 9), str(YEAR - 1)))], []),
    "bad-not-so-new-indicator": ([("styr:outcome ex:utfall ;", ""),
                                  (BASELINE, BASELINE.replace(str(YEAR - 9), str(YEAR - 2)))],
                                 [STALE_OUTCOME]),
    "bad-ongoing-past-end": ([ending("aktivitet", YESTERDAY)], [PAST_END]),
    "good-ends-today": ([ending("aktivitet", TODAY)], []),
    "good-done-past-end": ([ending("aktivitet", YESTERDAY), ("status:ongoing", "status:done")], []),
    "bad-not-followed-up-this-year": ([(FOLLOWED, f'dct:date "{YEAR - 1}-12-31"^^xsd:date')],
                                      [UNFOLLOWED, UNFOLLOWED_PROGRAMME]),
    "bad-activity-never-followed-up": ([("styr:followsUp ex:aktivitet ,", "styr:followsUp")],
                                       [UNFOLLOWED]),
    "good-planned-needs-no-follow-up": ([("styr:followsUp ex:aktivitet ,", "styr:followsUp"),
                                         ("status:ongoing", "status:planned")], []),
    "bad-programme-in-force-not-followed-up":
        ([("ex:aktivitet , ex:program", "ex:aktivitet"), ending("program", TODAY)],
         [UNFOLLOWED_PROGRAMME]),
    "good-programme-not-yet-in-force":
        ([("ex:aktivitet , ex:program", "ex:aktivitet"),
          ("ex:program a ", f'ex:program styr:validFrom "{TOMORROW}"^^xsd:date ; a ')], []),
    "bad-programme-past-validity":
        ([("ex:aktivitet , ex:program", "ex:aktivitet"), ending("program", YESTERDAY)], [EXPIRED]),
    "bad-unit-alone": ([("styr:responsible ex:enhet ;", "")], [ALONE]),
    "bad-unit-with-an-indicator-only": ([("styr:responsible ex:enhet ;", ""),
                                         (OWNED + " # indikator", "styr:responsible ex:enhet")],
                                        [ALONE]),
    "good-unit-with-a-strategy":
        ([("styr:responsible ex:enhet ;", ""),
          ("ex:enhet a ", "ex:enhet styr:supportsStrategy ex:strategi ; a ")], []),
    "bad-nobody-responsible":
        ([(OWNED + " # indikator", 'styr:unitOfMeasure "procent"'),
          (OWNED + " # program", 'styr:purpose "Lugn."@sv')],
         [ownerless("indikator"), ownerless("program")]),
}  # fmt: skip


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    """Rules and health shapes together, as ``validate --health`` has them."""
    return choose_shapes((HEALTH,))


@pytest.fixture(scope="session")
def reference(shapes: Shapes) -> Reference:
    """pySHACL with these shapes, compiled once."""
    return Reference(shapes)


def quads_of(case: str) -> list[Quad]:
    known = {**PREFIXES, "ex": EX}
    text = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in known.items()) + HEALTHY
    for old, new in CASES[case][0]:
        assert old in text
        text = text.replace(old, new)
    return list(parse(text, format=RdfFormat.TURTLE))


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, shapes: Shapes) -> None:
    results = validate(quads_of(case), shapes).results
    assert [
        (
            result.shape.rsplit("#", 1)[1],
            result.focus.iri.removeprefix(EX),
            result.component.removesuffix("ConstraintComponent"),
            result.path,
            result.value,
            result.message["sv"],
        )
        for result in results
        if result.severity == "info"
    ] == CASES[case][1]


@pytest.mark.parametrize("case", CASES)
def test_engines_agree(case: str, shapes: Shapes, reference: Reference) -> None:
    store = working_store(quads_of(case))
    assert quick.find(shapes, store) == reference.find(store)


def test_every_shape_has_a_case_and_texts(shapes: Shapes) -> None:
    ours = {name for name in shapes.targeted if name not in shipped().targeted}
    assert {row[0] for _, rows in CASES.values() for row in rows} == {
        name.rsplit("#", 1)[1] for name in ours
    }
    for name in ours:
        assert shapes.rule(name)[0] == "H"
        for said in (SH.name, SH.description, STYR.help):
            assert set(shapes.texts(name, said)) == {"sv", "en"}


def test_health_never_hinders_publishing() -> None:
    stale = Shapes.read(shape_files(HEALTH))
    assert {str(s) for s in stale.graph.objects(None, uri(SH.severity))} == {SH.Info.value}
