"""Exploring without SPARQL: what is written, what it gives, and that nothing breaks out of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg.errors import ExploreWrong
from kg.explore import Column, Exploration, Filter, Order, Step, Written, write
from kg.explore_columns import Offer, offers
from kg.explore_values import text
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, PREFIXES, QUERY_PREFIXES, RDF, STYR
from kg.query_check import check
from kg.sparql import guard

EX = "http://example.org/exempelby/"
STATUS = PREFIXES["status"]


def path(written: str) -> tuple[Step, ...]:
    """``^styr:inFocusArea/dct:title``."""
    steps = []
    for part in written.split("/"):
        prefix, local = part.removeprefix("^").split(":")
        steps.append(Step(PREFIXES[prefix] + local, part.startswith("^")))
    return tuple(steps)


def chosen(of: str, *columns: str, **more: object) -> Exploration:
    filters = tuple(
        Filter(path(where), op, value)  # type: ignore[arg-type]
        for where, op, value in more.pop("filters", ())  # type: ignore[attr-defined]
    )
    shown = tuple(Column(path(each)) for each in columns)
    return Exploration(STYR[of].value, shown, filters, **more)  # type: ignore[arg-type]


def rows(graph: GovernanceGraph, written: Written) -> list[list[str | None]]:
    """What Oxigraph answers, in the order it has, IRIs by their last part."""
    found = graph.store.query(
        written.sparql, prefixes=QUERY_PREFIXES, use_default_graph_as_union=True
    )
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == written.columns
    return [
        [None if term is None else term.value.rsplit("/", 1)[-1] for term in row] for row in found
    ]


def ask(
    graph: GovernanceGraph, exploration: Exploration, lang: str = "sv"
) -> list[list[str | None]]:
    written = write(graph, exploration, lang)
    guard(written.sparql)
    assert check(written.sparql, graph, lang).errors == []
    return rows(graph, written)


def test_what_is_written(pitea: GovernanceGraph) -> None:
    exploration = chosen(
        *("Activity", "dct:title", "styr:responsible", "styr:inFocusArea/styr:focusAreaOf"),
        filters=[
            ("styr:status", "is", f"{STATUS}ongoing"),
            ("dct:title", "contains", 'lä"\\x'),
            ("styr:validTo", "lt", "2027-01-01"),
        ],
        order=Order(1),
    )
    written = write(pitea, exploration, "sv")
    assert written.columns == ["aktivitet", "titel", "ansvarig", "utvecklingsprogram"]
    assert written.sparql == (
        """\
SELECT DISTINCT ?aktivitet ?titel ?ansvarig ?utvecklingsprogram WHERE {
  ?aktivitet a styr:Activity .
  ?aktivitet dct:title ?titel .
  FILTER(LANG(?titel) IN ("sv", ""))
  OPTIONAL { ?aktivitet styr:responsible ?ansvarig }
  OPTIONAL { ?aktivitet styr:inFocusArea/styr:focusAreaOf ?utvecklingsprogram }
  ?aktivitet styr:status status:ongoing .
  FILTER EXISTS {
    ?aktivitet styr:validTo ?gäller_till
    FILTER(STR(?gäller_till) < "2027-01-01")
  }
  FILTER(CONTAINS(LCASE(STR(?titel)), LCASE("lä\\"\\\\x")))
}
ORDER BY ?titel
LIMIT 100
"""
    )


def test_what_is_written_in_english(pitea: GovernanceGraph) -> None:
    exploration = chosen(
        "Strategy", "dct:title", "^styr:programmeOf", order=Order(0, True), limit=0
    )
    written = write(pitea, exploration, "en")
    assert written.columns == ["strategy", "title", "development_programme"]
    assert written.sparql == (
        """\
SELECT DISTINCT ?strategy ?title ?development_programme WHERE {
  ?strategy a/rdfs:subClassOf* styr:Strategy .
  OPTIONAL { ?strategy dct:title ?title_en FILTER(LANG(?title_en) IN ("en")) }
  OPTIONAL { ?strategy dct:title ?title_sv FILTER(LANG(?title_sv) IN ("sv", "")) }
  BIND(COALESCE(?title_en, ?title_sv) AS ?title)
  OPTIONAL { ?strategy ^styr:programmeOf ?development_programme }
}
ORDER BY DESC(?strategy)
"""
    )


def test_columns_that_begin_the_same_way_go_together(pitea: GovernanceGraph) -> None:
    exploration = chosen(
        *("Indicator", "styr:outcome/styr:year", "styr:outcome/styr:value"),
        filters=[("styr:outcome/styr:year", "ge", "2023")],
        count=False,
    )
    assert write(pitea, exploration, "sv").sparql == (
        """\
SELECT DISTINCT ?målsatt_indikator ?utfall_år ?utfall WHERE {
  ?målsatt_indikator a styr:Indicator .
  ?målsatt_indikator styr:outcome ?indikatorvärde .
  ?indikatorvärde styr:year ?utfall_år .
  OPTIONAL { ?indikatorvärde styr:value ?utfall }
  FILTER(xsd:integer(STR(?utfall_år)) >= 2023)
}
LIMIT 100
"""
    )
    pairs = {(year, value) for _, year, value in ask(pitea, exploration)}
    stated = {
        (pitea.text(node, STYR.year, ""), pitea.text(node, STYR.value, ""))
        for quad in pitea.store.quads_for_pattern(None, STYR.outcome, None, DATA_GRAPH)
        for node in [quad.object]
    }
    assert pairs <= stated
    assert {year for year, _ in pairs} <= {"2023", "2024", "2025", "2026"}


def test_a_count_of_things_by_a_column(pitea: GovernanceGraph) -> None:
    exploration = chosen("Activity", "styr:status", count=True, order=Order(0, True))
    assert write(pitea, exploration, "sv").sparql == (
        """\
SELECT ?status (COUNT(DISTINCT ?aktivitet) AS ?antal) WHERE {
  ?aktivitet a styr:Activity .
  OPTIONAL { ?aktivitet styr:status ?status }
}
GROUP BY ?status
ORDER BY DESC(?antal)
LIMIT 100
"""
    )
    counted = {status: int(count or 0) for status, count in ask(pitea, exploration)}
    assert counted == {
        status: len(pitea.subjects(STYR.status, NamedNode(f"{STATUS}{status}")))
        for status in ("ongoing", "planned", "done", "paused", "cancelled")
        if pitea.subjects(STYR.status, NamedNode(f"{STATUS}{status}"))
    }
    assert ask(pitea, chosen("Strategy", count=True)) == [["5"]]


LARANDE, NATUR = (
    ["strategi-larande", "Lärande hela livet"],
    ["strategi-natur", "Levande sjöar och skogar"],
)
LAXHJALP, SPRAKKAFE, FISKEVARD = "laxhjalp", "sprakkafe", "fiskevard"


@pytest.mark.parametrize(
    ("exploration", "lang", "wanted"),
    [
        (chosen("Strategy", "dct:title", order=Order(1)), "sv", [NATUR, LARANDE]),
        (
            chosen("Strategy", "dct:title", order=Order(1, descending=True)),
            "en",
            [
                ["strategi-natur", "Living lakes and forests"],
                ["strategi-larande", "Learning throughout life"],
            ],
        ),
        (
            chosen("Activity", "dct:title", order=Order(1)),
            "en",
            [
                [FISKEVARD, "Fiskevård i Storsjön"],
                [LAXHJALP, "Homework help at the village hall"],
                [SPRAKKAFE, "Språkkafé på torget"],
            ],
        ),
        (
            chosen("Activity", "styr:responsible", order=Order(0)),
            "sv",
            [[FISKEVARD, None], [LAXHJALP, "bygdegarden"], [SPRAKKAFE, None]],
        ),
        (
            chosen("Activity", filters=[("styr:responsible", "missing", "")], order=Order(0)),
            "sv",
            [[FISKEVARD], [SPRAKKAFE]],
        ),
        (chosen("Activity", filters=[("styr:responsible", "exists", "")]), "sv", [[LAXHJALP]]),
        (
            chosen("Activity", filters=[("styr:inFocusArea", "is_not", f"{EX}insats-studiestod")]),
            "sv",
            [[FISKEVARD]],
        ),
        (
            chosen(
                "Activity",
                filters=[("styr:inFocusArea/styr:focusAreaOf", "contains", "SKOLA")],
                order=Order(0),
            ),
            "sv",
            [[LAXHJALP], [SPRAKKAFE]],
        ),
        (
            chosen(
                "Activity", "styr:responsible", filters=[("styr:responsible", "starts", "bygde")]
            ),
            "sv",
            [[LAXHJALP, "bygdegarden"]],
        ),
        (
            chosen("Activity", "dct:title", filters=[("dct:title", "is", "Språkkafé på torget")]),
            "sv",
            [[SPRAKKAFE, "Språkkafé på torget"]],
        ),
        (
            chosen(
                "Activity", filters=[("dct:title", "is_not", "Språkkafé på torget")], order=Order(0)
            ),
            "sv",
            [[FISKEVARD], [LAXHJALP]],
        ),
        (chosen("Vision", filters=[("styr:horizonYear", "gt", "2039")]), "sv", [["vision"]]),
        (chosen("Vision", filters=[("styr:horizonYear", "gt", "2040")]), "sv", []),
        (chosen("Vision", filters=[("styr:horizonYear", "is", "2040")]), "sv", [["vision"]]),
        (
            chosen(
                "FocusArea",
                "^styr:inFocusArea",
                "^styr:inFocusArea/styr:responsible",
                order=Order(1),
            ),
            "sv",
            [
                ["insats-studiestod", LAXHJALP, "bygdegarden"],
                ["insats-studiestod", SPRAKKAFE, None],
            ],
        ),
        (
            chosen(
                *("FocusArea", "^styr:inFocusArea"),
                filters=[("^styr:inFocusArea/styr:responsible", "missing", "")],
            ),
            "sv",
            [["insats-studiestod", SPRAKKAFE]],
        ),
        (
            chosen(
                "Strategy",
                "^styr:programmeOf/^styr:focusAreaOf/^styr:inFocusArea",
                count=True,
                order=Order(1),
            ),
            "sv",
            [[None, "1"], [LAXHJALP, "1"], [SPRAKKAFE, "1"]],
        ),
        (chosen("Activity", order=Order(0), limit=1), "sv", [[FISKEVARD]]),
        (chosen("Activity", count=True), "sv", [["3"]]),
        (chosen("Need", "dct:title"), "sv", []),
    ],
)
def test_what_it_gives(
    exploration: Exploration, lang: str, wanted: list[list[str]], example: GovernanceGraph
) -> None:
    assert ask(example, exploration, lang) == wanted


def test_organisations_of_every_kind(example: GovernanceGraph) -> None:
    exploration = Exploration(f"{PREFIXES['org']}Organization", order=Order(0))
    assert ask(example, exploration) == [["bygdegarden"], ["kommun"]]


def test_names_of_columns(example: GovernanceGraph) -> None:
    named = Exploration(
        STYR.Activity.value,
        tuple(
            Column(path(each), name)
            for each, name in (
                ("dct:title", "Titel!"),
                ("dct:description", "titel"),
                ("styr:responsible", "aktivitet"),
                ("styr:status", "?x } #"),
                ("styr:validFrom", "  "),
                ("dct:title", "igen"),
            )
        ),
    )
    assert write(example, named, "sv").columns == [
        *("aktivitet", "titel", "titel_2", "aktivitet_2", "x", "x_2")
    ]


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("sv", ["basvärde", "slutgiltigt_målvärde_år", "slutgiltigt_målvärde", "måttenhet"]),
        ("en", ["baseline", "target_year", "target", "unit_of_measure"]),
    ],
)
def test_a_column_further_away_tells_whose_it_is(
    lang: str, names: list[str], pitea: GovernanceGraph
) -> None:
    """Not "värde", "år" and "värde_2"."""
    paths = ("styr:baseline/styr:value", "styr:target/styr:year", "styr:target/styr:value")
    written = write(pitea, chosen("Indicator", *paths, "styr:unitOfMeasure"), lang)
    assert written.columns[1:] == names
    activity = chosen("Activity", "styr:inFocusArea/dct:title", "styr:inFocusArea/styr:focusAreaOf")
    assert write(pitea, activity, "sv").columns[1:] == ["insatsområde_titel", "utvecklingsprogram"]


OPS = ("is", "is_not", "contains", "starts", "gt", "ge", "lt", "le", "exists", "missing")
PROPERTIES = (
    *("dct:title", "dct:description", "styr:status", "styr:responsible", "styr:validFrom"),
    *("styr:year", "styr:value", "styr:illustrative", "^styr:inFocusArea", "styr:unheardOf"),
    *("styr:inFocusArea", "styr:outcome"),
)
STEPS = st.lists(st.sampled_from(PROPERTIES), min_size=1, max_size=3).map("/".join).map(path)
VALUES = st.one_of(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=20),
    st.sampled_from([f"{STATUS}done", "12,5", "2026-02-28", "2026", "ja", '"', "\\u0041", "a'b"]),
)
EXPLORATIONS = st.builds(
    Exploration,
    of=st.sampled_from([STYR.Activity.value, STYR.Strategy.value, f"{EX}Okänd"]),
    columns=st.lists(
        st.builds(Column, STEPS, st.one_of(st.just(""), st.text(max_size=8))), max_size=4
    ).map(tuple),
    filters=st.lists(st.builds(Filter, STEPS, st.sampled_from(OPS), VALUES), max_size=3).map(tuple),
    order=st.one_of(st.none(), st.builds(Order, st.integers(0, 3), st.booleans())),
    count=st.booleans(),
    limit=st.integers(0, 200),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(exploration=EXPLORATIONS, lang=st.sampled_from(["sv", "en"]))
def test_everything_that_is_written_can_be_run(
    exploration: Exploration, lang: str, example: GovernanceGraph
) -> None:
    try:
        written = write(example, exploration, lang)
    except ExploreWrong:
        return
    assert guard(written.sparql) is False
    found = check(written.sparql, example, lang)
    assert [each for each in found.errors if each.severity == "error"] == []
    assert found.variables == written.columns
    rows(example, written)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=st.text(st.characters(blacklist_categories=["Cs"]), max_size=40))
def test_any_text_comes_back_as_it_was(value: str) -> None:
    query = f"SELECT ({text(value)} AS ?x) {{}}"
    guard(query)
    (row,) = GovernanceGraph.from_quads([]).store.query(query)
    assert row["x"] == Literal(value)


@pytest.mark.parametrize(
    "value", ['"', "'", "\\", "\\\\u0041", "a\nb\r\tc", "😀", "} # {", "{v}", '"""', "\\U0001F600"]
)
def test_odd_values_are_found(value: str) -> None:
    node = NamedNode(f"{EX}a")
    quads = [
        Quad(node, RDF.type, STYR.Activity, DATA_GRAPH),
        Quad(node, DCT.title, Literal(f"före{value}efter", language="sv"), DATA_GRAPH),
    ]
    graph = GovernanceGraph.from_quads(quads)
    for op, typed in (("contains", value), ("starts", f"FÖRE{value}"), ("is", f"före{value}efter")):
        exploration = chosen("Activity", "dct:title", filters=[("dct:title", op, typed)])
        assert ask(graph, exploration) == [["a", f"före{value}efter".rsplit("/", 1)[-1]]]
    other = chosen("Activity", filters=[("dct:title", "is", f"{value}efter")])
    assert ask(graph, other) == []


@pytest.mark.parametrize(
    ("exploration", "words"),
    [
        (Exploration("inte en iri"), "inte en iri är ingen giltig IRI"),
        (Exploration("a:b> } #"), "är ingen giltig IRI"),
        (Exploration(STYR.Activity.value, (Column(()),)), "en väg har mellan 1 och 8 steg"),
        (chosen("Activity", "/".join(["styr:status"] * 9)), "en väg har mellan 1 och 8 steg"),
        (chosen("Activity", *["styr:status"] * 31), "högst 30 kolumner"),
        (chosen("Activity", filters=[("dct:title", "exists", "")] * 31), "högst 30 filter"),
        (chosen("Activity", limit=-1), "mellan 0 och 100000"),
        (chosen("Activity", limit=100_001), "mellan 0 och 100000"),
        (chosen("Activity", order=Order(1)), "ingen kolumn 1 att sortera efter"),
        (chosen("Activity", order=Order(-1)), "ingen kolumn -1 att sortera efter"),
        (chosen("Activity", filters=[("styr:status", "is", "klar\n>")]), "är ingen giltig IRI"),
        (chosen("Activity", filters=[("styr:status", "gt", f"{STATUS}done")]), "gt går bara att"),
        (chosen("IndicatorValue", filters=[("styr:value", "gt", "tolv")]), "tolv är inget tal"),
        (chosen("IndicatorValue", filters=[("styr:year", "is", "26")]), "26 är inget årtal"),
        (chosen("Activity", filters=[("styr:validTo", "lt", "2026-02-30")]), "är inget datum"),
        (
            chosen("Activity", filters=[("styr:illustrative", "is", "kanske")]),
            "varken ja eller nej",
        ),
        (chosen("Activity", filters=[("dct:title", "is", "x" * 10_001)]), "högst 10000 tecken"),
        (chosen("Activity", filters=[("dct:title", "like", "x")]), "like är inget sätt"),
    ],
)
def test_what_cannot_become_a_query(
    exploration: Exploration, words: str, pitea: GovernanceGraph
) -> None:
    with pytest.raises(ExploreWrong) as refused:
        write(pitea, exploration, "sv")
    assert words in refused.value.message("sv")


# -- the columns of a class ---------------------------------------------------------------------


def test_the_columns_of_a_class(example: GovernanceGraph) -> None:
    found = {(o.property, o.inverse): o for o in offers(example, STYR.Activity.value, "sv")}
    assert found[(STYR.inFocusArea.value, False)] == Offer(
        property=STYR.inFocusArea.value,
        inverse=False,
        name="insatsområde",
        label={"sv": "ingår i insatsområdet", "en": "in focus area"},
        kind="thing",
        target=STYR.FocusArea.value,
        scheme=None,
        count=2,
    )
    status = found[(STYR.status.value, False)]
    assert (status.kind, status.scheme, status.count) == (
        *("concept", "https://w3id.org/styrkompass/concept/status", 0),
    )
    assert found[(STYR.followsUp.value, True)] == Offer(
        property=STYR.followsUp.value,
        inverse=True,
        name="uppföljning",
        label={"sv": "Uppföljning (följer upp)", "en": "Follow-up (follows up)"},
        kind="thing",
        target=STYR.FollowUp.value,
        scheme=None,
        count=0,
    )
    assert (RDF.type.value, False) not in found
    assert (STYR.towards.value, False) not in found


def test_the_most_useful_come_first(pitea: GovernanceGraph) -> None:
    names = [(o.name, o.inverse) for o in offers(pitea, STYR.Activity.value, "sv")]
    assert names[:5] == [
        *(("titel", False), ("beskrivning", False), ("sökord", False)),
        *(("bidrar_till", False), ("insatsområde", False)),
    ]
    assert names[-2:] == [("uppföljning", True), ("vallöfte", True)]


def test_several_classes_that_point_the_same_way(pitea: GovernanceGraph) -> None:
    found = offers(pitea, f"{PREFIXES['org']}Organization", "en")
    (responsible,) = [o for o in found if o.property == STYR.responsible.value]
    assert responsible.label["en"] == (
        "Activity, Targeted indicator or Development programme (responsible)"
    )
    assert (responsible.target, responsible.inverse, responsible.count) == (None, True, 190)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_column_that_is_offered_can_be_chosen(lang: str, pitea: GovernanceGraph) -> None:
    for of in (STYR.Activity, STYR.Indicator, STYR.Strategy, STYR.Document):
        for offer in offers(pitea, of.value, lang):
            column = Column((Step(offer.property, offer.inverse),))
            exploration = Exploration(of.value, (column,), limit=0)
            written = write(pitea, exploration, lang)
            filled = [row for row in rows(pitea, written) if row[1] is not None]
            assert bool(filled) == bool(offer.count), offer
            assert written.columns[1] in (offer.name, f"{offer.name}_2")


def test_columns_of_what_is_no_class(pitea: GovernanceGraph) -> None:
    with pytest.raises(ExploreWrong):
        offers(pitea, "inte en iri", "sv")
    found = offers(pitea, "http://example.org/Okänd", "sv")
    assert [(o.name, o.count) for o in found] == [("titel", 0), ("beskrivning", 0), ("sökord", 0)]
