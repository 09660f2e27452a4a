"""What is allowed in a query and most likely not meant: warnings, with their places.

Each is given only when it is nearly sure, since a warning that is often wrong is soon not read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from pyoxigraph import NamedNode

from kg.graph import GovernanceGraph
from kg.names import RDF, STYR
from kg.query_grammar import Token
from kg.query_scope import asked, bound, form, visible
from kg.query_terms import Terms, variable
from kg.query_tree import Node
from kg.query_words import TEXTS
from kg.suggest import Kind, nearest, suggestion

CONCEPTS = "https://w3id.org/styrkompass/concept/"
PARAMETERS = frozenset(("about", "other", "lang", "during"))
"""Variables of the query library that get their values before the query is run."""
MANY = 1000
"""Pairs that make a cross product worth a warning, and matches that are counted."""
MOST_STATEMENTS = 300
"""Statements of a group whose connections are looked at."""
MOST_SUGGESTED = 20
"""Terms that a near one is looked for, which takes some milliseconds each."""
_SHORTEST = 3

Doubt = tuple[Token, str]
"""Where, and the text."""


def doubts(tree: Node, graph: GovernanceGraph, lang: str) -> Iterator[Doubt]:
    """The warnings about a query, in no particular order."""
    terms = Terms(tree)
    yield from _unknown(tree, terms, graph, lang)
    yield from _unbound(tree, lang)
    yield from _crossed(tree, terms, graph, lang)


# -- terms that are not there -------------------------------------------------------------------


def _unknown(tree: Node, terms: Terms, graph: GovernanceGraph, lang: str) -> Iterator[Doubt]:
    nears: dict[str, str | None] = {}
    for node in tree.all("iri"):
        iri = terms.iri(node)
        if iri is None or not iri.startswith((STYR.base, CONCEPTS)) or _known(graph, iri):
            continue
        token = next(node.tokens)
        concept = iri.startswith(CONCEPTS)
        if iri not in nears and len(nears) < MOST_SUGGESTED:
            kinds: tuple[Kind, ...] = ("concept",) if concept else _kinds(tree, node, terms)
            nears[iri] = _near(graph, iri, kinds)
        near = nears.get(iri)
        key = ("concept" if concept else "unknown") + ("_near" if near else "")
        yield token, _say(lang, key, term=token.text, near=near or "")


def _known(graph: GovernanceGraph, iri: str) -> bool:
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    pattern = graph.store.quads_for_pattern
    return any(pattern(node, None, None, None)) or any(pattern(None, node, None, None))


def _near(graph: GovernanceGraph, iri: str, kinds: tuple[Kind, ...]) -> str | None:
    return next((found for kind in kinds if (found := suggestion(graph, iri, kind=kind))), None)


def _kinds(tree: Node, node: Node, terms: Terms) -> tuple[Kind, ...]:
    """What a term is most likely meant to be, by where it stands."""
    token = next(node.tokens)
    for each in tree.all("Property", "PlainProperty"):
        verb, objects = each.parts[0], each.nodes[-1]
        if objects.start <= token.start < objects.end and _is_type(verb, terms):
            return "class", "property"
    for each in tree.all("Property", "PlainProperty"):
        verb = each.parts[0]
        if isinstance(verb, Node) and verb.start <= token.start < verb.end:
            return "property", "class"
    return "class", "property"


def _is_type(verb: Node | Token, terms: Terms) -> bool:
    if not isinstance(verb, Node):
        return False
    token = next(verb.tokens)
    return token.kind == "A" or terms.iri(verb) == RDF.type.value


# -- variables without values -------------------------------------------------------------------


def _unbound(tree: Node, lang: str) -> Iterator[Doubt]:
    suspected: set[str] = set()
    for query in (asked(tree), *tree.all("SubSelect")):
        known = bound(query)
        for token in _shown(query):
            name = token.text[1:]
            if name in known or name in PARAMETERS:
                continue
            near = nearest(name, sorted(known)) if len(name) >= _SHORTEST else None
            suspected |= {near} if near else set()
            key = "never_near" if near else "never"
            yield token, _say(lang, key, var=f"?{name}", near=f"?{near}")
    filtered = list(_filtered(tree, lang))
    yield from filtered
    yield from _once(tree, suspected | {token.text[1:] for token, _ in filtered}, lang)


def _shown(query: Node) -> list[Token]:
    clause = query.one("SelectClause")
    if clause is not None and "*" not in clause.kinds:
        return [t for item in clause.of("SelectItem") for t in item.tokens]
    if query.rule == "DescribeQuery":
        return [t for part in query.of("VarOrIri") for t in part.tokens if t.kind == "VAR"]
    return []


def _filtered(tree: Node, lang: str) -> Iterator[Doubt]:
    """Only names that are near one that has a value: others may be meant to be without."""
    every = _everywhere(tree)
    for each in tree.all("Filter"):
        for token in each.tokens:
            name = token.text[1:]
            if token.kind != "VAR" or name in every or name in PARAMETERS:
                continue
            if len(name) >= _SHORTEST and (near := nearest(name, sorted(every))):
                yield token, _say(lang, "filtered_near", var=f"?{name}", near=f"?{near}")


def _everywhere(tree: Node) -> set[str]:
    """Names that get a value anywhere, inside EXISTS and MINUS too."""
    names = set(bound(asked(tree)))
    for group in tree.all("Group", "ValuesClause"):
        names |= set(visible(group))
    for query in tree.all("SubSelect"):
        names |= set(bound(query))
    return names


def _once(tree: Node, suspected: set[str], lang: str) -> Iterator[Doubt]:
    """A variable that stands once and is near one that stands more often."""
    if form(tree) == "select" and "*" in (asked(tree).one("SelectClause") or tree).kinds:
        return
    places: dict[str, list[Token]] = {}
    for token in tree.tokens:
        if token.kind == "VAR":
            places.setdefault(token.text[1:], []).append(token)
    often = {name for name, tokens in places.items() if len(tokens) > 1}
    for name, tokens in places.items():
        if name in often or name in suspected or name in PARAMETERS or len(name) <= _SHORTEST:
            continue
        near = nearest(name, sorted(often))
        if near and _letters(near) != _letters(name) and not _one_in_other(name, near):
            yield tokens[0], _say(lang, "once", var=f"?{name}", near=f"?{near}")


def _letters(name: str) -> str:
    return name.rstrip("0123456789")


def _one_in_other(name: str, near: str) -> bool:
    """``?activities`` beside ``?activity``: the same word in another form."""
    return name.startswith(near) or near.startswith(name)


# -- patterns that have nothing in common -------------------------------------------------------


@dataclass
class _Island:
    """Patterns that share variables; ``size`` is how many matches they have at most."""

    names: set[str]
    size: int
    token: Token
    parts: list[Node] = field(default_factory=list)


def _crossed(tree: Node, terms: Terms, graph: GovernanceGraph, lang: str) -> Iterator[Doubt]:
    count = _Counting(terms, graph)
    for group in tree.all("Patterns"):
        islands = _islands(group, count)
        islands.sort(key=lambda island: -island.size)
        if len(islands) > 1 and islands[0].size * islands[1].size >= MANY:
            one, other = sorted(islands[:2], key=lambda island: island.token.start)
            told = {"one": one.token.text, "other": other.token.text}
            yield other.token, _say(lang, "cross", **told)


def _islands(group: Node, count: "_Counting") -> list[_Island]:
    """The patterns of a group, joined where they share a variable or a condition joins them."""
    islands: list[_Island] = []
    if sum(len(part.nodes) for part in group.nodes) > MOST_STATEMENTS:
        return islands
    for part in group.nodes:
        statements = part.nodes if part.rule == "Triples" else [part]
        for each in statements:
            if part.rule == "Triples":
                names = visible(each)
                size = count.matches(each)
            else:
                names = {t.text[1:]: t for t in each.tokens if t.kind == "VAR"}
                size = 1
            if names:
                first = next(iter(names.values()))
                islands = _joined(islands, _Island(set(names), size, first))
    return islands


def _joined(islands: list[_Island], new: _Island) -> list[_Island]:
    apart = []
    for each in islands:
        if each.names & new.names:
            size = _smaller(each.size, new.size)
            token = each.token if each.token.start < new.token.start else new.token
            new = _Island(each.names | new.names, size, token)
        else:
            apart.append(each)
    return [*apart, new]


def _smaller(one: int, other: int) -> int:
    """The size of two islands together; 1 is that of a pattern which is not counted."""
    return min(one, other)


class _Counting:
    """How many matches one statement has at most, by the graph's index."""

    def __init__(self, terms: Terms, graph: GovernanceGraph) -> None:
        self._terms = terms
        self._graph = graph

    def matches(self, statement: Node) -> int:
        """At most `MANY`; 1 for one whose subject is not a variable."""
        if statement.rule != "SubjectPath" or variable(statement.nodes[0]) is None:
            return 1
        sizes = [
            self._size(each.parts[0], to)
            for properties in statement.of("Properties")
            for each in properties.nodes
            for to in each.nodes[-1].nodes
        ]
        return min(sizes, default=1)

    def _size(self, verb: Node | Token, to: Node) -> int:
        if not isinstance(verb, Node) or variable(verb) is not None:
            return MANY if variable(to) else 1
        first = next(verb.tokens)
        iri = RDF.type.value if first.kind == "A" else self._terms.iri(verb)
        if iri is None or (verb.rule == "PathSequence"):
            return MANY if variable(to) else 1
        found = self._graph.store.quads_for_pattern(
            None, _node(iri), _node(self._terms.iri(to)), None
        )
        return sum(1 for _ in islice(found, MANY))


def _node(iri: str | None) -> NamedNode | None:
    try:
        return NamedNode(iri) if iri else None
    except ValueError:
        return None


def _say(lang: str, key: str, /, **params: object) -> str:
    return TEXTS.get(lang, f"check.{key}", **params)
