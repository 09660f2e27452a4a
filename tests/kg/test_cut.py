"""Results are cut between two rows, and counted right, whatever texts are in them."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Store, Triple

from kg import cut
from kg.cut import FORMS, Cut, Cutter, Limits
from kg.forms import RESULT_FORMS

MANY = 10**9
MESSAGE = 'Cut, "{reason}" -- {rows}'
SPARQL_XML = "{http://www.w3.org/2005/sparql-results#}"

NASTY = [
    '"',
    "\\",
    "\\\\",
    '\\"',
    "},{",
    '"},{"a":{"',
    '}},{"a":{"type',
    '\\"},{\\"a\\":{',
    "{}",
    ",{},",
    "]}}",
    '"bindings":[',
    "\n",
    "\r\n",
    "\t",
    ",",
    "</result>",
    "</result><result>",
    "<results>",
    "<!-- -->",
    "]]>",
    "å",
    "😀",
    "\u2028",
    "#",
    " ",
    "",
]
PIECES = st.sampled_from(NASTY) | st.text(
    st.characters(
        min_codepoint=32, exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
    ),
    max_size=5,
)
TEXTS = st.lists(PIECES, max_size=4).map("".join)
LITERALS = (
    TEXTS.map(Literal)
    | TEXTS.map(lambda text: Literal(text, language="sv"))
    | st.integers().map(Literal)
    | st.booleans().map(Literal)
)
IRIS = st.sampled_from(["urn:a", "https://example.org/å?a=,b", "urn:x#/result,"]).map(NamedNode)
TRIPLES = st.builds(Triple, IRIS, IRIS, st.integers().map(Literal))
"""Oxigraph 0.5 does not quote texts within triples in CSV, so there are none."""
TERMS = LITERALS | IRIS | TRIPLES
NAMES = st.lists(
    st.sampled_from(["a", "b", "type", "value", "subject", "bindings", "å"]),
    min_size=1,
    max_size=3,
    unique=True,
)


@dataclass
class Table:
    """A result: its variables and rows of terms, None where one is unbound."""

    names: list[str]
    rows: list[list[Any]]

    def native(self, form: str) -> bytes:
        """As Oxigraph serialises it."""
        names = " ".join(f"?{name}" for name in self.names)
        rows = " ".join(
            "(" + " ".join("UNDEF" if term is None else _sparql(term) for term in row) + ")"
            for row in self.rows
        )
        result = Store().query(f"SELECT {names} {{ VALUES ({names}) {{ {rows} }} }}")
        assert isinstance(result, QuerySolutions)
        return result.serialize(format=RESULT_FORMS[form].serializer) or b""


def _sparql(term: Any) -> str:
    if not isinstance(term, Triple):
        return str(term)
    return f"<<( {term.subject} {term.predicate} {term.object} )>>"


@st.composite
def tables(draw: st.DrawFn) -> Table:
    names = draw(NAMES)
    each = st.lists(st.none() | TERMS, min_size=len(names), max_size=len(names))
    return Table(names, draw(st.lists(each, max_size=12)))


@dataclass
class Given:
    """What came out of a cutter."""

    body: bytes
    rows: int
    reason: str | None


def passed(
    native: bytes,
    form: str,
    names: Sequence[str],
    rows: int = MANY,
    most: int = MANY,
    late: Callable[[], bool] = lambda: False,
    size: int = cut.SIZE,
    piece: int = 8192,
) -> Given:
    """``native`` through a cutter, written ``piece`` bytes at a time, as an engine would."""
    out = bytearray()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut, "SIZE", size)
        limits = Limits(rows, most, late)
        said = lambda reason, rows: MESSAGE.format(reason=reason, rows=rows)  # noqa: E731
        cutter = Cutter(form, names, limits, said, out.extend)
        reason = None
        try:
            for start in range(0, len(native), piece):
                assert cutter.write(native[start : start + piece]) == min(
                    piece, len(native) - start
                )
        except Cut as problem:
            reason = problem.reason
            cutter.write(native[start:])  # a buffered writer tries again as it is dropped
        reason = cutter.finish(reason)
    return Given(bytes(out), cutter.rows, reason)


def read(body: bytes, form: str, reason: str | None, rows: int) -> list[Any]:
    """The rows of a result, read by other parsers than ours; the notice must be in its place."""
    message = MESSAGE.format(reason=reason, rows=rows)
    if form == "json":
        told = json.loads(body)
        notice = {"reason": reason, "rows": rows, "message": message} if reason else None
        assert told.get("truncated") == notice
        assert set(told) <= {"head", "results", "truncated"}
        return list(told["results"]["bindings"])
    text = body.decode()
    if form == "xml":
        assert text.count("<!--") == text.count("-->")
        if reason:
            message = message.replace("--", "–")
            assert text.endswith(f"</results><!-- {message} --></sparql>")
        root = ElementTree.fromstring(body)
        found = root.find(f"{SPARQL_XML}results")
        assert found is not None
        return [ElementTree.tostring(each) for each in found]
    if form == "csv":
        lines = list(csv.reader(io.StringIO(text, newline="")))[1:]
        notice_line = [f"# {message}".replace(",", ";").replace('"', "'")]
    else:
        lines = [line.split("\t") for line in text.split("\n")[1:-1]]
        notice_line = [f"# {message}"]
    if reason:
        assert lines.pop() == notice_line
    return lines


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    table=tables(),
    form=st.sampled_from(sorted(FORMS)),
    rows=st.integers(0, 13) | st.just(MANY),
    most=st.integers(0, 2000) | st.just(MANY),
    late=st.integers(0, 6) | st.just(MANY),
    size=st.sampled_from([1, 7, 64, 300, cut.SIZE]),
    piece=st.sampled_from([1, 5, 100, 8192]),
)
def test_what_comes_out_is_the_first_rows_and_says_so(
    table: Table, form: str, rows: int, most: int, late: int, size: int, piece: int
) -> None:
    native = table.native(form)
    whole = read(native, form, None, 0)
    assert len(whole) == len(table.rows)
    head = passed(native, form, table.names, rows=0)
    asked = count()
    given = passed(native, form, table.names, rows, most, lambda: next(asked) >= late, size, piece)
    assert read(given.body, form, given.reason, given.rows) == whole[: given.rows]
    assert given.rows <= rows
    if given.reason is None:
        assert given.body == native
        assert given.rows == len(whole)
    elif given.reason == "rows":
        assert given.rows == rows < len(whole)
    else:
        assert given.reason in ("bytes", "time")
        assert given.reason != "bytes" or len(native) > most
        assert given.reason != "time" or late < MANY
    tail = len(FORMS[form].tail(MESSAGE.format(reason=given.reason, rows=given.rows), "rows", 0))
    if given.reason and given.rows:
        assert len(given.body) - tail <= max(most, len(head.body)) + 20
    if rows >= len(whole) and len(native) <= most and late == MANY:
        assert given.reason is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables(), form=st.sampled_from(sorted(FORMS)), size=st.sampled_from([1, 64, cut.SIZE]))
def test_with_room_for_all_rows_but_one_that_many_come(table: Table, form: str, size: int) -> None:
    assume(table.rows)
    native = table.native(form)
    total = len(table.rows)
    counts = [passed(native, form, table.names, rows, size=size).rows for rows in range(total + 2)]
    assert counts == [*range(total + 1), total]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables(), form=st.sampled_from(sorted(FORMS)), size=st.sampled_from([1, 64, cut.SIZE]))
def test_more_room_never_gives_fewer_rows(table: Table, form: str, size: int) -> None:
    native = table.native(form)
    steps = range(0, len(native) + 1, max(1, len(native) // 15))
    counts = [passed(native, form, table.names, most=most, size=size).rows for most in steps]
    assert counts == sorted(counts)
    exact = passed(native, form, table.names, most=len(native), size=size)
    assert (exact.body, exact.rows, exact.reason) == (native, len(table.rows), None)
    assert passed(native, form, table.names, most=len(native) - 1, size=size).reason == "bytes"


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("rows", [0, 1, MANY])
def test_no_row(form: str, rows: int) -> None:
    table = Table(["a", "b"], [])
    native = table.native(form)
    assert passed(native, form, table.names, rows) == Given(native, 0, None)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_row_without_variables(form: str) -> None:
    result = Store().query("SELECT * { }")
    assert isinstance(result, QuerySolutions)
    native = result.serialize(format=RESULT_FORMS[form].serializer) or b""
    assert passed(native, form, []) == Given(native, 1, None)
    assert passed(native, form, [], rows=0).reason == "rows"


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_row_longer_than_a_piece(form: str) -> None:
    table = Table(["a"], [[Literal("å" * 1000)], [Literal("x")], [Literal('"},{' * 500)]])
    native = table.native(form)
    assert passed(native, form, table.names, size=64, piece=10) == Given(native, 3, None)
    given = passed(native, form, table.names, rows=2, size=64, piece=10)
    assert read(given.body, form, "rows", 2) == read(native, form, None, 0)[:2]
    given = passed(native, form, table.names, most=500, size=64, piece=10)
    assert (given.rows, given.reason) == (0, "bytes")
    assert read(given.body, form, "bytes", 0) == []


@pytest.mark.parametrize("form", sorted(FORMS))
def test_names_longer_than_the_limit_of_bytes(form: str) -> None:
    table = Table([f"{'long' * 50}{n}" for n in range(20)], [[Literal(n) for n in range(20)]] * 3)
    given = passed(table.native(form), form, table.names, most=100, size=64, piece=10)
    assert (given.rows, given.reason) == (0, "bytes")
    assert read(given.body, form, "bytes", 0) == []


@pytest.mark.parametrize("form", sorted(FORMS))
def test_what_has_passed_is_sent_at_once(form: str) -> None:
    """A client of a long result need not wait for its end, and we need not hold it."""
    table = Table(["a"], [[Literal(f"text {n}")] for n in range(20_000)])
    native = table.native(form)
    sent: list[int] = []
    cutter = Cutter(
        form, ["a"], Limits(MANY, MANY, lambda: False), str, lambda b: sent.append(len(b))
    )  # type: ignore[arg-type]
    most_waiting = 0
    for start in range(0, len(native), 8192):
        cutter.write(native[start : start + 8192])
        most_waiting = max(most_waiting, min(start + 8192, len(native)) - sum(sent))
    cutter.finish()
    assert (cutter.rows, sum(sent)) == (20_000, len(native))
    assert most_waiting < cut.SIZE + 8192


@pytest.mark.parametrize("form", sorted(FORMS))
def test_oxigraph_lets_a_cut_through(form: str) -> None:
    """The engine stops when it is told to, and the exception that tells it comes out as it is."""
    out = bytearray()
    asked = count()
    limits = Limits(MANY, MANY, lambda: next(asked) > 5)
    cutter = Cutter(form, ["a"], limits, lambda reason, rows: f"{reason} {rows}", out.extend)
    result = Store().query("SELECT ?a { VALUES ?a {" + " ".join(map(str, range(100_000))) + "} }")
    assert isinstance(result, QuerySolutions)
    serializer: QueryResultsFormat = RESULT_FORMS[form].serializer
    with pytest.raises(Cut) as raised:
        result.serialize(cutter, format=serializer)  # type: ignore[call-overload]
    assert cutter.finish(raised.value.reason) == "time"
    assert 0 < cutter.rows < 100_000
    assert f"time {cutter.rows}".encode() in out
