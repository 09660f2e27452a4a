"""Statements of a query in words: "?a är en aktivitet och har ?s som status"."""

from kg.names import RDF, RDFS, XSD
from kg.query_grammar import Token
from kg.query_terms import variable
from kg.query_tree import Node
from kg.query_words.naming import Names, Other
from kg.query_words.values import Values

Said = tuple[str, list[str]]
"""A subject in words, and what is said of it."""
_LISTS = ("PathList", "PlainList")
_BLANKS = ("PathBlank", "PlainBlank")
_NONE = Other("\0", clause=True)
_STEPS = {"?": "maybe", "*": "maybe_steps", "+": "steps"}


class Phrases:
    """Tells statements with ``names`` and ``values``."""

    def __init__(self, names: Names, values: Values) -> None:
        self._names = names
        self._values = values

    def statements(self, node: Node) -> list[Said]:
        """Of a block of statements: each subject in words, and what is said of it.

        What is written backwards, ``?v ^styr:towards ?s``, is told forwards, of the other end.
        """
        told: list[Said] = []
        subjects = [node] if node.rule.startswith("Subject") else node.nodes
        for each in subjects:
            turned: list[Said] = []
            subject, phrases = self._statement(each, turned)
            for one in ((subject, phrases), *turned):
                if told and told[-1][0] == one[0]:
                    told[-1][1].extend(one[1])
                elif one[1]:
                    told.append(one)
        return told

    def sentences(self, node: Node) -> list[str]:
        """The same, a sentence for each subject."""
        return [self.sentence(*each) for each in self.statements(node)]

    def sentence(self, subject: str, phrases: list[str]) -> str:
        """What is said of one subject."""
        listed = self._names.listed(phrases, most=len(phrases))
        return self._names.say("say.statement", s=subject, phrases=listed)

    def _statement(self, node: Node, turned: list[Said]) -> Said:
        if node.rule in _LISTS:
            return self.other(node).text, []
        if node.rule in _BLANKS:
            return self._names.say("say.something"), self._inside(node)
        first, *rest = node.nodes
        if first.rule in _BLANKS:
            said = [phrase for each in rest for phrase in self._properties(each)]
            return self._names.say("say.something"), self._inside(first) + said
        subject = self.other(first).text
        phrases = [p for each in rest for p in self._properties(each, subject, turned)]
        return subject, phrases

    def _inside(self, node: Node) -> list[str]:
        return [phrase for each in node.nodes for phrase in self._properties(each)]

    def other(self, node: Node) -> Other:
        """A node of a statement that a relation leads to."""
        if node.rule in _LISTS:
            items = ", ".join(self.other(each).text for each in node.nodes)
            return Other(self._names.say("say.listed", items=items))
        if node.rule in _BLANKS:
            phrases = self._names.listed(self._inside(node))
            return Other(self._names.say("say.that", phrases=phrases), clause=True)
        return Other(self._values.term(node))

    def _properties(
        self, node: Node, subject: str = "", turned: list[Said] | None = None
    ) -> list[str]:
        phrases = []
        for each in node.nodes:
            verb, objects = each.parts[0], each.nodes[-1]
            for other in objects.nodes:
                if turned is not None and isinstance(verb, Node) and _is_backwards(verb):
                    phrase = self.path(verb, Other(subject), back=True)
                    turned.append((self.other(other).text, [phrase]))
                else:
                    phrases.append(self._said(verb, other))
        return phrases

    def _said(self, verb: Node | Token, node: Node) -> str:
        if isinstance(verb, Token) or variable(verb) is not None:
            told = {"p": f"?{variable(verb)}", "o": self.other(node).text}
            return self._names.say("say.any_relation", **told)
        iri, predicate = self._names.terms.iri(node), self._iri(verb)
        if predicate == RDF.type.value and iri:
            return self._names.say("say.is_one", one=self._names.one(iri))
        if predicate and (yes := _boolean(self._names, node)) is not None:
            return self._names.marked(predicate, yes)
        if iri and _is_kind_or_below(self._names, verb):
            return self._names.say("say.one_or_below", one=self._names.one(iri))
        return self.path(verb, self.other(node))

    # -- paths --------------------------------------------------------------------------------

    def path(self, node: Node, other: Other, back: bool = False) -> str:
        """What is said of a thing that ``node`` leads from, or ``back`` to, ``other``."""
        if (iri := self._iri(node)) is not None:
            return self._names.back(iri, other) if back else self._names.relation(iri, other)
        if node.rule == "Path":
            told = dict.fromkeys(self.path(each, other, back) for each in node.nodes)
            return self._names.listed(list(told), "or")
        if node.rule == "PathSequence":
            return self._sequence(node.nodes, other, back)
        if node.rule == "PathStep":
            return self._step(node, other, back)
        if "!" in node.kinds:
            listed = self._names.listed([self._not(each) for each in _denied(node)], "or")
            return self._names.say("say.no_such_relation", p=listed, o=other.text)
        return self.path(node.nodes[0], other, back) if node.nodes else self._unknown(node, other)

    def _sequence(self, steps: list[Node], other: Other, back: bool) -> str:
        *before, last = steps[::-1] if back else steps
        told = self.path(last, other, back)
        for step in reversed(before):
            that = Other(self._names.say("say.that", phrases=told), clause=True)
            told = self.path(step, that, back)
        return told

    def _step(self, node: Node, other: Other, back: bool) -> str:
        inner = node.nodes[0]
        back = back != ("^" in node.kinds)
        mark = next((kind for kind in node.kinds if kind in _STEPS), None)
        if mark is None:
            return self.path(inner, other, back)
        if self._iri(inner) == RDFS.subClassOf.value and mark == "*" and not back:
            return self._names.say("say.kind_or_below", o=other.text)
        return self._repeated(inner, other, back, _STEPS[mark])

    def _repeated(self, inner: Node, other: Other, back: bool, key: str) -> str:
        """Words before the other end where they allow it, so that a long one is told only once."""
        before = self.path(inner, _NONE, back)
        if before.endswith(f" {_NONE.text}") and before.count(_NONE.text) == 1:
            phrase = before.removesuffix(f" {_NONE.text}")
            return self._names.say(f"say.{key}", phrase=phrase, o=other.text)
        phrase = self.path(inner, other, back)
        return self._names.say(f"say.{key}_plain", phrase=phrase, o=other.text)

    def _not(self, node: Node) -> str:
        iri = self._iri(node) or self._iri(node.nodes[0] if node.nodes else node)
        return self._names.thing(iri) if iri else "".join(token.text for token in node.tokens)

    def _unknown(self, node: Node, other: Other) -> str:
        return f"{' '.join(token.text for token in node.tokens)} {other.text}"

    def _iri(self, node: Node) -> str | None:
        if node.rule == "PathPrimary" and node.kinds == ["A"]:
            return RDF.type.value
        if node.rule == "PlainVerb" or (node.rule == "PathOneNot" and node.kinds == ["A"]):
            return RDF.type.value
        if node.rule == "PathPrimary" and len(node.nodes) == 1 and "!" not in node.kinds:
            return self._iri(node.nodes[0])
        return self._names.terms.iri(node)


def _is_backwards(verb: Node) -> bool:
    """``^p``, ``^p/^q`` or ``^(p/q)``: no step of it leads forwards."""
    if verb.rule == "PathSequence":
        return all(map(_is_backwards, verb.nodes))
    return verb.rule == "PathStep" and verb.kinds == ["^"] and "!" not in verb.nodes[0].kinds


def _denied(node: Node) -> list[Node]:
    inside = node.nodes[0] if node.nodes else node
    return inside.nodes if inside.rule == "PathNot" else [inside]


def _boolean(names: Names, node: Node) -> bool | None:
    kinds = [token.kind for token in node.tokens]
    if kinds in (["TRUE"], ["FALSE"]):
        return kinds == ["TRUE"]
    if node.rule == "RDFLiteral" and (kind := node.one("iri")) is not None:
        text = next(node.tokens).text.strip("\"'")
        if names.terms.iri(kind) == XSD.boolean.value and text in ("true", "false"):
            return text == "true"
    return None


def _is_kind_or_below(names: Names, verb: Node) -> bool:
    """``a/rdfs:subClassOf*``."""
    if verb.rule != "PathSequence" or len(verb.nodes) != 2:
        return False
    first, second = verb.nodes
    if first.rule == "PathPrimary" and first.kinds != ["A"]:
        return False
    iri = names.terms.iri(first) if first.rule == "iri" else RDF.type.value
    below = names.terms.iri(second.nodes[0]) if second.rule == "PathStep" else None
    return iri == RDF.type.value and below == RDFS.subClassOf.value and second.kinds == ["*"]
