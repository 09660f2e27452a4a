"""Shapes read once: names of parts, messages and what fills them, paths as SPARQL writes them."""

import pickle
import string
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FileUnreadable, QueryRefused, SyntaxBroken
from kg.names import SH, STYRSH
from kg.shapes import (
    SHAPES_DIR,
    Shapes,
    Template,
    fill,
    is_ours,
    path_text,
    shape_files,
    shipped,
    short,
    to_rdflib,
)
from tests.kg.conftest import EX, ShapesFile

NAMES = st.lists(st.sampled_from(["year", "other", "value", "from", "to"]), unique=True)
PIECES = st.text(st.sampled_from("abcåäö .,”()[]*+?\\|^$\n"), min_size=1)
LETTERS = st.text(string.digits + "-:“")


@st.composite
def templates(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A message with places, and what fills them (nothing that stands between the places)."""
    names = draw(NAMES)
    text = draw(PIECES) + "".join(f"{{?{name}}}{draw(PIECES)}" for name in names)
    return text, {name: draw(LETTERS) for name in names}


# -- templates ----------------------------------------------------------------------------------


@given(templates())
def test_what_fills_a_template_is_read_out_again(made: tuple[str, dict[str, str]]) -> None:
    text, values = made
    assert Template("sv", text).values(fill(text, values)) == values


@given(templates(), st.text())
def test_what_is_read_out_gives_the_same_text_whatever_stands_in_it(
    made: tuple[str, dict[str, str]], any_text: str
) -> None:
    """Even where a value holds the text between the places, or looks like a place."""
    text, values = made
    for each in (any_text, text, "{?year}"):
        filled = fill(text, dict.fromkeys(values, each))
        read = Template("sv", text).values(filled)
        assert read is not None
        assert fill(text, read) == filled


@given(PIECES, PIECES)
def test_a_message_of_another_template_is_not_read(one: str, other: str) -> None:
    template = Template("sv", "början " + one + "{?value}")
    assert template.values("slutet " + other) is None
    assert Template("sv", one).values(one) == {}
    assert (Template("sv", one).values(other) is None) == (one != other)


def test_a_place_that_nothing_is_known_of_stays() -> None:
    assert fill("{?a} och {$b}", {"b": "2"}) == "{?a} och 2"
    assert Template("sv", "{?a} och {$b}").names == ["a", "b"]


# -- reading ------------------------------------------------------------------------------------

NESTED = """
ex:Own a sh:NodeShape ; sh:targetClass styr:Activity ; sh:message "Hela."@sv ;
    sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:message "Titel."@sv , "Title."@en ] ;
    sh:property [ sh:path styr:responsible ;
        sh:node [ sh:property [ sh:path dct:title ; sh:minCount 1 ] ] ] .
ex:Loose a sh:PropertyShape ; sh:path dct:title .
"""


def test_property_shapes_without_a_name_get_one_after_the_shape_they_are_in(
    shapes_file: ShapesFile,
) -> None:
    shapes = Shapes.read([shapes_file(NESTED)])
    parts = sorted(str(each) for each in shapes.graph.subjects(rdflib.URIRef(SH.path.value)))
    assert parts == [EX + "Loose", *(f"{EX}Own-property-{number}" for number in (1, 2, 3))]
    assert {shapes.node_shape(part) for part in parts} == {EX + "Own", EX + "Loose"}
    assert shapes.targeted == (EX + "Own",)


def test_names_and_messages_of_parts(shapes_file: ShapesFile) -> None:
    shapes = Shapes.read([shapes_file(NESTED)])
    by_path = {shapes.path(f"{EX}Own-property-{n}"): f"{EX}Own-property-{n}" for n in (1, 2, 3)}
    assert set(by_path) == {"dct:title", "styr:responsible"}
    assert shapes.path(EX + "Own") is None
    assert [(t.lang, t.text) for t in shapes.templates(EX + "Own")] == [("sv", "Hela.")]
    assert shapes.rule(EX + "Own") == "Own"
    assert shapes.rule("urn:shape:Egen") == "Egen"
    assert shipped().rule(STYRSH["R09-OneStrategy"].value) == "R09"


def test_shipped_shapes_are_ours_and_others_are_not(shapes_file: ShapesFile) -> None:
    own = shapes_file(NESTED)
    assert (is_ours(SHAPES_DIR), is_ours(own)) == (True, False)
    assert shipped().ours
    assert not Shapes.read([own]).ours
    assert not Shapes.read([*shape_files(SHAPES_DIR), own]).ours
    assert not Shapes.read([], [("egna.ttl", own.read_bytes())]).ours


def test_version_is_what_they_state_else_their_checksum(shapes_file: ShapesFile) -> None:
    own = Shapes.read([shapes_file(NESTED)])
    same = Shapes.read([], [("egna.ttl", shapes_file(NESTED).read_bytes())])
    other = Shapes.read([shapes_file(NESTED + "# mer")])
    assert own.version == "sha256:" + own.sha256[:12]
    assert own.sha256 == same.sha256 != other.sha256
    assert shipped().version == "0.2.0"


def test_shapes_survive_a_pickle(shapes_file: ShapesFile) -> None:
    for shapes in (shipped(), Shapes.read([shapes_file(NESTED)])):
        copy = pickle.loads(pickle.dumps(shapes))
        assert (copy.ours, copy.sha256, copy.version) == (
            shapes.ours,
            shapes.sha256,
            shapes.version,
        )
        assert copy.targeted == shapes.targeted
        assert len(copy.graph) == len(shapes.graph)


def test_shape_files_of_a_folder_are_its_rdf_files_in_order(tmp_path: Path) -> None:
    for name in ("b.ttl", "a.jsonld", "las-mig.md"):
        (tmp_path / name).write_text("")
    assert shape_files(tmp_path) == [tmp_path / "a.jsonld", tmp_path / "b.ttl"]
    assert shape_files(tmp_path / "b.ttl") == [tmp_path / "b.ttl"]


def test_what_cannot_be_read_or_would_call_out_is_refused(
    shapes_file: ShapesFile, tmp_path: Path
) -> None:
    calling = 'ex:C sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1:9/> {} }" ] .'
    with pytest.raises(FileUnreadable):
        Shapes.read([tmp_path / "saknas.ttl"])
    with pytest.raises(SyntaxBroken):
        Shapes.read([shapes_file("ex:a ex:b")])
    with pytest.raises(QueryRefused):
        Shapes.read([shapes_file(calling)])


# -- paths --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("styr:towards", "styr:towards"),
        ("<http://example.com/a/b>", "<http://example.com/a/b>"),
        ("[ sh:inversePath styr:towards ]", "^styr:towards"),
        ("( styr:inFocusArea styr:focusAreaOf )", "styr:inFocusArea/styr:focusAreaOf"),
        ("[ sh:alternativePath ( styr:a styr:b ) ]", "styr:a|styr:b"),
        ("[ sh:zeroOrMorePath org:subOrganizationOf ]", "org:subOrganizationOf*"),
        ("[ sh:oneOrMorePath skos:broader ]", "skos:broader+"),
        ("[ sh:zeroOrOnePath [ sh:inversePath styr:a ] ]", "(^styr:a)?"),
        ("( styr:a [ sh:alternativePath ( styr:b styr:c ) ] )", "styr:a/(styr:b|styr:c)"),
        ("[ sh:inversePath ( styr:a styr:b ) ]", "^(styr:a/styr:b)"),
        ("[ sh:zeroOrMorePath ( styr:a styr:b ) ]", "(styr:a/styr:b)*"),
        (
            "( [ sh:zeroOrOnePath [ sh:inversePath styr:a ] ] [ sh:inversePath styr:b ] )",
            "(^styr:a)?/^styr:b",
        ),
    ],
)
def test_a_path_is_written_as_in_sparql(path: str, text: str, shapes_file: ShapesFile) -> None:
    shapes = Shapes.read(
        [shapes_file(f"ex:P a sh:PropertyShape ; sh:targetNode styr:x ; sh:path {path} .")]
    )
    assert shapes.path(EX + "P") == text
    assert path_text(shapes.graph, rdflib.URIRef(EX + "P")) == "<https://example.org/kommun/P>"


def test_short_names() -> None:
    assert short("https://w3id.org/styrkompass/ns#Activity") == "styr:Activity"
    assert short("https://w3id.org/styrkompass/ns#") == "<https://w3id.org/styrkompass/ns#>"
    assert short("https://w3id.org/styrkompass/ns#a/b") == "<https://w3id.org/styrkompass/ns#a/b>"


def test_terms_are_the_same_for_rdflib() -> None:
    assert to_rdflib(ox.NamedNode("http://x/")) == rdflib.URIRef("http://x/")
    assert to_rdflib(ox.BlankNode("b")) == rdflib.BNode("b")
    assert to_rdflib(ox.Literal("å", language="sv")) == rdflib.Literal("å", lang="sv")
    assert to_rdflib(ox.Literal("a")) == rdflib.Literal("a", datatype=rdflib.XSD.string)
    with pytest.raises(TypeError):
        to_rdflib(ox.Triple(*[ox.NamedNode("http://x/")] * 3))
