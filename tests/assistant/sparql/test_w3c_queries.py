"""W3C's query evaluation tests (SPARQL 1.0 and 1.1), run through the endpoint: each must give what
the engine gives directly, and nearly all what W3C expects.

The suites come in rdflib's source distribution, which ``scripts/install-w3c.sh`` fetches (``make
test`` calls it). All their data is in one store, each file a named graph; which of them a test's
dataset is, the SPARQL Protocol tells.
"""

import asyncio
import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from rdflib import RDF, Namespace

from kg.forms import GRAPH_FORMS, RESULT_FORMS
from kg.graph import GovernanceGraph
from kg.names import QUERY_PREFIXES
from tests.assistant.sparql.server import in_process

SUITES = Path(sys.prefix) / "share" / "w3c"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
KINDS = (MF.QueryEvaluationTest, MF.CSVResultFormatTest)
DATA = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML}
PLACE = "http://w3c.example/"
"""Where the suites' files are as IRIs."""

pytestmark = pytest.mark.skipif(
    not SUITES.is_dir(), reason="W3C's tests are not there: scripts/install-w3c.sh fetches them"
)

NUMBERS = {
    f"http://www.w3.org/2001/XMLSchema#{kind}" for kind in ("integer", "decimal", "double", "float")
}
RESULTS = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}
Term = Any
Row = frozenset[tuple[str, Term]]


@dataclass(frozen=True)
class Test:
    """A query, its dataset (names of files; ``data`` None where the query names it) and result."""

    __test__ = False

    name: str
    query: str
    base: str
    data: str | None
    graphs: tuple[str, ...]
    result: Path


def iri(path: Path) -> str:
    return PLACE + path.relative_to(SUITES).as_posix()


@cache
def suite() -> list[Test]:
    return [test for path in sorted(SUITES.glob("*/*/manifest.ttl")) for test in _of(path)]


def _of(manifest: Path) -> Iterator[Test]:
    graph = rdflib.Graph().parse(manifest, format="turtle", publicID=iri(manifest))
    for test in sorted({t for kind in KINDS for t in graph.subjects(RDF.type, kind)}):
        action, result = graph.value(test, MF.action), graph.value(test, MF.result)
        place = _path(graph.value(action, QT.query))
        named = sorted(str(each) for each in graph.objects(action, QT.graphData))
        data = graph.value(action, QT.data)
        if not place.is_file():  # one that rdflib does not carry
            continue
        whose = manifest.parent.parent.name.partition("-")[0]
        yield Test(
            f"{whose}/{manifest.parent.name}/{str(test).rpartition('#')[2]}",
            place.read_text(encoding="utf-8"),
            iri(place),
            None if data is None else str(data),
            tuple(named),
            _path(result),
        )


def _path(node: Any) -> Path:
    return SUITES / str(node).removeprefix(PLACE)


@cache
def store() -> Store:
    """Every file of data, as the graph of its name, each with blank nodes of its own."""
    found = Store()
    for path in sorted(SUITES.glob("*/*/*")):
        form = DATA.get(path.suffix)
        if form is None or path.name.startswith("manifest"):
            continue
        name = NamedNode(iri(path))
        found.add_graph(name)
        try:
            quads = list(
                parse(path.read_bytes(), form, base_iri=iri(path), rename_blank_nodes=True)
            )
        except SyntaxError:
            continue
        found.extend(Quad(q.subject, q.predicate, q.object, name) for q in quads)
    return found


def chosen(test: Test) -> dict[str, Any]:
    """The dataset for the engine; nothing where the query itself chooses it."""
    if test.data is None and not test.graphs:
        if "FROM" in test.query:
            return {}
        return {"default_graph": [], "named_graphs": []}
    return {
        "default_graph": [] if test.data is None else [NamedNode(test.data)],
        "named_graphs": [NamedNode(name) for name in test.graphs],
    }


def parameters(test: Test) -> dict[str, Any]:
    """The same for the endpoint. That of no data at all is an empty graph."""
    dataset = chosen(test)
    if dataset == {"default_graph": [], "named_graphs": []}:
        return {"default-graph-uri": EMPTY}
    names = {"default_graph": "default-graph-uri", "named_graphs": "named-graph-uri"}
    return {names[key]: [node.value for node in nodes] for key, nodes in dataset.items() if nodes}


EMPTY = PLACE + "empty"


def directly(test: Test) -> Any:
    return store().query(test.query, base_iri=test.base, prefixes=QUERY_PREFIXES, **chosen(test))


# -- comparing ----------------------------------------------------------------------------------


def same(term: Term) -> Term:
    """A term as it is compared: blank nodes all alike, numbers by value, since Oxigraph writes
    them in one way."""
    if isinstance(term, BlankNode):
        return "_:"
    if isinstance(term, Triple):
        return (same(term.subject), term.predicate, same(term.object))
    if isinstance(term, Literal) and term.datatype.value in NUMBERS:
        with suppress(InvalidOperation):
            return (term.datatype, Decimal(term.value))
    return term


def rows(solutions: QuerySolutions) -> Counter[Row]:
    names = [variable.value for variable in solutions.variables]
    return Counter(
        frozenset((n, same(row[n])) for n in names if row[n] is not None) for row in solutions
    )


def triples(found: Any) -> set[Quad]:
    """A graph up to the names of its blank nodes."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in found)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def compared(result: Any) -> Any:
    if isinstance(result, QueryBoolean):
        return bool(result)
    return rows(result) if isinstance(result, QuerySolutions) else triples(result)


def texts(result: Any, form: str) -> list[str]:
    """`lines` of a result of the engine."""
    return lines(result.serialize(format=RESULT_FORMS[form].serializer) or b"")


def lines(body: bytes) -> list[str]:
    """The lines of CSV or TSV, in which a blank node is as good as any."""
    return sorted(re.sub(r"_:[0-9a-zA-Z]+", "_:", line) for line in body.decode().split("\n"))


def table(body: str) -> list[list[tuple[str, str]]]:
    """The rows of CSV by column, with blank nodes and numbers as `same` has them."""
    return sorted(
        sorted((name, plain(value)) for name, value in row.items())
        for row in csv.DictReader(io.StringIO(body, newline=""))
    )


def plain(value: str) -> str:
    with suppress(InvalidOperation):
        return str(Decimal(value).normalize())
    return "_:" if value.startswith("_:") else value


def expected(test: Test) -> Any:
    """What W3C expects, in the same shape; None if it is in a form that we do not read."""
    path = test.result
    forms = {
        ".srx": QueryResultsFormat.XML,
        ".srj": QueryResultsFormat.JSON,
        ".tsv": QueryResultsFormat.TSV,
    }
    if path.suffix in forms:
        return compared(parse_query_results(path.read_bytes(), forms[path.suffix]))
    if path.suffix == ".csv":
        return None
    graph = rdflib.Graph().parse(
        path, format={".ttl": "turtle", ".rdf": "xml"}[path.suffix], publicID=iri(path)
    )
    result = graph.value(None, RDF.type, RS.ResultSet)
    if result is None:
        body = graph.serialize(format="nt").encode()
        return triples(quad.triple for quad in parse(body, RdfFormat.N_TRIPLES))
    if (truth := graph.value(result, RS.boolean)) is not None:
        return str(truth) in ("true", "1")
    found: Counter[Row] = Counter()
    for solution in graph.objects(result, RS.solution):
        bindings = graph.objects(solution, RS.binding)
        found[
            frozenset(
                (str(graph.value(b, RS.variable)), _term(graph.value(b, RS.value)))
                for b in bindings
            )
        ] += 1
    return found


def _term(node: Any) -> Term:
    if isinstance(node, rdflib.BNode):
        return "_:"
    (quad,) = parse(f"<urn:s> <urn:p> {node.n3()} .", RdfFormat.TURTLE)
    return same(quad.object)


# -- the tests ----------------------------------------------------------------------------------

REFUSED = {
    "sparql11/service": "SERVICE: nothing is fetched from elsewhere",
}
"""Those that the endpoint does not run, by what their names begin with."""


def refusal(test: Test) -> str:
    return next((why for start, why in REFUSED.items() if test.name.startswith(start)), "")


@dataclass
class Outcome:
    """Of one test: the endpoint's answers by format, read and as they came."""

    statuses: list[int]
    read: list[Any]
    lines: dict[str, list[str]]
    table: list[list[tuple[str, str]]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Every query in every format, over one application."""
    whole = store()
    whole.add_graph(NamedNode(EMPTY))
    graph = GovernanceGraph(whole)
    found: dict[str, Outcome] = {}

    async def work() -> None:
        async with in_process(graph, tmp_path_factory.mktemp("w3c")) as client:
            for test in suite():
                found[test.name] = await through(client, test)

    asyncio.run(work())
    return found


async def through(client: httpx.AsyncClient, test: Test) -> Outcome:
    app = client._transport.app  # type: ignore[attr-defined]
    app.state.settings = replace(app.state.settings, base=test.base)
    outcome = Outcome([], [], {}, [])
    kind = QuerySolutions
    if not refusal(test):
        with suppress(SyntaxError):
            kind = type(directly(test))
    for form in GRAPH_FORMS if kind is QueryTriples else RESULT_FORMS:
        given = {"query": test.query, "format": form, **parameters(test)}
        response = await client.post("/sparql", data=given)
        outcome.statuses.append(response.status_code)
        if response.status_code != 200:
            continue
        if kind is QueryTriples:
            quads = parse(response.content, GRAPH_FORMS[form].serializer)
            outcome.read.append(triples(quad.triple for quad in quads))
        elif form in ("json", "xml"):
            serializer = RESULT_FORMS[form].serializer
            outcome.read.append(compared(parse_query_results(response.content, serializer)))
        else:
            outcome.lines[form] = lines(response.content)
            outcome.table = table(response.text) if form == "csv" else outcome.table
    return outcome


def test_there_are_all_of_them() -> None:
    found = suite()
    assert len({test.name for test in found}) == len(found) == 518


def test_through_the_endpoint_as_directly(outcomes: dict[str, Outcome]) -> None:
    """In every format; and exactly those are refused that are listed."""
    different, refused = [], set()
    for test in suite():
        outcome = outcomes[test.name]
        if 403 in outcome.statuses:
            refused.add(test.name)
            continue
        try:
            direct = compared(directly(test))
        except SyntaxError:
            if set(outcome.statuses) != {400}:
                different.append(test.name)
            continue
        good = set(outcome.statuses) == {200} and all(each == direct for each in outcome.read)
        for form, found in outcome.lines.items():
            good = good and found == texts(directly(test), form)
        if not good:
            different.append(test.name)
    assert different == []
    assert refused == {test.name for test in suite() if refusal(test)}


OTHERWISE = {
    "the engine draws no conclusions": {"sparql11/entailment": None},
    "written for a draft of SPARQL 1.1, whose paths could be counted": {
        "sparql11/property-path": "pp04 pp05 pp13 pp15 pp20 pp22 pp24 pp26 pp27 pp29",
    },
    "later versions of the suite expect what the engine gives, after RDF 1.1 or as errata": {
        "sparql11/functions": "strafter01 strbefore01 strdt03 strlang03",
        "sparql11/aggregates": "agg-empty-group",
        "dawg/basic": "term-6 term-7",
        "dawg/expr-builtin": "dawg-datatype-2",
        "dawg/optional-filter": "dawg-optional-filter-005-simplified",
    },
    "the engine writes a number or date in one way, so other ways of writing are not told apart": {
        "dawg/distinct": "distinct-1 distinct-2 distinct-9",
        "dawg/expr-builtin": "dawg-str-1 dawg-str-2 sameTerm-eq sameTerm-not-eq sameTerm-simple",
        "dawg/expr-equals": "eq-graph-1 eq-graph-2",
        "dawg/open-world": "date-2 date-3 open-eq-01",
        "sparql11/csv-tsv-res": "tsv03",
    },
    "REDUCED may leave out repetitions or not": {"dawg/reduced": "reduced-1 reduced-2"},
    "a graph is the default one and a named one, and its blank nodes are the same here": {
        "dawg/dataset": "dawg-dataset-09 dawg-dataset-10",
        "dawg/graph": "dawg-graph-10",
    },
}
"""Tests whose expected result the engine does not give, and why; None stands for those that do."""


def test_as_w3c_expects(outcomes: dict[str, Outcome]) -> None:
    """But for those that are listed. 435 of the 511 that are run."""
    otherwise, equal = set(), 0
    for test in suite():
        outcome = outcomes[test.name]
        if refusal(test):
            continue
        wanted = expected(test)
        if wanted is None:
            good = outcome.table == table(test.result.read_text(encoding="utf-8"))
        else:
            good = bool(outcome.read) and outcome.read[0] == wanted
        equal += good
        if not good:
            otherwise.add(test.name)
    listed = {
        f"{folder}/{name}"
        for folders in OTHERWISE.values()
        for folder, names in folders.items()
        for name in (names or "").split()
    }
    told = {name for name in otherwise if not name.startswith("sparql11/entailment/")}
    assert told == listed
    assert equal == 435
