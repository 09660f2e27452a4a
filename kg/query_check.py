"""A query judged while it is written: what is wrong and where, what looks wrong, what it asks.

The text is anybody's, so nothing here runs it, and the parsers that could take long on it work in
a process that is killed in time (`kg.worker`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from pyoxigraph import Store

from kg.errors import LimitError, QueryBroken, QueryError
from kg.graph import GovernanceGraph
from kg.names import GRAPH, QUERY_PREFIXES
from kg.query_doubts import doubts
from kg.query_faults import fault
from kg.query_grammar import Token, tokens
from kg.query_scope import asked, bound, form, grouping, selected, visible
from kg.query_terms import Terms
from kg.query_tree import DEEPEST, Node, NotSparql, TooDeep, parse
from kg.query_words import TEXTS, Sentence, explain
from kg.sparql import broken, permitted
from kg.suggest import nearest
from kg.texts import LANGUAGES, load
from kg.worker import limited

SHORT = 4000
"""Characters of a query that is read in this process: some 20 ms."""
LONGEST = 100_000
"""Characters of a query that is read here."""
SECONDS = 3.0
MEGABYTES = 512
MOST = 50
"""Problems that are told."""
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a query, and its place from 1; the end is the place after its last letter.

    Columns count UTF-16 units, as JavaScript does: an emoji is two.
    """

    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """``form`` is select, ask, construct or describe, None when nobody can tell.

    ``variables`` are the columns of a SELECT.
    """

    form: str | None = None
    variables: list[str] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    explanation: list[Sentence] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether it can be run."""
        return all(each.severity != "error" for each in self.errors)


@dataclass(frozen=True, slots=True)
class _Examined:
    """What is told of a query without the parsers that run it, and whether they are to be asked.

    ``chooses`` is whether it chooses its graphs.
    """

    checked: Checked
    ask: bool = False
    chooses: bool = False


def check(query: str, graph: GovernanceGraph, lang: str) -> Checked:
    """What there is to say of ``query``, with the words that ``graph`` knows."""
    places, start = _Places(query), Token("", "", 0)
    if len(query) > LONGEST:
        told = _say(lang, "long", length=len(query), limit=LONGEST)
        return Checked(errors=[places.finding(start, told, "warning")])
    try:
        examined = _examined_apart(query, graph, lang)
    except (LimitError, ChildProcessError):
        return Checked(errors=[places.finding(start, _say(lang, "heavy"), "warning")])
    found = examined.checked.errors
    if examined.ask:
        found = [*_refused(query, examined.chooses, places, lang), *found]
    return replace(examined.checked, errors=sorted(found, key=_place)[:MOST])


def first_error(query: str, lang: str) -> Finding | None:
    """The first place where ``query`` is wrong; None if nothing is found that is. Runs nothing.

    A query of `LONGEST` characters takes half a second.
    """
    places = _Places(query)
    try:
        errors = [places.finding(*each) for each in _wrong(parse(query), lang)]
    except NotSparql as problem:
        return places.finding(problem.token, _not_sparql(problem, query, lang))
    except TooDeep:
        return None
    return min(errors, key=_place, default=None)


def _not_sparql(problem: NotSparql, query: str, lang: str) -> str:
    blank = next(tokens(query)).kind == "END"
    return _say(lang, "empty") if blank else fault(problem, query, lang)


def _examined_apart(query: str, graph: GovernanceGraph, lang: str) -> _Examined:
    """`_examined`, for a long query in a process of its own. Raises `kg.errors.LimitError`."""
    if len(query) <= SHORT:
        return _examined(query, graph, lang)
    for each in LANGUAGES:
        load(TEXTS.package, each)  # the process can open no file
    return limited(_examined, query, graph, lang, seconds=SECONDS, megabytes=MEGABYTES)


def _examined(query: str, graph: GovernanceGraph, lang: str) -> _Examined:
    places = _Places(query)
    try:
        tree = parse(query)
    except NotSparql as problem:
        found = places.finding(problem.token, _not_sparql(problem, query, lang))
        return _Examined(Checked(errors=[found]))
    except TooDeep as problem:
        message = _say(lang, "deep", limit=DEEPEST)
        deep = places.finding(problem.token, message, "warning")
        return _Examined(Checked(errors=[deep]), ask=True)
    errors = [places.finding(*each) for each in _wrong(tree, lang)]
    warnings = [places.finding(*each, "warning") for each in doubts(tree, graph, lang)]
    columns = [token.text[1:] for token in selected(asked(tree))]
    told = explain(tree, graph, lang)
    chooses = any(True for _ in tree.all("DatasetClause"))
    return _Examined(Checked(form(tree), columns, [*errors, *warnings], told), not errors, chooses)


def _place(found: Finding) -> tuple[int, int]:
    return found.line, found.column


# -- what is wrong ------------------------------------------------------------------------------


def _wrong(tree: Node, lang: str) -> Iterator[tuple[Token | Node, str]]:
    terms = Terms(tree)
    yield from _prefixes(tree, terms, lang)
    for node in tree.all("Service"):
        yield next(node.tokens), _say(lang, "service")
    for node in tree.all("DatasetClause"):
        iri = terms.iri(node.nodes[0])
        if iri is not None and not iri.startswith(GRAPH.base):
            told = "".join(token.text for token in node.nodes[0].tokens)
            yield node.nodes[0], _say(lang, "foreign", graph=told, base=GRAPH.base)
    for each in (asked(tree), *tree.all("SubSelect")):
        yield from _ungrouped(each, lang)
        yield from _twice(each, lang)


def _prefixes(tree: Node, terms: Terms, lang: str) -> Iterator[tuple[Token, str]]:
    for node in tree.all("iri"):
        token = next(node.tokens)
        if terms.iri(node) is not None:
            continue
        prefix = token.text.partition(":")[0]
        near = nearest(prefix, sorted(terms.prefixes)) if prefix else None
        key = "prefix_near" if near else "prefix"
        yield token, _say(lang, key, prefix=prefix, near=near or "")


def _ungrouped(query: Node, lang: str) -> Iterator[tuple[Token, str]]:
    keys, clause = grouping(query), query.one("SelectClause")
    if keys is None or clause is None:
        return
    if "*" in clause.kinds:
        star = clause.token("*")
        if star is not None:
            yield star, _say(lang, "star_grouped")
    for item in clause.of("SelectItem"):
        token = next(item.tokens)
        if token.text[1:] not in keys:
            yield token, _say(lang, "ungrouped", var=f"?{token.text[1:]}")


def _twice(query: Node, lang: str) -> Iterator[tuple[Token, str]]:
    """A name given by AS that has a value already."""
    seen = set(bound(query)) - {t.text[1:] for t in selected(query)}
    where = query.one("WhereClause")
    if where is not None:
        seen |= set(visible(where))
        yield from _bound_before(where, lang)
    clause = query.one("SelectClause")
    for item in clause.of("SelectItem", "As") if clause else ():
        token = [t for t in item.parts if isinstance(t, Token) and t.kind == "VAR"][-1]
        if item.rule == "As" and token.text[1:] in seen:
            yield token, _say(lang, "twice", var=f"?{token.text[1:]}")
        seen.add(token.text[1:])


def _bound_before(where: Node, lang: str) -> Iterator[tuple[Token, str]]:
    """A name given by BIND that stands before it in its group."""
    for group in where.all("Patterns"):
        before: set[str] = set()
        for part in group.nodes:
            token = part.nodes[0].token("VAR") if part.rule == "Bind" else None
            if token is not None and token.text[1:] in before:
                yield token, _say(lang, "twice", var=f"?{token.text[1:]}")
            before |= set(visible(part))


# -- what the parsers that run it say -----------------------------------------------------------


def _refused(query: str, chooses: bool, places: "_Places", lang: str) -> Iterator[Finding]:
    """What is left for them to find, such as functions that nobody knows.

    ``chooses`` is whether the query chooses its graphs.
    """
    start = Token("", "", 0)
    try:
        limited(_read, query, chooses, seconds=SECONDS, megabytes=MEGABYTES)
    except (LimitError, ChildProcessError):
        yield places.finding(start, _say(lang, "heavy"), "warning")
    except QueryBroken as problem:
        reason = str(problem.params["reason"])
        place = {"line": 1, "column": 1} | problem.place
        line, column = place["line"], place["column"]
        yield Finding(_say(lang, "other", reason=reason), line, column, line, column + 1)
    except QueryError as problem:
        yield places.finding(start, problem.message(lang))


def _read(query: str, chooses: bool) -> None:
    """Read a query with the parsers that run it. Raises `kg.errors.QueryError`."""
    chosen: tuple[str, ...] | None = () if chooses else None  # which there are is not asked here
    try:
        permitted(Store(), query, chosen, chosen)
        Store().query(query, prefixes=QUERY_PREFIXES)
    except (SyntaxError, ValueError, RuntimeError) as problem:
        raise broken(str(problem)) from problem


class _Places:
    """Lines and columns of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def finding(
        self, at: Token | Node, message: str, severity: Literal["error", "warning"] = "error"
    ) -> Finding:
        """What is told of the text from ``at`` to its end."""
        line, column = self._place(at.start)
        end_line, end_column = self._place(max(at.end, at.start + 1))
        return Finding(message, line, column, end_line, end_column, severity)

    def _place(self, offset: int) -> tuple[int, int]:
        line = max(n for n, start in enumerate(self._starts) if start <= offset)
        before = self._text[self._starts[line] : offset]
        units = len(before.encode("utf-16-le", "surrogatepass")) // 2
        return line + 1, units + max(0, offset - len(self._text)) + 1


def _say(lang: str, key: str, /, **params: object) -> str:
    return TEXTS.get(lang, f"check.{key}", **params)
