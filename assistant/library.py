"""The query library: one question per file under ``ontology/queries``, read into `Question`.

A question has wordings (how people ask it, in sv and en), a SELECT query with the parameters
``?about`` (the thing it is about) and ``?lang``, and the sentences of its answer. The same files
serve the chat, the command line, the editor and the tests.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kg.graph import GovernanceGraph, Node
from kg.names import ONTOLOGY_DIR, PREFIXES, RDF, RDFS, SH, STYR
from kg.rdf import read_file

Row = dict[str, Node | Literal]
ABOUT = "{about}"


@dataclass(frozen=True)
class Question:
    """A question of the library. Texts are by language, "sv" and "en"."""

    name: str
    label: Mapping[str, str]
    wordings: Mapping[str, tuple[str, ...]]
    about: tuple[NamedNode, ...]
    about_required: bool
    select: str
    head: Mapping[str, str]
    row: Mapping[str, str]
    none: Mapping[str, str]

    def rows(self, graph: GovernanceGraph, about: NamedNode | None, lang: str) -> list[Row]:
        """What the graph answers, in the order of the query; each row has the bound variables."""
        select = self.select.replace("?lang", str(Literal(lang)))
        if about is not None:
            select = re.sub(r"\?about\b", lambda _: str(about), select)
        found = graph.store.query(select, prefixes=PREFIXES, use_default_graph_as_union=True)
        if not isinstance(found, QuerySolutions):
            raise TypeError(f"{self.name}: not a SELECT query")
        names = [variable.value for variable in found.variables]
        rows = [{n: row[n] for n in names if row[n] is not None} for row in found]
        return list({str(sorted(row.items(), key=str)): row for row in rows}.values())


@cache
def library() -> tuple[Question, ...]:
    """All questions, by name."""
    return tuple(_read(path.stem) for path in sorted((ONTOLOGY_DIR / "queries").glob("*.ttl")))


def question_named(name: str) -> Question:
    """The question of that name. Raises KeyError."""
    return {question.name: question for question in library()}[name]


def _read(name: str) -> Question:
    store = Store()
    store.extend(read_file(ONTOLOGY_DIR / "queries" / f"{name}.ttl"))
    graph = GovernanceGraph(store)
    (node,) = graph.subjects(RDF.type, SH.SPARQLExecutable)

    def by_language(predicate: NamedNode) -> dict[str, str]:
        return {each.language or "": each.value for each in graph.texts(node, predicate)}

    wordings = graph.texts(node, STYR.wording)
    return Question(
        name=name,
        label=by_language(RDFS.label),
        wordings={
            lang: tuple(sorted(w.value for w in wordings if w.language == lang))
            for lang in ("sv", "en")
        },
        about=tuple(graph.nodes(node, STYR.aboutClass)),
        about_required=any(each.value == "true" for each in graph.texts(node, STYR.aboutRequired)),
        select=graph.text(node, SH.select, "") or "",
        head=by_language(STYR.answerHead),
        row=by_language(STYR.answerRow),
        none=by_language(STYR.answerNone),
    )


_FIELD = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def fill(template: str, values: Mapping[str, str]) -> str:
    """``template`` with ``{name}`` filled in; a part in [ ] with a missing name is dropped."""

    def optional(found: re.Match[str]) -> str:
        names = _FIELD.findall(found.group(1))
        return found.group(1) if all(values.get(name) for name in names) else ""

    kept = _OPTIONAL.sub(optional, template)
    return _FIELD.sub(lambda found: values.get(found.group(1), ""), kept).strip()
