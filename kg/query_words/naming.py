"""Names for what a query speaks of: labels of the ontology, titles of things, phrases of relations.

A relation becomes a phrase by the form of its label: "leder mot" is a verb ("?a leder mot ?b"),
"status" a noun ("?a har ?b som status"). The forms are told by regular expressions in the texts,
since each language has its own.
"""

import re
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from kg.graph import TITLE_PROPERTIES, GovernanceGraph
from kg.names import GRAPH, RDF, XSD
from kg.query_terms import Terms
from kg.shapes import short
from kg.texts import Texts

TEXTS = Texts("kg.query_words")
_VERSION = re.compile(r"version-(\d+)")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Other:
    """The other end of a relation in words; ``clause`` where it is more than a name."""

    text: str
    clause: bool = False


class Names:
    """Names in ``lang`` from one graph, for one query."""

    def __init__(self, graph: GovernanceGraph, terms: Terms, lang: str) -> None:
        self.terms = terms
        self.lang = lang
        self._graph = graph

    def say(self, key: str, /, **params: object) -> str:
        """The text under ``key`` in this language."""
        return TEXTS.get(self.lang, key, **params)

    def label(self, iri: str) -> str | None:
        """What it is called, None for what nobody has named."""
        node = _node(iri)
        for predicate in TITLE_PROPERTIES if node else ():
            if node and (found := self._graph.text(node, predicate, self.lang)):
                return found
        known: dict[str, str] = TEXTS.raw(self.lang, "terms")
        return known.get(short(iri)) or self._graph_label(iri)

    def _graph_label(self, iri: str) -> str | None:
        local = iri.removeprefix(GRAPH.base)
        if local == iri:
            return None
        if version := _VERSION.fullmatch(local):
            return self.say("graphs.version", number=version[1])
        known: dict[str, str] = TEXTS.raw(self.lang, "graphs")
        return known.get(local)

    def thing(self, iri: str) -> str:
        """Its name in quotation marks, else its short IRI."""
        found = self.label(iri)
        return self.quoted(found) if found else short(iri)

    def quoted(self, text: str) -> str:
        """``text`` in this language's quotation marks."""
        return self.say("say.quoted", text=text)

    def one(self, iri: str) -> str:
        """A thing of the class, with its article: "en aktivitet"."""
        return self._with_article(self._lowered(iri))

    def language(self, tag: str) -> str:
        """What a language is called, by its tag; the tag for one we have no word for."""
        known: dict[str, str] = TEXTS.raw(self.lang, "languages")
        return known.get(tag.lower(), tag)

    def literal(self, value: str, language: str = "", datatype: str = "") -> str:
        """A text, a number or a date as it is read."""
        if language:
            told = self.language(language)
            return self.say("say.in_language", text=value, language=told)
        if datatype == XSD.boolean.value and value in ("true", "false", "1", "0"):
            return self.say("say.true" if value in ("true", "1") else "say.false")
        if datatype in _BARE:
            return self.number(value)
        if datatype in ("", XSD.string.value):
            return self.quoted(value)
        kind = self.label(datatype) or short(datatype)
        return self.say("say.of_type", text=value, type=kind)

    def number(self, value: str) -> str:
        """A number with this language's decimal mark."""
        if _PLAIN_NUMBER.fullmatch(value):
            return value.replace(".", self.say("say.decimal_mark"))
        return value

    # -- relations ---------------------------------------------------------------------------

    def relation(self, iri: str, other: Other) -> str:
        """What is said of a thing that has the relation to ``other``: "har ?b som status"."""
        if iri == RDF.type.value:
            return self.say("say.kind_of", o=other.text)
        return self._phrase(iri, "last" if other.clause else "plain", other.text)

    def back(self, iri: str, other: Other) -> str:
        """What is said of a thing that ``other`` has the relation to: "är status för ?a"."""
        if iri == RDF.type.value:
            return self.say("say.kind_back", o=other.text)
        return self._phrase(iri, "back_last" if other.clause else "back", other.text)

    def lacks(self, subject: str, iri: str, other: str) -> str:
        """What is said of a thing that does not have the relation to anything."""
        label = self.label(iri) or short(iri)
        one = self._with_article(label)
        key = f"form.{form_of(label, self.lang)}.lacks"
        return self.say(key, s=subject, label=label, one=one, o=other)

    def marked(self, iri: str, yes: bool) -> str:
        """What is said of a thing whose property is true or false: "är märkt ”illustrativt”"."""
        return self.say(f"form.flag.{'yes' if yes else 'no'}", label=self.label(iri) or short(iri))

    def _phrase(self, iri: str, way: str, other: str) -> str:
        label = self.label(iri) or short(iri)
        key = f"form.{form_of(label, self.lang)}.{way}"
        return self.say(key, label=label, one=self._with_article(label), o=other)

    def _lowered(self, iri: str) -> str:
        label = self.label(iri)
        return label[:1].lower() + label[1:] if label else short(iri)

    def _with_article(self, label: str) -> str:
        return _first(_rules(self.lang, "articles"), label).format(x=label)

    # -- lists --------------------------------------------------------------------------------

    def listed(self, items: list[str], joined: str = "and", most: int = 12) -> str:
        """``a, b och c``; ``joined`` is and or or. Only the first ``most`` are named."""
        return listed(items, joined, self.lang, most)


def listed(items: list[str], joined: str, lang: str, most: int = 12) -> str:
    """The same in any language."""
    if len(items) > most:
        rest = TEXTS.get(lang, "list.more", count=len(items) - most + 1)
        items, joined = [*items[: most - 1], rest], "and"
    if len(items) < 2:
        return "".join(items)
    return TEXTS.get(lang, f"list.{joined}", first=", ".join(items[:-1]), last=items[-1])


def form_of(label: str, lang: str) -> str:
    """The form of a property's label: noun, is, role or verb."""
    return _first(_rules(lang, "forms"), label)


@cache
def _rules(lang: str, of: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), what) for pattern, what in TEXTS.raw(lang, f"{of}.rules")]


def _first(rules: list[tuple[re.Pattern[str], str]], label: str) -> str:
    return next(what for pattern, what in rules if pattern.search(label))


_BARE = {XSD[name].value for name in ("integer", "decimal", "double", "float", "date", "gYear")}


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None
