"""Writing to a file: the ending tells the format, and no workbook is replaced."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple, parse

from ingest import ingest
from ingest.output import check_target, write
from kg.errors import FileTaken, FormatUnknown
from kg.names import DCT, PROVENANCE_GRAPH, RDF, STYR
from kg.rdf import FORMATS

THING = NamedNode("https://example.org/a")
TRIPLES = [
    Triple(THING, RDF.type, STYR.Activity),
    Triple(THING, DCT.title, Literal("Läxhjälp", language="sv")),
]


@pytest.mark.parametrize("ending", [*FORMATS, "xlsx"])
def test_what_is_written_is_read_again(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"ut.{ending.upper()}"
    assert write(path, TRIPLES) == []
    assert {q.triple for q in ingest([path]) if q.graph_name != PROVENANCE_GRAPH} == set(TRIPLES)
    if ending in FORMATS:
        read = parse(path.read_bytes(), format=FORMATS[ending])
        assert {q.triple for q in read} == set(TRIPLES)


@pytest.mark.parametrize("name", ["ut.docx", "ut", "ut.xls", "ut.xlsm"])
def test_an_ending_that_nothing_is_written_under(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatUnknown) as raised:
        write(tmp_path / name, TRIPLES)
    known = "json, jsonld, nq, nt, owl, rdf, trig, ttl, turtle, xlsx, xml"
    assert raised.value.params == {"name": name, "known": known}
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_that_somebody_may_have_filled_in_is_left(tmp_path: Path) -> None:
    path = tmp_path / "plan.XLSX"
    path.write_bytes(b"x")
    with pytest.raises(FileTaken) as raised:
        check_target(path)
    assert raised.value.params == {"path": path}
    with pytest.raises(FileTaken):
        write(path, TRIPLES)
    assert path.read_bytes() == b"x"
