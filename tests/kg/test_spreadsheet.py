"""CSV that a spreadsheet opens by itself, made of SPARQL TSV on the way."""

import csv
import io

import pytest

from kg.spreadsheet import Rewriter, harmless

XSD = "http://www.w3.org/2001/XMLSchema#"


def made(*pieces: str, lang: str = "sv") -> str:
    rewriter = Rewriter(lang)
    return b"".join(rewriter.rewritten(piece.encode()) for piece in pieces).decode()


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        ("1.6", "1,6"),
        ("-1.6", "-1,6"),
        ("12", "12"),
        (f'"1.0E6"^^<{XSD}double>', "1,0E6"),
        (f'"INF"^^<{XSD}double>', "INF"),
        (f'"-INF"^^<{XSD}double>', "'-INF"),
        (f'"2026-08-31"^^<{XSD}date>', "2026-08-31"),
        (f'"-P1D"^^<{XSD}duration>', "'-P1D"),
        ("true", "true"),
        ('"1.6"', "1.6"),
        ('"3.10"@sv', "3.10"),
        ('"=1+1"', "'=1+1"),
        ('"\\tx"', "'\tx"),
        ('"a \\"b\\" \\\\n"@sv', 'a "b" \\n'),
        ('"en\\nrad"', "en\nrad"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("_:b1", "_:b1"),
        ("<<( <a:a> <b:b> 1.5 )>>", "<<( <a:a> <b:b> 1.5 )>>"),
        ("", ""),
    ],
)
def test_a_cell(term: str, cell: str) -> None:
    """Numbers are told from texts by their types; what a text says stays."""
    read = list(csv.reader(io.StringIO(made(f"?a\t?b\n{term}\t1\n"), newline=""), delimiter=";"))
    assert read == [["a", "b"], [cell, "1"]]


def test_pieces_follow_each_other_and_a_note_is_one_cell() -> None:
    assert made("?a\t?b\n", "1.5\t2\n3\t\n", "# Cut; here\n") == (
        'a;b\r\n1,5;2\r\n3;\r\n"# Cut; here"\r\n'
    )
    assert made("?a\t?b\n1.5\t2\n", lang="en") == "a,b\r\n1.5,2\r\n"


@pytest.mark.parametrize("first", "=+-@\t\r\n＝＋－＠")
def test_no_text_is_a_formula(first: str) -> None:
    assert harmless(f"{first}1") == f"'{first}1"
    assert harmless(f"a{first}") == f"a{first}"
