"""The formats of results, by name and by what a client accepts."""

from collections.abc import Mapping
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, parse, serialize

from kg.forms import GRAPH_FORMS, RESULT_FORMS, Form, named, preferred_form

ALL = [*RESULT_FORMS.items(), *GRAPH_FORMS.items()]


@pytest.mark.parametrize(
    ("name", "rows", "graph"),
    [
        ("json", "json", "jsonld"),
        ("xml", "xml", "rdfxml"),
        ("csv", "csv", ""),
        ("tsv", "tsv", ""),
        ("srj", "json", ""),
        ("srx", "xml", ""),
        ("turtle", "", "turtle"),
        ("ttl", "", "turtle"),
        ("n3", "", "turtle"),
        ("ntriples", "", "ntriples"),
        ("nt", "", "ntriples"),
        ("n-triples", "", "ntriples"),
        ("rdf", "", "rdfxml"),
        ("rdfxml", "", "rdfxml"),
        ("rdf+xml", "", "rdfxml"),
        ("jsonld", "", "jsonld"),
        ("json-ld", "", "jsonld"),
        ("application/sparql-results+json", "json", ""),
        ("application/sparql-results+xml", "xml", ""),
        ("sparql-results+json", "json", ""),
        ("application/json", "json", "jsonld"),
        ("text/csv", "csv", ""),
        ("text/plain", "tsv", "ntriples"),
        ("text/turtle", "", "turtle"),
        ("docx", "", ""),
        ("", "", ""),
    ],
)
def test_by_name(name: str, rows: str, graph: str) -> None:
    assert (named(name, RESULT_FORMS), named(name, GRAPH_FORMS)) == (rows, graph)


ROWS_JSON = ("json", "application/sparql-results+json")


@pytest.mark.parametrize(
    ("wanted", "refused", "rows", "graph"),
    [
        (["*/*"], [], ROWS_JSON, ("turtle", "text/turtle")),
        (["*"], [], ROWS_JSON, ("turtle", "text/turtle")),
        (["application/*"], [], ROWS_JSON, ("ntriples", "application/n-triples")),
        (["text/*"], [], ("csv", "text/csv"), ("turtle", "text/turtle")),
        (["image/*"], [], ("", ""), ("", "")),
        (["image/png", "*/*"], [], ROWS_JSON, ("turtle", "text/turtle")),
        (["text/csv", "*/*"], [], ("csv", "text/csv"), ("turtle", "text/turtle")),
        (
            ["application/json"],
            [],
            ("json", "application/json"),
            ("jsonld", "application/json"),
        ),
        (["application/xml"], [], ("xml", "application/xml"), ("rdfxml", "application/xml")),
        (["text/plain"], [], ("tsv", "text/plain"), ("ntriples", "text/plain")),
        (["text/html"], [], ("", ""), ("", "")),
        (
            ["*/*"],
            ["application/sparql-results+json", "text/turtle"],
            ("xml", "application/sparql-results+xml"),
            ("ntriples", "application/n-triples"),
        ),
        ([], [], ("", ""), ("", "")),
    ],
)
def test_by_what_is_accepted(
    wanted: list[str], refused: list[str], rows: tuple[str, str], graph: tuple[str, str]
) -> None:
    assert preferred_form(wanted, RESULT_FORMS, refused) == rows
    assert preferred_form(wanted, GRAPH_FORMS, refused) == graph


@pytest.mark.parametrize(("key", "form"), ALL)
def test_the_registered_type_comes_first_and_means_the_format(key: str, form: Form[Any]) -> None:
    """As the engine has it."""
    serializer = form.serializer
    assert form.media_types[0] in (serializer.media_type, serializer.media_type.split(";")[0])
    assert type(serializer).from_media_type(form.media_types[0]) == serializer
    forms: Mapping[str, Form[Any]] = (
        RESULT_FORMS if isinstance(serializer, QueryResultsFormat) else GRAPH_FORMS
    )
    assert {named(name, forms) for name in (key, *form.aliases, *form.media_types)} == {key}


@pytest.mark.parametrize(
    ("form", "asked", "told"),
    [
        (RESULT_FORMS["json"], "", "application/sparql-results+json"),
        (RESULT_FORMS["json"], "application/json", "application/json"),
        (RESULT_FORMS["csv"], "", "text/csv; charset=utf-8"),
        (RESULT_FORMS["tsv"], "text/plain", "text/plain; charset=utf-8"),
        (RESULT_FORMS["csv"], "image/png", "text/csv; charset=utf-8"),
        (GRAPH_FORMS["turtle"], "text/n3", "text/n3; charset=utf-8"),
    ],
)
def test_the_type_that_is_told(form: Form[Any], asked: str, told: str) -> None:
    assert form.content_type(asked) == told


@pytest.mark.parametrize(("key", "form"), [(k, f) for k, f in GRAPH_FORMS.items() if f.comment])
def test_a_note_after_the_end_changes_nothing(key: str, form: Form[RdfFormat]) -> None:
    said = [Triple(NamedNode("urn:a"), NamedNode("urn:b#c"), Literal("å"))]
    body = serialize(said, format=form.serializer) or b""
    noted = body + form.comment.format("Avkortat efter 1 rader: gör frågan smalare.").encode()
    assert noted != body
    assert [quad.triple for quad in parse(noted, form.serializer)] == said
