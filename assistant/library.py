"""The query library: one question per file under ``ontology/queries``, read into `Question`.

A question has wordings (how people ask it, in sv and en, and some in Norwegian and Danish), a
SELECT query with parameters (`Asked`),
and the sentences of its answer (`assistant.template`). The same files serve the chat, the command
line, the editor and the tests.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from assistant.template import fill
from kg.graph import GovernanceGraph, Node
from kg.names import ONTOLOGY_DIR, PREFIXES, RDF, RDFS, SH, STYR
from kg.rdf import read_file

__all__ = ["ABOUT", "OTHER", "Asked", "Question", "Row", "fill", "library", "question_named"]

Row = dict[str, Node | Literal]
ABOUT, OTHER = "{about}", "{other}"
LIKE = {"sv": ("nb", "da"), "en": ()}
"""Neighbouring languages whose wordings are understood, and answered in that language."""
QUERIES = ONTOLOGY_DIR / "queries"
_PARAMETER = re.compile(r"\?(about|other|lang|during)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is asked about: the parameters of its query.

    ``about`` and ``other`` are things, None where the question names none: then every one that
    fits is meant. ``during`` (four digits) is this year unless the question names one.
    """

    about: NamedNode | None = None
    other: NamedNode | None = None
    lang: str = "sv"
    during: str = ""

    def parameters(self) -> dict[str, NamedNode | Literal]:
        """Values by the names of the query's parameters; one that has none stays a variable."""
        values: dict[str, NamedNode | Literal] = {
            "lang": Literal(self.lang),
            "during": Literal(self.during or str(date.today().year)),
        }
        things = {"about": self.about, "other": self.other}
        return values | {name: node for name, node in things.items() if node is not None}


@dataclass(frozen=True)
class Question:
    """A question of the library. Texts are by language, "sv" and "en".

    ``about`` are the classes of what it can be about; ``about_both`` where it is about two things.
    ``lists`` is the class that it takes for granted: a graph without it is told so. ``empty`` is
    true where no rows are an answer too. ``computed`` names the step of `assistant.computed` that
    gives its rows, None where ``select`` does.
    """

    name: str
    label: Mapping[str, str]
    wordings: Mapping[str, tuple[str, ...]]
    about: tuple[NamedNode, ...]
    about_required: bool
    about_both: bool
    lists: NamedNode | None
    empty: bool
    computed: str | None
    select: str
    head: Mapping[str, str]
    row: Mapping[str, str]
    none: Mapping[str, str]

    def rows(self, graph: GovernanceGraph, about: NamedNode | None, lang: str) -> list[Row]:
        """`answers` about one thing, this year."""
        return self.answers(graph, Asked(about, lang=lang))

    def sparql(self, asked: Asked) -> str:
        """Its query with the parameters put in."""
        values = asked.parameters()
        return _PARAMETER.sub(lambda m: str(values.get(m[1], m[0])), self.select)

    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters that its query has."""
        found = {match[1] for match in _PARAMETER.finditer(self.select)}
        return tuple(name for name in ("about", "other", "during", "lang") if name in found)

    def answers(self, graph: GovernanceGraph, asked: Asked) -> list[Row]:
        """What the graph answers, in the order of the query; each row has the bound variables.

        No rows for a question that is computed: see `assistant.computed.answers`.
        """
        if not self.select:
            return []
        found = graph.store.query(
            self.sparql(asked), prefixes=PREFIXES, use_default_graph_as_union=True
        )
        if not isinstance(found, QuerySolutions):
            raise TypeError(f"{self.name}: not a SELECT query")
        names = [variable.value for variable in found.variables]
        distinct = dict.fromkeys(tuple(solution) for solution in found)
        return [
            {name: term for name, term in zip(names, terms, strict=True) if term is not None}
            for terms in distinct
        ]


@cache
def library() -> tuple[Question, ...]:
    """All questions, by name."""
    return tuple(_read(path.stem) for path in sorted(QUERIES.glob("*.ttl")))


@cache
def _by_name() -> Mapping[str, Question]:
    return {question.name: question for question in library()}


def question_named(name: str) -> Question:
    """The question of that name. Raises KeyError."""
    return _by_name()[name]


def _read(name: str) -> Question:
    graph, node = _file(name)

    def by_language(predicate: NamedNode) -> dict[str, str]:
        return {each.language or "": each.value for each in graph.texts(node, predicate)}

    def stated(predicate: NamedNode) -> bool:
        return any(each.value == "true" for each in graph.texts(node, predicate))

    wordings = graph.texts(node, STYR.wording)
    return Question(
        name=name,
        label=by_language(RDFS.label),
        wordings={
            lang: tuple(sorted(w.value for w in wordings if w.language in (lang, *LIKE[lang])))
            for lang in ("sv", "en")
        },
        about=tuple(graph.nodes(node, STYR.aboutClass)),
        about_required=stated(STYR.aboutRequired),
        about_both=stated(STYR.aboutBoth),
        lists=next(iter(graph.nodes(node, STYR.listsClass)), None),
        empty=stated(STYR.emptyIsAnswer),
        computed=graph.text(node, STYR.computedBy, ""),
        select=_select(graph, node),
        head=by_language(STYR.answerHead),
        row=by_language(STYR.answerRow),
        none=by_language(STYR.answerNone),
    )


def _file(name: str) -> tuple[GovernanceGraph, NamedNode]:
    store = Store()
    store.extend(read_file(QUERIES / f"{name}.ttl"))
    graph = GovernanceGraph(store)
    (node,) = graph.subjects(RDF.type, SH.SPARQLExecutable)
    return graph, node


def _select(graph: GovernanceGraph, node: NamedNode) -> str:
    """The question's own query, or that of the one it is based on with its conditions put in."""
    select = graph.text(node, SH.select, "") or ""
    for base in graph.nodes(node, STYR.basedOn):
        select = _file(base.value.rsplit("/", 1)[-1])[0].text(base, SH.select, "") or ""
    put_in = {
        "#where": graph.text(node, STYR.where, "") or "",
        "#filter": graph.text(node, STYR.filter, "") or "",
    }
    lines = (put_in.get(line.strip(), line) for line in select.split("\n"))
    return "\n".join(line for line in lines if line.strip())
