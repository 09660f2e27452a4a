"""The pool of SPARQL workers: they answer, are kept, are killed, and leave nothing behind."""

import asyncio
import gc
import gzip
import json
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store, serialize

from kg import answering
from kg.answering import Allowed, Asked
from kg.errors import (
    NotAcceptable,
    QueryBroken,
    QueryError,
    QueryNested,
    QueryRefused,
    QueryTimeout,
    QueryTooHungry,
    VersionUnknown,
)
from kg.forms import GRAPH_FORMS, RESULT_FORMS
from kg.names import DATA_GRAPH, DCT, QUERY_PREFIXES
from kg.pool import Pool

COUNT = 300
TITLES = "SELECT ?s ?t { ?s dct:title ?t } ORDER BY ?t"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
EVERYTHING = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(?c) ?f ?i"
LOTS = Allowed(seconds=60)


def titled(count: int, word: str = "Titel") -> Store:
    store = Store()
    store.extend(
        Quad(NamedNode(f"urn:s{n}"), DCT.title, Literal(f'{word} "{n:05}", å 😀'), DATA_GRAPH)
        for n in range(count)
    )
    return store


@pytest.fixture(scope="module")
def store() -> Store:
    return titled(COUNT)


def itself(store: Store) -> Store:
    return store


@dataclass
class Got:
    """A whole answer."""

    form: str
    encoding: str
    complete: bool
    body: bytes
    rows: int | None
    truncated: str | None


async def ask(
    pool: Pool, store: Store, text: str, user: str = "a", key: Any = "", **said: Any
) -> Got:
    answer = await pool.answer(key or id(store), partial(itself, store), Asked(text, **said), user)
    try:
        body = b"".join([piece async for piece in answer.chunks()])
        return Got(
            answer.form, answer.encoding, answer.complete, body, answer.rows, answer.truncated
        )
    finally:
        await answer.close()


@asynccontextmanager
async def pooled(
    allowed: Allowed = LOTS, at_once: int = 2, waiting: int = 100
) -> AsyncIterator[Pool]:
    """A pool that must leave neither process nor open file."""
    gc.collect()  # what an earlier test left to be collected would be closed meanwhile
    descriptors = open_files()
    pool = Pool(allowed, at_once, waiting)
    try:
        yield pool
    finally:
        await pool.close()
    assert (pool.turns.running, pool.turns.waiting) == (0, 0)
    assert workers() == set()
    await asyncio.sleep(0)
    assert open_files() == descriptors


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())


def children() -> set[int]:
    """Process numbers of this process's children, those of every thread."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(number) for path in lists for number in path.read_text().split()}


OTHERS: set[int] = set()
"""Children that were there before, such as a server that other tests started."""


@pytest.fixture(autouse=True)
def _others() -> None:
    OTHERS.clear()
    OTHERS.update(children())


def workers() -> set[int]:
    """Those that the test has started."""
    return children() - OTHERS


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def native(store: Store, text: str, form: str) -> bytes:
    result = store.query(text, prefixes=QUERY_PREFIXES, use_default_graph_as_union=True)
    if isinstance(result, QueryTriples):
        serializer = GRAPH_FORMS[form].serializer
        return serialize(result, format=serializer, prefixes=QUERY_PREFIXES) or b""
    return result.serialize(format=RESULT_FORMS[form].serializer) or b""


# -- what comes back ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
@pytest.mark.parametrize("form", sorted(RESULT_FORMS))
def test_rows_as_the_engine_gives_them(store: Store, form: str, encoding: str) -> None:
    async def work() -> None:
        async with pooled() as pool:
            got = await ask(pool, store, TITLES, rows_form=form, encoding=encoding)
            assert unpacked(got) == native(store, TITLES, form)
            assert (got.form, got.encoding, got.rows) == (form, encoding, COUNT)
            assert (got.truncated, got.complete) == (None, True)

    run(work)


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
@pytest.mark.parametrize("form", sorted(GRAPH_FORMS))
def test_a_graph_as_the_engine_gives_it(store: Store, form: str, encoding: str) -> None:
    text = "CONSTRUCT { ?s dct:title ?t } WHERE { ?s dct:title ?t }"

    async def work() -> None:
        async with pooled() as pool:
            got = await ask(pool, store, text, graph_form=form, encoding=encoding)
            assert unpacked(got) == native(store, text, form)
            assert (got.form, got.encoding, got.rows) == (form, encoding, COUNT)

    run(work)


@pytest.mark.parametrize("form", sorted(RESULT_FORMS))
def test_yes_or_no(store: Store, form: str) -> None:
    async def work() -> None:
        async with pooled() as pool:
            got = await ask(pool, store, "ASK { ?s ?p ?o }", rows_form=form, encoding="gzip")
            assert got == Got(form, "", True, native(store, "ASK { ?s ?p ?o }", form), None, None)

    run(work)


def unpacked(got: Got) -> bytes:
    unpack = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    return bytes(unpack[got.encoding](got.body))


def test_a_byte_order_mark_is_for_csv(store: Store) -> None:
    async def work() -> None:
        async with pooled() as pool:
            got = await ask(pool, store, TITLES, rows_form="csv", bom=True)
            assert got.body == b"\xef\xbb\xbf" + native(store, TITLES, "csv")
            got = await ask(pool, store, TITLES, rows_form="json", bom=True)
            assert got.body == native(store, TITLES, "json")

    run(work)


def test_a_spreadsheets_csv_is_cut_between_rows_and_says_so() -> None:
    """It streams as the others do: the note is its last row, in one cell."""

    async def work() -> None:
        async with pooled() as pool:
            got = await ask(
                pool, titled(20_000), TITLES, rows_form="csv", spreadsheet=True, rows=12_345
            )
        assert (got.form, got.rows, got.truncated) == ("csv", 12_345, "rows")
        lines = got.body.decode("utf-8-sig").split("\r\n")
        assert lines[:2] == ["s;t", 'urn:s0;"Titel ""00000"", å 😀"']
        assert len(lines) == 12_348
        assert lines[-3] == 'urn:s12344;"Titel ""12344"", å 😀"'
        assert lines[-2].startswith("# Avkortat efter 12345 rader")

    run(work)


def test_a_result_far_larger_than_what_is_held_in_memory() -> None:
    big = titled(20_000)

    async def work() -> None:
        async with pooled() as pool:
            got = await ask(pool, big, TITLES)
            assert (got.complete, got.rows, got.truncated) == (False, 20_000, None)
            assert got.body == native(big, TITLES, "json")

    run(work)


# -- workers are kept, and let go ---------------------------------------------------------------


def test_a_worker_answers_one_query_after_another(store: Store) -> None:
    async def work() -> None:
        async with pooled() as pool:
            await ask(pool, store, TITLES)
            first = workers()
            assert len(first) == 1
            for text in (TITLES, "SELECT * {", "DROP ALL", "ASK { }", TITLES):
                try:
                    await ask(pool, store, text)
                except (QueryBroken, QueryRefused):
                    continue
                finally:
                    assert workers() == first

    run(work)


def test_a_worker_can_open_neither_file_nor_connection(store: Store) -> None:
    async def work() -> None:
        async with pooled() as pool:
            await ask(pool, store, TITLES)
            (worker,) = workers()
            place = Path(f"/proc/{worker}")
            limits = (place / "limits").read_text().splitlines()
            assert ["0", "0"] in [line.split()[3:5] for line in limits if "open files" in line]
            targets = [str(path.readlink()) for path in (place / "fd").iterdir()]
            assert len(targets) == 4
            assert [target for target in targets if target.startswith("socket:")]

    run(work)


def test_another_graph_has_workers_of_its_own(store: Store) -> None:
    other = titled(2, "Annan")

    async def work() -> None:
        async with pooled() as pool:
            assert (await ask(pool, store, TITLES)).rows == COUNT
            first = workers()
            assert (await ask(pool, other, TITLES)).body == native(other, TITLES, "json")
            await until(lambda: len(workers()) == 1)
            assert workers().isdisjoint(first)
            assert (await ask(pool, store, TITLES)).rows == COUNT

    run(work)


def test_a_switch_of_graphs_in_the_middle_mixes_nothing_up(store: Store) -> None:
    """Queries of both graphs run, wait and end in every order."""
    other = titled(3, "Annan")
    stores = [store, other] * 10

    async def work() -> None:
        async with pooled(at_once=4) as pool:
            users = "abcdefg" * 3
            asked = [ask(pool, s, TITLES, u) for s, u in zip(stores, users, strict=False)]
            found = await asyncio.gather(*asked)
            assert [got.body for got in found] == [native(s, TITLES, "json") for s in stores]

    run(work)


def test_a_worker_that_is_not_to_be_kept(store: Store) -> None:
    async def work() -> None:
        async with pooled() as pool:
            await ask(pool, store, TITLES)
            kept = workers()
            asked = Asked("SELECT * { ?s ?p ?o }")
            answer = await pool.answer(None, lambda: titled(1), asked, "a", keep=False)
            assert (answer.complete, answer.rows) == (True, 1)
            await answer.close()
            await until(lambda: workers() == kept)

    run(work)


def test_a_worker_that_has_grown_is_let_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "GROWTH", 1024 * 1024)
    much = "SELECT (COUNT(DISTINCT CONCAT(?t, ?u)) AS ?n) { ?s dct:title ?t . ?v dct:title ?u }"

    async def work() -> None:
        async with pooled() as pool:
            await ask(pool, store, "ASK { }")
            first = workers()
            got = await ask(pool, store, much)
            assert json.loads(got.body)["results"]["bindings"][0]["n"]["value"] == str(COUNT**2)
            await until(lambda: workers() == set())
            await ask(pool, store, "ASK { }")
            assert len(workers()) == 1
            assert workers().isdisjoint(first)

    run(work)


def test_what_cannot_be_prepared_is_told(store: Store) -> None:
    def fails() -> Store:
        raise VersionUnknown(number=7, known="1, 2")

    async def work() -> None:
        async with pooled() as pool:
            with pytest.raises(VersionUnknown) as raised:
                await pool.answer(None, fails, Asked(TITLES), "a", keep=False)
            assert raised.value.params == {"number": 7, "known": "1, 2"}

    run(work)


# -- limits -------------------------------------------------------------------------------------


def refused(
    store: Store,
    text: str,
    error: type[QueryError],
    allowed: Allowed = LOTS,
    **said: Any,
) -> QueryError:
    """The error that a query ends with; the next one is answered."""
    raised: list[QueryError] = []

    async def work() -> None:
        async with pooled(allowed) as pool:
            with pytest.raises(error) as problem:
                await ask(pool, store, text, **said)
            raised.append(problem.value)
            assert pool.turns.running == 0
            assert (await ask(pool, store, "ASK { }")).body == b'{"head":{},"boolean":true}'

    run(work)
    return raised[0]


def test_killed_at_the_time_limit(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    began = time.monotonic()
    error = refused(store, ENDLESS, QueryTimeout, Allowed(seconds=2))
    assert error.params == {"seconds": "2"}
    assert 2 < time.monotonic() - began < 20
    (told,) = [record.getMessage() for record in caplog.records]
    assert told.startswith("SPARQL: stopped after ")
    assert told.endswith(f"(time): {ENDLESS}")


def test_stopped_at_the_memory_limit(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    error = refused(store, HUNGRY, QueryTooHungry, Allowed(seconds=60, megabytes=64))
    assert error.params == {"megabytes": 64}
    assert "memory" in caplog.text


def test_python_that_gets_no_memory_is_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def greedy(*_: object) -> bool:
        return bool(bytearray(10**9))

    with monkeypatch.context() as patch:
        patch.setattr(answering, "permitted", greedy)

        async def work() -> None:
            async with pooled(Allowed(seconds=60, megabytes=64)) as pool:
                with pytest.raises(QueryTooHungry) as raised:
                    await ask(pool, store, TITLES)
                assert raised.value.params == {"megabytes": 64}
                await until(lambda: workers() == set())

        run(work)
    assert "(memory)" in caplog.text


def test_killed_from_outside(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        async with pooled() as pool:
            asking = asyncio.create_task(ask(pool, store, ENDLESS))
            await until(lambda: len(workers()) == 1)
            await asyncio.sleep(0.2)
            (worker,) = workers()
            os.kill(worker, signal.SIGKILL)
            with pytest.raises(QueryTooHungry):
                await asking
            assert (await ask(pool, store, TITLES)).rows == COUNT

    run(work)
    assert "status -9" in caplog.text


def test_an_idle_worker_that_was_killed_is_not_noticed(store: Store) -> None:
    async def work() -> None:
        async with pooled() as pool:
            await ask(pool, store, TITLES)
            (worker,) = workers()
            os.kill(worker, signal.SIGKILL)
            await until(lambda: ") Z " in Path(f"/proc/{worker}/stat").read_text())
            assert (await ask(pool, store, TITLES)).rows == COUNT

    run(work)


DEEP = {
    "parentheses": "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "braces": "SELECT * { " + "{" * 10_000 + "}" * 10_000 + " }",
    "brackets": "SELECT * { " + "[ ?p " * 10_000 + "1" + " ]" * 10_000 + " }",
    "not": "SELECT * { FILTER(" + "!" * 100_000 + "true) }",
    "paths": "SELECT * { ?s " + "^" * 1 + "(" * 900 + "dct:title" + ")*" * 900 + " ?o }",
    "brackets hidden by texts": "SELECT * { FILTER("
    + '(")" = ' * 100_000
    + "1"
    + ")" * 100_000
    + ") }",
}


@pytest.mark.parametrize(
    "what", ["parentheses", "braces", "brackets", "not", "brackets hidden by texts"]
)
def test_nested_too_deeply(store: Store, what: str) -> None:
    assert refused(store, DEEP[what], QueryNested).params == {"depth": 1000}


@pytest.mark.parametrize("depth", [1, 30, 150])
def test_a_nested_query_with_from_is_read_too(store: Store, depth: int) -> None:
    """By rdflib's parser, which recurses some 40 times for each."""
    text = "SELECT * FROM graph:data { " + "{ " * depth + "?s ?p ?o" + " }" * depth + " }"

    async def work() -> None:
        async with pooled() as pool:
            assert (await ask(pool, store, text)).rows == COUNT

    run(work)


def test_nested_paths_end_well_or_are_refused(store: Store) -> None:
    """Whatever the engine makes of them, the pool goes on."""

    async def work() -> None:
        async with pooled(Allowed(seconds=3)) as pool:
            with suppress(QueryNested, QueryTimeout, QueryTooHungry, QueryBroken):
                await ask(pool, store, DEEP["paths"])
            assert (await ask(pool, store, TITLES)).rows == COUNT

    run(work)


@pytest.mark.parametrize(
    ("text", "error", "params"),
    [
        ("SELECT * {", QueryBroken, {"line": 1, "column": 11}),
        ("SELECT *\n{ ?s ?p\n ?o ?x }", QueryBroken, {"line": 3}),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", QueryRefused, {"what": "INSERT"}),
        ("SELECT * { SERVICE <http://x/> { } }", QueryRefused, {"what": "SERVICE"}),
        (
            "SELECT * { SERVICE <http://x/> { SERVICE <http://y/> { ?s ?p ?o } } }",
            QueryRefused,
            {"what": "SERVICE"},
        ),
        ("SELECT * FROM <urn:x> { }", QueryRefused, {"what": "FROM <urn:x>"}),
        (
            "SELECT * FROM graph:nej { }",
            QueryRefused,
            {"what": f"FROM <{QUERY_PREFIXES['graph']}nej>"},
        ),
    ],
)
def test_errors_come_with_what_they_say(
    store: Store, text: str, error: type[QueryError], params: dict[str, object]
) -> None:
    found = refused(store, text, error)
    assert params.items() <= found.params.items()
    assert found.message("sv") != found.message("en")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service dct:title ?from }",
        "SELECT * { ?s dct:title ?t FILTER(?t != 'service from' && ?t != '''SERVICE \\' FROM''') }",
        'SELECT * { ?s dct:title ?t FILTER(?t != "\\" SERVICE " && ?t != """ " SERVICE """) }',
        "SELECT * { ?s dct:title ?t # SERVICE\n}",
        "SELECT * { ?s dct:title ?t FILTER(?s != <urn:x/SERVICE> && ?s != styr:customer-service) }",
        "PREFIX service: <urn:service> SELECT * { ?s dct:title ?t MINUS { ?s service:service 1 } }",
    ],
)
def test_the_letters_of_what_is_refused_may_be_anywhere_else(store: Store, text: str) -> None:
    async def work() -> None:
        async with pooled() as pool:
            assert (await ask(pool, store, text)).rows == COUNT

    run(work)


@pytest.mark.parametrize(
    ("text", "said"),
    [(TITLES, {"rows_form": ""}), ("CONSTRUCT WHERE { ?s ?p ?o }", {"graph_form": ""})],
)
def test_no_format_for_it(store: Store, text: str, said: dict[str, str]) -> None:
    refused(store, text, NotAcceptable, **said)


@pytest.mark.parametrize(
    ("named", "known"),
    [("default_graphs", False), ("named_graphs", False), ("default_graphs", True)],
)
def test_graphs_of_the_protocol(store: Store, named: str, known: bool) -> None:
    iri = DATA_GRAPH.value if known else "urn:x"
    if known:

        async def work() -> None:
            async with pooled() as pool:
                assert (await ask(pool, store, TITLES, **{named: (iri,)})).rows == COUNT

        run(work)
    else:
        assert (
            refused(store, TITLES, QueryRefused, **{named: (iri,)}).params["what"] == "FROM <urn:x>"
        )


# -- results that are cut -----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "xml"])
@pytest.mark.parametrize(
    ("allowed", "rows", "reason"),
    [
        (Allowed(seconds=60, rows=7), None, "rows"),
        (LOTS, 7, "rows"),
        (LOTS, 0, "rows"),
        (LOTS, COUNT, None),
        (Allowed(seconds=60, bytes=2000), None, "bytes"),
    ],
)
def test_rows_are_cut(
    store: Store, form: str, allowed: Allowed, rows: int | None, reason: str | None
) -> None:
    async def work() -> None:
        async with pooled(allowed) as pool:
            got = await ask(pool, store, TITLES, rows_form=form, rows=rows, lang="en")
            assert got.truncated == reason
            if reason == "rows":
                assert got.rows == (allowed.rows if rows is None else rows)
            message = f"Cut after {got.rows} rows"
            assert (message in got.body.decode()) == bool(reason)

    run(work)


@pytest.mark.parametrize("form", sorted(GRAPH_FORMS))
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_graph_is_cut_and_says_so(store: Store, form: str, lang: str) -> None:
    text = "CONSTRUCT WHERE { ?s dct:title ?t }"

    async def work() -> None:
        async with pooled() as pool:
            got = await ask(pool, store, text, graph_form=form, rows=5, lang=lang)
            assert (got.rows, got.truncated) == (5, "rows")
            said = {"sv": "Avkortat efter 5 rader", "en": "Cut after 5 rows"}[lang]
            assert said in got.body.decode()

    run(work)


def test_cut_when_the_time_is_over(store: Store) -> None:
    """The rows that were there in time are a result, which says that there are more."""

    async def work() -> None:
        async with pooled(Allowed(seconds=2, rows=10**9, bytes=10**12)) as pool:
            got = await ask(pool, store, EVERYTHING)
            told = json.loads(got.body)
            assert (got.truncated, told["truncated"]["reason"]) == ("time", "time")
            assert len(told["results"]["bindings"]) == told["truncated"]["rows"] == got.rows

    run(work)


# -- clients that go, and clients that are slow -------------------------------------------------


def test_a_client_that_goes_before_the_answer_frees_its_turn(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with pooled(at_once=1) as pool:
            asking = asyncio.create_task(ask(pool, store, ENDLESS))
            await until(lambda: len(workers()) == 1)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert pool.turns.running == 0
            await until(lambda: workers() == set())
            assert (await ask(pool, store, TITLES)).rows == COUNT

    run(work)
    assert "(the client has gone)" in caplog.text


def test_a_client_that_goes_in_the_middle_frees_its_turn(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        async with pooled(Allowed(seconds=60, bytes=10**12, rows=10**9), at_once=1) as pool:
            prepare, asked = partial(itself, store), Asked(EVERYTHING)
            answer = await pool.answer("k", prepare, asked, "a")
            chunks = answer.chunks()
            assert (await anext(chunks)).startswith(b'{"head"')
            await answer.close()
            assert pool.turns.running == 0
            await until(lambda: workers() == set())
            assert (await ask(pool, store, TITLES)).rows == COUNT

    run(work)
    assert "(the client has gone)" in caplog.text


def test_a_slow_client_keeps_no_worker_waiting() -> None:
    big = titled(20_000)

    async def work() -> None:
        async with pooled(at_once=1) as pool:
            prepare = partial(itself, big)
            answer = await pool.answer(id(big), prepare, Asked(TITLES), "a")
            await until(lambda: pool.turns.running == 0)
            assert (await ask(pool, big, "ASK { }", "b")).complete
            assert b"".join([piece async for piece in answer.chunks()]) == native(
                big, TITLES, "json"
            )
            assert answer.rows == 20_000
            await answer.close()

    run(work)


# -- many at a time -----------------------------------------------------------------------------


def test_ten_at_once(store: Store) -> None:
    async def work() -> None:
        async with pooled(at_once=2) as pool:
            most = 0

            async def watched(user: str) -> Got:
                nonlocal most
                got = await ask(pool, store, TITLES, user)
                most = max(most, len(workers()))
                return got

            found = await asyncio.gather(*(watched(user) for user in "abcdefghij"))
            assert [got.rows for got in found] == [COUNT] * 10
            assert most <= 2

    run(work)


def test_ten_runaways_of_one_user_disturb_no_other(store: Store) -> None:
    async def work() -> None:
        async with pooled(Allowed(seconds=20), at_once=2) as pool:
            runaways = [asyncio.create_task(ask(pool, store, ENDLESS, "bad")) for _ in range(10)]
            await until(lambda: len(workers()) == 1)
            began = time.monotonic()
            for _ in range(3):
                assert (await ask(pool, store, TITLES, "good")).rows == COUNT
            assert time.monotonic() - began < 15
            for each in runaways:
                each.cancel()
            await asyncio.gather(*runaways, return_exceptions=True)
            assert (pool.turns.running, pool.turns.waiting) == (0, 0)

    run(work)


@pytest.fixture(autouse=True)
def _told_warnings(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="kg")
