"""What is told of RDF that does not parse: line, column, the text itself, what was expected."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from kg.errors import SyntaxBroken
from kg.rdf import FORMATS, parse_quads
from kg.syntax import CAUSES, Spot, excerpt
from kg.texts import LANGUAGES, load

XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">\n'


def broken(content: str | bytes, ending: str) -> SyntaxBroken:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(SyntaxBroken) as raised:
        list(parse_quads(raw, FORMATS[ending], name=f"plan.{ending}"))
    return raised.value


def test_a_whole_message_in_both_languages() -> None:
    problem = broken("@prefix styr: <urn:s:> .\n<urn:å> a styr:B\n<urn:c> a styr:D .", "ttl")
    assert problem.message("sv") == (
        "plan.ttl går inte att tolka: rad 3, kolumn 1: det saknas en punkt före <urn:c>. Ett "
        "påstående slutar med punkt, eller med semikolon om nästa rad handlar om samma sak.\n\n"
        "    <urn:c> a styr:D .\n"
        "    ^^^^^^^\n\n"
        "Rätta stället och försök igen. Ingenting har ändrats."
    )
    assert problem.message("en") == (
        "plan.ttl cannot be parsed: line 3, column 1: a dot is missing before <urn:c>. A "
        "statement ends with a dot, or with a semicolon when the next line is about the same "
        "thing.\n\n"
        "    <urn:c> a styr:D .\n"
        "    ^^^^^^^\n\n"
        "Mend that place and try again. Nothing was changed."
    )


SUBJECT = "<urn:å> <urn:b> "


@pytest.mark.parametrize(
    ("content", "ending", "place", "cause", "marked"),
    [
        ("<urn:a> a stry:B .", "ttl", (1, 11), "prefix", "stry:B"),
        ("<urn:a b> a <urn:c> .", "ttl", (1, 1), "iri", "<urn:a b>"),
        ("<a> a <urn:c> .", "ttl", (1, 1), "relative", "<a>"),
        (SUBJECT + "12e .", "ttl", (1, 17), "number", "12e"),
        (SUBJECT + "1.2.3 .", "ttl", (1, 20), "number", ".3"),
        (SUBJECT + "hej .", "ttl", (1, 17), "object", "hej"),
        (SUBJECT + '"hej .\n<urn:c> a <urn:d> .', "ttl", (1, 17), "unclosed", '"hej .'),
        (SUBJECT + "[ <urn:c> 1 .", "ttl", (1, 29), "bracket", "."),
        (SUBJECT + '"hej"@123 .', "ttl", (1, 23), "language", "1"),
        (SUBJECT + r'"\q" .', "ttl", (1, 18), "escape", r"\q"),
        (SUBJECT.encode() + b'"\xe5" .', "ttl", (1, 18), "encoding", "\ufffd"),
        (SUBJECT + "”hej” .", "ttl", (1, 17), "curly", "”"),
        (SUBJECT + '"1"^^ .', "ttl", (1, 23), "datatype", "."),
        (SUBJECT.rstrip(), "ttl", (1, 16), "end", ""),
        ('"x" <urn:b> 1 .', "ttl", (1, 1), "subject", '"x"'),
        ('<urn:b> "y" 1 .', "ttl", (1, 9), "predicate", '"y"'),
        ("@prefix a <urn:a> .", "ttl", (1, 9), "declaration", "a"),
        ("\x00\x01", "ttl", (1, 1), "character", "·"),
        ("# å\n<urn:a> <urn:b> .", "nt", (2, 17), "object", "."),
        ("<urn:a> <urn:b> 'c' .\n", "nt", (1, 17), "character", "'"),
        ("<urn:a> <urn:b> <urn:c> <urn:d> <urn:e> .", "nq", (1, 33), "dot", "<urn:e>"),
        ("<urn:g> {\n<urn:a> oops <urn:c> }", "trig", (2, 9), "predicate", "oops"),
        ('{"å": "ö",\n "ä": "å",}', "jsonld", (2, 11), "trailing", "}"),
        ('{"å": "åå", x}', "jsonld", (1, 13), "character", "x"),
        ('{"a": 1\n "b": 2}', "jsonld", (2, 2), "comma", '"b"'),
        ('{"@id": "urn:a', "jsonld", (1, 9), "unclosed", '"'),
        ("", "jsonld", (1, 1), "end", ""),
        (XML + "<e:å>\n</e:b></rdf:RDF>", "rdf", (3, 3), "tag", "e"),
        (XML + "<e:a>", "rdf", (2, 6), "tag", ""),
        (XML + "<e:a>å & b</e:a>", "rdf", (2, 9), "xml", " "),
        (XML + "<q:a/></rdf:RDF>", "rdf", (2, 2), "prefix", "q:"),
        (XML + '<e:A rdf:about="http://[x"/></rdf:RDF>', "rdf", (2, 16), "iri", '"http://[x"'),
        (XML + '<e:A><e:t xml:lang="s v"/></e:A></rdf:RDF>', "rdf", (2, 20), "language", '"s v"'),
    ],
)
def test_common_causes(
    content: str | bytes, ending: str, place: tuple[int, int], cause: str, marked: str
) -> None:
    reason = broken(content, ending).params["reason"]
    assert getattr(reason, "key", None) == "syntax.placed"
    params = reason.params  # type: ignore[attr-defined]
    assert (params["line"], params["column"]) == place
    assert params["cause"].key == f"syntax.{cause}"
    shown, marks = params["excerpt"].split("\n")
    start, end = marks.find("^"), len(marks)
    assert shown[start:end] == marked
    assert set(marks) == {" ", "^"}


@pytest.mark.parametrize(
    ("content", "ending", "cause"),
    [
        ("<html/>", "rdf", "no_rdf"),
        ('{"@id": 5}', "jsonld", "other"),
        (XML + "<rdf:li/></rdf:RDF>", "rdf", "other"),
        (f'<urn:a> <urn:b> "{"x" * 17_000_000}" .', "nt", "buffer"),
    ],
    ids=["html", "id", "li", "buffer"],
)
def test_what_the_parser_gives_no_place_for(content: str, ending: str, cause: str) -> None:
    assert broken(content, ending).params["reason"].key == f"syntax.{cause}"  # type: ignore[attr-defined]


def test_the_parsers_own_words_are_kept_when_they_are_not_known() -> None:
    assert broken('{"@id": 5}', "jsonld").message("sv") == (
        "plan.jsonld går inte att tolka: tolken väntade något annat (den säger: @id value must be "
        "a string).\n\nRätta stället och försök igen. Ingenting har ändrats."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cause_has_a_text(lang: str) -> None:
    texts = load("kg", lang)["syntax"]
    assert {key for _, key in CAUSES} | {"unclosed", "other", "remote", "placed"} <= set(texts)
    assert len({pattern for pattern, _ in CAUSES}) == len({key for _, key in CAUSES}) == len(CAUSES)


def test_a_long_line_is_cut_around_the_place() -> None:
    problem = broken(f'<urn:a> <urn:b> "{"å" * 5_000_000}" <urn:c> <urn:d> .', "ttl")
    shown = str(problem.params["reason"].params["excerpt"])  # type: ignore[attr-defined]
    assert shown == "    …" + "å" * 34 + '" <urn:c> <urn:d> .\n' + " " * 41 + "^^^^^^^"
    assert len(problem.message("sv")) < 500


@given(st.text(max_size=200), st.integers(0, 250), st.integers(1, 300))
@example("\r", 1, 1)
@settings(max_examples=200, deadline=None)
def test_an_excerpt_is_two_lines_that_can_be_shown(text: str, offset: int, width: int) -> None:
    content = text.encode("utf-8", "surrogatepass")
    spot = Spot.of_offset(content, min(offset, len(content)), width)
    shown, marks = excerpt(content, spot).split("\n")
    assert shown.isprintable()
    assert set(marks.strip()) == {"^"}
    assert marks.find("^") <= len(shown)
    assert max(len(shown), len(marks)) < 100


@given(st.binary(max_size=60), st.sampled_from(sorted(FORMATS)))
@settings(max_examples=300, deadline=None)
def test_whatever_the_bytes_are_it_parses_or_is_told(content: bytes, ending: str) -> None:
    told = {}
    try:
        list(parse_quads(content, FORMATS[ending], name="x", base="urn:x:"))
    except SyntaxBroken as problem:
        told = {lang: problem.message(lang) for lang in LANGUAGES}
    assert len(set(told.values())) == len(told)


def test_formats_that_people_use_are_all_tried() -> None:
    assert set(FORMATS.values()) == {
        *(RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS),
        *(RdfFormat.RDF_XML, RdfFormat.JSON_LD),
    }
