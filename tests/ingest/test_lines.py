"""On which line a thing is described, also where texts and comments look like statements."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from ingest.lines import line_within, lines_of
from kg.names import DCT, DEFAULT_BASE, ONTOLOGY_DIR

TURTLE = '''\
# <urn:kommentar> a <urn:x> .
@prefix ex: <urn:ex:> . @base <http://b.se/> .
PREFIX q: <urn:q#>

ex:a a ex:B ; # <urn:nej> . <urn:nej2>
    ex:p """text .
<urn:i-text> a ex:B .
\\""" "här" """, 'en . <urn:nej> ', "två \\" . ex:nej" ; ex:n 1.5 .
<urn:b> ex:p [ ex:q ex:inne ; ex:r ( ex:l 2 ) ] . ex:c.d ex:p q:e .
<rel> ex:p true ; ex:q 2 .
q:e ex:p "x"^^ex:t , "y"@sv .
[] ex:p ex:o .
[ ex:p ex:o ] ex:p ex:o .
ex:a ex:p ex:igen .
base <http://annan.se/>
<rel> ex:\\~p 1 .
'''


def test_turtle() -> None:
    assert lines_of(TURTLE.encode(), RdfFormat.TURTLE) == {
        "urn:ex:a": 5,
        "urn:b": 9,
        "urn:ex:c.d": 9,
        "http://b.se/rel": 10,
        "urn:q#e": 11,
        "http://annan.se/rel": 16,
    }
    subjects = {quad.subject for quad in parse(TURTLE.encode(), RdfFormat.TURTLE)}
    named = {node.value for node in subjects if isinstance(node, NamedNode)}
    assert named - {"urn:ex:inne"} == set(lines_of(TURTLE.encode(), RdfFormat.TURTLE))


def test_graphs() -> None:
    trig = (
        b"<urn:a> a <urn:b> .\n<urn:g> {\n<urn:c> a <urn:b> .\n<urn:d> a <urn:b> }\nGRAPH <urn:h>"
    )
    trig += b" {\n\n<urn:e> a <urn:b> }"
    found = lines_of(trig, RdfFormat.TRIG)
    assert [found[f"urn:{name}"] for name in "acde"] == [1, 3, 4, 7]
    nquads = b'# hej\n<urn:a> <urn:p> "x . <urn:y>" <urn:g> .\n_:b <urn:p> <urn:c> .\n'
    assert lines_of(nquads, RdfFormat.N_QUADS)["urn:a"] == 2


def test_rdf_xml_and_json() -> None:
    xml = b"<r:RDF xmlns:r='x'>\n<r:Description r:about = \"urn:a\"/>\n<b r:about='c'/></r:RDF>"
    assert lines_of(xml, RdfFormat.RDF_XML) == {"urn:a": 2, DEFAULT_BASE + "c": 3}
    assert lines_of(b'{"@id": "urn:a"}', RdfFormat.JSON_LD) == {}


@pytest.mark.parametrize(
    "path", sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")), ids=lambda p: p.stem
)
def test_every_thing_that_is_shipped(path: Path) -> None:
    content = path.read_bytes()
    lines = content.decode().splitlines()
    found = lines_of(content, RdfFormat.TURTLE)
    assert set(found) == {
        quad.subject.value
        for quad in parse(content, RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode)
    }
    for iri, number in found.items():
        name = iri.replace(DEFAULT_BASE + "pitea/", "pitea:")
        assert lines[number - 1].startswith(name)


@given(st.lists(st.text(), max_size=6), st.sampled_from([RdfFormat.TURTLE, RdfFormat.N_TRIPLES]))
@settings(max_examples=150, deadline=None)
def test_no_text_is_taken_for_a_subject(texts: list[str], rdf_format: RdfFormat) -> None:
    triples = [
        Triple(NamedNode(f"urn:{n}"), DCT.title, Literal(text, language="sv"))
        for n, text in enumerate(texts)
    ]
    found = lines_of(serialize(triples, format=rdf_format), rdf_format)
    assert found == {f"urn:{n}": n + 1 for n in range(len(texts))}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("styr:status", 4),
        ("styr:statusen", 1),  # not there
        ("dct:title", 2),
        ("styr:responsible", 1),  # that of the next thing
        ("^styr:inFocusArea/dct:title", 1),
    ],
)
def test_the_line_of_a_property(name: str, line: int) -> None:
    text = b"""ex:a a styr:Activity ;
    dct:title "A"@sv ;
    styr:statusar 2 ;
    styr:status status:pagar .
ex:b styr:responsible ex:c .
"""
    assert line_within(text, 1, name) == line
