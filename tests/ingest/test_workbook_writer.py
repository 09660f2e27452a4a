"""What is written as a workbook is read back, term for term; what cannot be is given back."""

import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ingest import ingest, read_contents
from ingest.layout import shipped_layout
from ingest.source import Source
from ingest.workbook_writer import workbook, write_workbook
from kg.errors import FolderNotWritable
from kg.names import (
    DATA_GRAPH,
    DCT,
    DEFAULT_BASE,
    ONTOLOGY_DIR,
    PROVENANCE_GRAPH,
    RDF,
    SCHEMA,
    SKOS,
    STYR,
    XSD,
)

ID = DEFAULT_BASE
A, B, IND, P = (NamedNode(ID + name) for name in ("a", "b", "i", "p"))


def read_back(triples: set[Triple]) -> set[Triple]:
    quads, _ = read_contents([Source("x.xlsx", workbook(triples))])
    return {quad.triple for quad in quads if quad.graph_name == DATA_GRAPH}


def cells(content: bytes) -> dict[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def test_the_shipped_graph_comes_back_as_it_was(tmp_path: Path) -> None:
    given_ = {
        quad.triple
        for quad in ingest([ONTOLOGY_DIR / "pitea"])
        if quad.graph_name != PROVENANCE_GRAPH
    }
    path = tmp_path / "pitea.xlsx"
    assert write_workbook(path, given_) == []
    assert {q.triple for q in ingest([path]) if q.graph_name == DATA_GRAPH} == given_
    assert list(tmp_path.iterdir()) == [path]


def test_a_whole_sheet() -> None:
    triples = {
        Triple(A, RDF.type, STYR.FollowUp),
        Triple(A, DCT.title, Literal("Läget", language="sv")),
        Triple(A, DCT.title, Literal("The state", language="en")),
        Triple(A, DCT.date, Literal("2026-01-31", datatype=XSD.date)),
        Triple(A, STYR.followsUp, B),
        Triple(A, STYR.followsUp, NamedNode("https://example.org/x")),
        Triple(B, RDF.type, STYR.Activity),
    }
    sheets = cells(workbook(triples))
    heads, row = sheets["Uppföljning"]
    told = dict(zip(heads, row, strict=True))
    assert list(sheets) == ["Aktivitet", "Uppföljning"]
    assert heads[:3] == ["id", "Titel", "Titel (en)"]
    assert {head: str(value) for head, value in told.items() if value is not None} == {
        "id": "a",
        "Titel": "Läget",
        "Titel (en)": "The state",
        "Datum": "2026-01-31 00:00:00",
        "Följer upp": "https://example.org/x; b",
    }
    assert read_back(triples) == triples


def test_indicator_values_are_numbers_under_their_year() -> None:
    node = NamedNode(ID + "i-utfall-2024")
    triples = {
        Triple(IND, RDF.type, STYR.Indicator),
        Triple(IND, STYR.outcome, node),
        Triple(node, RDF.type, STYR.IndicatorValue),
        Triple(node, STYR.value, Literal("79.50", datatype=XSD.decimal)),
        Triple(node, STYR.year, Literal("2024", datatype=XSD.gYear)),
    }
    sheets = cells(workbook(triples))
    heads, row = sheets["Målsatt indikator"]
    assert list(sheets) == ["Målsatt indikator"]
    assert row[heads.index("Utfall 2024")] == 79.5
    assert read_back(triples) == triples
    commented = triples | {Triple(node, DCT.description, Literal("osäkert", language="sv"))}
    assert list(cells(workbook(commented))) == ["Målsatt indikator", "Indikatorvärde"]
    assert read_back(commented) == commented


def test_every_column_of_a_class_is_there_to_fill_in() -> None:
    content = workbook({Triple(A, RDF.type, STYR.Activity)})
    ((heads, _),) = cells(content).values()
    assert {"Status", "Ansvarig", "Ingår i insatsområdet", "Gäller från"} <= set(heads)
    assert not {"Bidrar till", "Vägleds av"} & set(heads)
    (sheet,) = load_workbook(io.BytesIO(content))
    choices = [choice.formula1 for choice in sheet.data_validations.dataValidation]
    assert choices == ['"Inställd,Klar,Pausad,Planerad,Pågående"']


@pytest.mark.parametrize(
    "value", ["=1+1", "+46", "-x", "@a", "#REF!", "'x", "2026-01-02", "12,5", "TRUE", "_x0041_"]
)
def test_text_stays_text(value: str) -> None:
    triples = {
        Triple(A, RDF.type, STYR.Activity),
        Triple(A, DCT.title, Literal(value, language="sv")),
        Triple(A, DCT.identifier, Literal(value)),
    }
    assert read_back(triples) == triples


def test_what_does_not_fit_is_given_back(tmp_path: Path) -> None:
    fits = {
        Triple(A, RDF.type, STYR.Activity),
        Triple(A, DCT.title, Literal("Läxhjälp", language="sv")),
    }
    left = {
        Triple(A, RDF.type, STYR.Unit),
        Triple(A, DCT.title, Literal("utan språk")),
        Triple(A, DCT.title, Literal(" luft ", language="sv")),
        Triple(A, DCT.description, Literal("a\rb", language="sv")),
        Triple(A, DCT.description, Literal("å" * 32_768, language="sv")),
        Triple(A, STYR.validFrom, Literal("2026-13-45", datatype=XSD.date)),
        Triple(A, STYR.illustrative, Literal("1", datatype=XSD.boolean)),
        Triple(A, STYR.status, BlankNode("x")),
        Triple(A, NamedNode("urn:egen"), B),
        Triple(A, SKOS.altLabel, Literal("ett; två", language="sv")),
        Triple(B, DCT.title, Literal("klasslös", language="sv")),
        Triple(BlankNode("x"), RDF.type, STYR.Activity),
        Triple(P, RDF.type, NamedNode("urn:Klass")),
    }
    assert write_workbook(tmp_path / "x.xlsx", fits | left) == sorted(left, key=str)
    assert {q.triple for q in ingest([tmp_path / "x.xlsx"]) if q.graph_name == DATA_GRAPH} == fits


def test_nothing_gives_a_workbook_that_can_be_filled_in(tmp_path: Path) -> None:
    assert write_workbook(tmp_path / "x.xlsx", []) == []
    assert list(ingest([tmp_path / "x.xlsx"])) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FolderNotWritable):
        write_workbook(tmp_path / "saknas" / "x.xlsx", [])
    assert list(tmp_path.iterdir()) == []


LAYOUT = shipped_layout()
CLASSES = [STYR.Activity, STYR.FocusArea, STYR.Indicator, STYR.IndicatorValue, STYR.Unit]
THINGS = st.sampled_from(
    [
        *(A, B, IND, P, NamedNode("https://example.org/x?a=1;b"), NamedNode("urn:x")),
        *(NamedNode(ID + x) for x in ("pitea/å-1", "2030", "i-utfall-2024", "Extern")),
    ]
)
PROPERTIES = [
    *(DCT.title, DCT.description, DCT.source, DCT.date, DCT.identifier, SKOS.altLabel, SCHEMA.url),
    *(STYR.inFocusArea, STYR.status, STYR.responsible, STYR.validFrom, STYR.illustrative),
    *(STYR.illustrativeProperty, STYR.baseline, STYR.outcome, STYR.value, STYR.year, STYR.text),
    *(STYR.supportsStrategy, STYR.sustainableDevelopmentGoal, STYR.contributesTo, RDF.type),
]
LEXICAL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["2024", "2026-01-02", "true", "false", "1", "ja", "0", "-0", "007", "Läxa"]),
    st.decimals(-(10**6), 10**6, allow_nan=False, places=2).map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: format(number, "f")),
    st.dates().map(str),
    st.integers(0, 9999).map("{:04}".format),
)
DATATYPES = [XSD.decimal, XSD.date, XSD.gYear, XSD.boolean, XSD.string, XSD.anyURI]
VALUES = st.one_of(
    THINGS,
    st.sampled_from([STYR.status, DCT.title, NamedNode("https://w3id.org/styrkompass/concept/x")]),
    st.sampled_from(
        [NamedNode(f"https://w3id.org/styrkompass/concept/status/{s}") for s in ("done", "x")]
    ),
    st.builds(Literal, LEXICAL, language=st.sampled_from(["sv", "en", "sv-se"])),
    st.builds(Literal, LEXICAL, datatype=st.sampled_from(DATATYPES)),
)
GRAPHS = st.sets(
    st.builds(Triple, THINGS, st.just(RDF.type), st.sampled_from(CLASSES))
    | st.builds(Triple, THINGS, st.sampled_from(PROPERTIES), VALUES),
    max_size=14,
)


@given(GRAPHS)
@example({Triple(IND, RDF.type, STYR.Indicator), Triple(IND, STYR.outcome, NamedNode(ID + "2030"))})
@settings(max_examples=150, deadline=None)
def test_nothing_is_made_up_and_what_is_lost_is_told(
    tmp_path_factory: pytest.TempPathFactory, triples: set[Triple]
) -> None:
    """The law: what is read, and what was said not to fit, are together what was given."""
    path = tmp_path_factory.mktemp("bok") / "x.xlsx"
    left = set(write_workbook(path, triples))
    back = {q.triple for q in ingest([path]) if q.graph_name == DATA_GRAPH}
    assert back | left == triples
    assert back.isdisjoint(left)


@st.composite
def covered(draw: st.DrawFn) -> set[Triple]:
    """Graphs that the layout holds: things of one class, each value of its property's range."""
    kinds = draw(st.dictionaries(THINGS, st.sampled_from(CLASSES), min_size=1, max_size=4))
    words = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20).map(str.strip)
    plain_words = words.filter(bool)
    made = {Triple(thing, RDF.type, kind) for thing, kind in kinds.items()}
    for thing, kind in kinds.items():
        term = draw(st.sampled_from([DCT.title, DCT.description, *LAYOUT.properties_of(kind)]))
        column = LAYOUT.column(term)
        made.update(
            Triple(thing, term, value) for value in draw(st.sets(_value(column, plain_words)))
        )
    return made


def _value(column: object, words: st.SearchStrategy[str]) -> st.SearchStrategy[NamedNode | Literal]:
    ranges: dict[NamedNode | None, st.SearchStrategy[NamedNode | Literal]] = {
        RDF.langString: st.builds(Literal, words, language=st.sampled_from(["sv", "en"])),
        XSD.date: st.dates().map(lambda day: Literal(str(day), datatype=XSD.date)),
        XSD.gYear: st.integers(0, 9999).map(lambda y: Literal(f"{y:04}", datatype=XSD.gYear)),
        XSD.boolean: st.sampled_from(["true", "false"]).map(
            lambda word: Literal(word, datatype=XSD.boolean)
        ),
        XSD.decimal: st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
            lambda number: Literal(format(number, "f"), datatype=XSD.decimal)
        ),
        None: st.sampled_from([A, B, IND, P, NamedNode("urn:x")]),
    }
    return ranges.get(column.datatype, words.map(Literal))  # type: ignore[attr-defined]


@given(covered())
@settings(max_examples=150, deadline=None)
def test_what_the_layout_covers_comes_back_whole(triples: set[Triple]) -> None:
    assert read_back(triples) == triples
