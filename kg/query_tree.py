"""A query as a tree with places, or the place where it stops being SPARQL and what could be there.

Only for telling people about queries; what may be run is `kg.sparql.guard`'s to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kg.query_grammar import Part, Token, empty, first, rules, tokens

DEEPEST = 80
"""Brackets within brackets that are read; rdflib's parser gives up long before."""


class NotSparql(Exception):
    """The query stops being SPARQL at ``token``, where one of ``expected`` could have been.

    ``opened`` are the brackets that are open there, outermost first.
    """

    def __init__(self, token: Token, expected: frozenset[str], opened: list[Token]) -> None:
        super().__init__(token, expected)
        self.token, self.expected, self.opened = token, expected, opened


class TooDeep(Exception):
    """More than `DEEPEST` brackets within brackets, at ``token``."""

    def __init__(self, token: Token) -> None:
        super().__init__(token)
        self.token = token


@dataclass(eq=False)
class Node:
    """A part of a query: the rule of the grammar it follows, and its parts in order."""

    rule: str
    parts: list["Node | Token"] = field(default_factory=list)

    @property
    def nodes(self) -> list["Node"]:
        """The parts that are nodes."""
        return [part for part in self.parts if isinstance(part, Node)]

    @property
    def kinds(self) -> list[str]:
        """Kinds of the tokens among the parts."""
        return [part.kind for part in self.parts if isinstance(part, Token)]

    def of(self, *names: str) -> list["Node"]:
        """The nodes among the parts that follow one of these rules."""
        return [part for part in self.nodes if part.rule in names]

    def one(self, *names: str) -> "Node | None":
        """The first of `of`."""
        return next(iter(self.of(*names)), None)

    def token(self, *kinds: str) -> Token | None:
        """The first token of these kinds among the parts."""
        return next((p for p in self.parts if isinstance(p, Token) and p.kind in kinds), None)

    @property
    def tokens(self) -> Iterator[Token]:
        """All its tokens, in order."""
        waiting: list[Node | Token] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Token):
                yield part
            else:
                waiting.extend(reversed(part.parts))

    def all(self, *names: str) -> Iterator["Node"]:
        """Itself and every node below it, in order, that follows one of these rules."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            if not names or node.rule in names:
                yield node
            waiting.extend(reversed(node.nodes))

    @cached_property
    def start(self) -> int:
        """Where its first token starts."""
        return next((token.start for token in self.tokens), 0)

    @cached_property
    def end(self) -> int:
        """Where its last token ends."""
        return max((token.end for token in self.tokens), default=0)


def parse(query: str) -> Node:
    """The tree of ``query``, a ``Query``. Raises `NotSparql` or `TooDeep`.

    A node that would hold nothing but one other node is left out: that node stands in its place.
    """
    return _Parser(query).run()


class _Parser:
    def __init__(self, query: str) -> None:
        self._tokens = tokens(query)
        self._token = next(self._tokens)
        self._expected: set[str] = set()
        self._opened: list[Token] = []
        self._root = Node("")
        self._open = [self._root]
        self._waiting: list[Part | None] = [Part("rule", "Query")]

    def run(self) -> Node:
        while self._waiting:
            part = self._waiting.pop()
            if part is None:
                self._close()
            elif part.what == "terminal":
                self._take(part.name)
            else:
                self._expand(part)
        return self._root.nodes[0]

    def _close(self) -> None:
        node = self._open.pop()
        if len(node.parts) == 1 and isinstance(node.parts[0], Node) and node.rule not in _KEPT:
            self._open[-1].parts.append(node.parts[0])
        else:
            self._open[-1].parts.append(node)

    def _take(self, kind: str) -> None:
        token = self._token
        if token.kind != kind:
            raise NotSparql(token, frozenset(self._expected | {kind}), self._opened)
        if kind in ("{", "(", "["):
            self._opened.append(token)
            if len(self._opened) > DEEPEST:
                raise TooDeep(token)
        elif kind in ("}", ")", "]"):
            self._opened.pop()
        self._open[-1].parts.append(token)
        self._expected.clear()
        if kind != "END":
            self._token = next(self._tokens)

    def _expand(self, part: Part) -> None:
        if part.what == "all":
            self._waiting.extend(reversed(part.parts))
        elif part.what == "any":
            self._choose(part)
        elif part.name in _SPLICED:
            self._waiting.append(rules()[part.name])
        elif part.what == "rule":
            self._open.append(Node(part.name))
            self._waiting += [None, rules()[part.name]]
        elif self._fits(part.parts[0]):
            if part.what == "many":
                self._waiting.append(part)
            self._waiting.append(part.parts[0])

    def _choose(self, part: Part) -> None:
        for branch in part.parts:
            if self._fits(branch):
                self._waiting.append(branch)
                return
        if not empty(part):
            raise NotSparql(self._token, frozenset(self._expected), self._opened)

    def _fits(self, part: Part) -> bool:
        begins = first(part)
        if self._token.kind in begins:
            return True
        self._expected |= begins
        return False


_KEPT = frozenset(
    "Query Prologue SelectClause Group Patterns Triples Objects Properties Modifiers Filter "
    "Bracketed WhereClause Template TriplesTemplate PlainProperties PlainObjects PathList "
    "PlainList Optional Minus Exists NotExists LongConstruct ShortConstruct SubSelect".split()
)
"""Rules whose nodes stand also when they hold only one other."""
_SPLICED = frozenset(("MorePath", "NextPath", "MorePlain", "NextPlain"))
"""Rules that have no nodes: their parts stand in the node around them."""
