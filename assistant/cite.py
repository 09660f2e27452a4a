"""Citations: for everything an answer says, the thing it rests on and what is said there."""

from urllib.parse import quote

from pyoxigraph import NamedNode

from assistant.answer import Citation, PathStep
from assistant.corpus import entry_of
from assistant.lexical import content_stems
from kg.graph import GovernanceGraph
from kg.names import DCT, RDFS, SCHEMA, STYR
from kg.paths import Path, Step

DESCRIBED_BY = (DCT.description, STYR.purpose, RDFS.comment)


class Citer:
    """Numbers things in the order they are first cited."""

    def __init__(self, graph: GovernanceGraph, lang: str, base: str) -> None:
        self.graph = graph
        self.lang = lang
        self.base = base
        self._numbers: dict[NamedNode, int] = {}

    def number(self, node: NamedNode) -> int:
        """The number of ``node``, given now if it had none."""
        return self._numbers.setdefault(node, len(self._numbers) + 1)

    def citations(self) -> tuple[Citation, ...]:
        """Everything that was numbered, in order."""
        return tuple(self._citation(node, n) for node, n in self._numbers.items())

    def href(self, node: NamedNode) -> str:
        """The page of a thing on this server."""
        if node.value.startswith(self.base):
            return "/id/" + quote(node.value.removeprefix(self.base))
        return "/id/?iri=" + quote(node.value, safe="")

    def steps(self, path: Path) -> tuple[PathStep, ...]:
        """A path as it is shown."""
        return tuple(self._step(step) for step in path)

    def _step(self, step: Step) -> PathStep:
        kind = self.graph.type_of(step.node)
        label = None
        if step.relation is not None:
            phrase = STYR.inversePathLabel if step.inverse else STYR.pathLabel
            label = self.graph.text(step.relation, phrase, self.lang)
            label = label or self.graph.title(step.relation, self.lang)
        return PathStep(
            iri=step.node.value,
            type=kind.value if kind else "",
            type_label=self.graph.title(kind, self.lang) if kind else "",
            title=self.graph.title(step.node, self.lang),
            relation=step.relation.value if step.relation else None,
            relation_label=label,
            href=self.href(step.node),
            illustrative=self.graph.illustrative(step.node, DCT.title),
            source=self._source_title(step.node),
        )

    def _citation(self, node: NamedNode, n: int) -> Citation:
        graph = self.graph
        passage = self._passage(node)
        document = self._document(node)
        if passage is not None:
            said = graph.text(passage, STYR.text, self.lang)
            verbatim = any(x.value == "true" for x in graph.texts(passage, STYR.verbatim))
        else:
            said = next((t for p in DESCRIBED_BY if (t := graph.text(node, p, self.lang))), None)
            verbatim = said is not None
        return Citation(
            n=n,
            iri=node.value,
            title=graph.title(node, self.lang),
            href=self.href(node),
            illustrative=graph.illustrative(node, DCT.title),
            quote=said,
            verbatim=verbatim,
            source=self._source_title(node),
            url=graph.text(document, SCHEMA.url, self.lang) if document else None,
        )

    def _passage(self, node: NamedNode) -> NamedNode | None:
        """The passage a sourced thing rests on most; what is illustrative speaks for itself."""
        if self.graph.illustrative(node):
            return None
        sources = self.graph.nodes(node, DCT.source)
        passages = [s for s in sources if self.graph.is_a(s, STYR.Passage)]
        called = set(content_stems(" ".join(entry_of(self.graph, node).names)))
        return max(passages, key=lambda p: self._shared(p, called), default=None)

    def _shared(self, passage: NamedNode, called: set[str]) -> int:
        """How many of the words a thing is called by stand in a passage."""
        return len(called & set(content_stems(self.graph.text(passage, STYR.text, "sv") or "")))

    def _document(self, node: NamedNode) -> NamedNode | None:
        passage = self._passage(node)
        if passage is not None:
            return next(iter(self.graph.nodes(passage, DCT.isPartOf)), None)
        sources = self.graph.nodes(node, DCT.source)
        return next((s for s in sources if self.graph.is_a(s, STYR.Document)), None)

    def _source_title(self, node: NamedNode) -> str | None:
        document = self._document(node)
        return self.graph.title(document, self.lang) if document else None
