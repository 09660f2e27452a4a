"""Hostile RDF is refused, or read, in bounded time and memory; none of it ends the process."""

import subprocess
import sys

import pytest
from pyoxigraph import RdfFormat

from kg.bounds import DEEPEST, refusal
from kg.errors import SyntaxBroken
from kg.rdf import FORMATS, parse_quads
from kg.worker import limited

HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
CODECS = ("gbk", "nope", "windows-1252", "utf-7", "idna", "rot13")
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE r [\n<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    + "]>\n"
    + HEAD
    + "<e:A><e:t>&l11;</e:t></e:A></rdf:RDF>"
)


def reason(content: str, ending: str) -> str:
    with pytest.raises(SyntaxBroken) as raised:
        list(parse_quads(content.encode(), FORMATS[ending], name="x"))
    return str(raised.value.params["reason"])


@pytest.mark.parametrize(
    ("content", "ending", "told"),
    [
        ("[" * 100_000, "jsonld", "line 1, column 201: brackets or elements are nested deeper"),
        ('{"urn:a":' * 5000 + "1" + "}" * 5000, "jsonld", "nested deeper than 200 levels"),
        ('{"a":"' + "}" * 500 + '","b":' + "[" * 300, "jsonld", "nested deeper than 200 levels"),
        ("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 100_000, "ttl", "more than 2000 quoted"),
        ("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 100_000, "nt", "more than 2000 quoted"),
        (HEAD + "<e:A><e:p>" * 100_000, "rdf", "nested deeper than 200 levels"),
        (
            HEAD + "<e:A " + " ".join(f'e:a{n}=""' for n in range(300)) + "/>",
            "rdf",
            "more than 200",
        ),
        (LAUGHS, "rdf", "line 3, column 14: DOCTYPE declares the entity lol."),
        (
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
            "rdf",
            "DOCTYPE declares the entity x.",
        ),
        *((f'<?xml version="1.0" encoding="{name}"?><r/>', "rdf", "not UTF-8") for name in CODECS),
        ('<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;]><r/>', "rdf", "the entity x."),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_what_is_refused_before_it_is_parsed(content: str, ending: str, told: str) -> None:
    """Oxigraph ended the whole process on the deep ones, or took minutes."""
    assert told in reason(content, ending)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        ('{"urn:a":' * DEEPEST + "1" + "}" * DEEPEST, "jsonld"),
        ('{"urn:a": "' + "[{" * 1000 + '\\"' + '"}', "jsonld"),
        (HEAD + "<e:A><e:p>" * 99 + "</e:p></e:A>" * 99 + "</rdf:RDF>", "rdf"),
        ("<!DOCTYPE rdf:RDF>" + HEAD + "</rdf:RDF>", "rdf"),
        ("<urn:a> <urn:b> '" + "<<" * 1000 + "' .", "ttl"),
    ],
    ids=["deepest", "brackets in text", "deepest XML", "doctype alone", "angles in text"],
)
def test_what_is_unusual_and_allowed(content: str, ending: str) -> None:
    assert refusal(content.encode(), FORMATS[ending]) is None
    list(parse_quads(content.encode(), FORMATS[ending], name="x"))


@pytest.mark.parametrize("rdf_format", set(FORMATS.values()))
def test_ordinary_content_passes(rdf_format: RdfFormat) -> None:
    assert refusal(b"", RdfFormat.TURTLE) is None
    assert (refusal(b"<a/>", rdf_format), refusal(b"[1]", RdfFormat.JSON_LD)) == (None, None)


MEGABYTE = 1_000_000
HOSTILE = {
    "garbage": (b'\xff\x00ab<>"[{(' * MEGABYTE, "ttl"),
    "printable garbage": (b"a b <c> \"d' [ " * (MEGABYTE * 10 // 14), "ttl"),
    "garbage JSON": (b'\\"{[' * (MEGABYTE * 5 // 2), "jsonld"),
    "backslashes": (b'"' + b"\\" * (10 * MEGABYTE), "jsonld"),
    "quotes": (b'\\"' * (5 * MEGABYTE), "jsonld"),
    "garbage XML": (b"<a " * (MEGABYTE * 10 // 3), "rdf"),
    "a line of ten megabytes": (b"<urn:a> <urn:b> " + b"1, " * (MEGABYTE * 10 // 3), "ttl"),
    "a literal of fifty megabytes": (b'<urn:a> <urn:b> "' + b"a" * 50 * MEGABYTE + b'" .', "nt"),
    "a JSON text of fifty megabytes": (b'{"urn:a":"' + b"a" * 50 * MEGABYTE + b'"}', "jsonld"),
    "brackets in Turtle": (b"<urn:a> <urn:b> " + b"[<urn:a> " * MEGABYTE, "ttl"),
}


def outcome(name: str) -> str:
    content, ending = HOSTILE[name]
    try:
        return str(sum(1 for _ in parse_quads(content, FORMATS[ending], name="x")))
    except SyntaxBroken as problem:
        return problem.message("sv")


@pytest.mark.parametrize("name", HOSTILE)
def test_ten_megabytes_of_anything(name: str) -> None:
    """Bounded: in a worker that is killed after a minute or at a gigabyte more than now."""
    told = limited(outcome, name, seconds=60, megabytes=1000)
    assert told.startswith("x går inte att tolka: ")
    assert len(told) < 700


def test_none_of_it_ends_the_process() -> None:
    """Run apart, since a stack that is full takes everything with it."""
    code = """
from kg.errors import SyntaxBroken
from kg.rdf import FORMATS, parse_quads
for content, ending in ((b'{"urn:a":' * 60000, "jsonld"), (b"<<( <a> <b> " * 100000, "ttl")):
    try:
        list(parse_quads(content, FORMATS[ending], name="x"))
    except SyntaxBroken:
        print("refused")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "refused\nrefused\n", "")
