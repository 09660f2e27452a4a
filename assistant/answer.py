"""What an answer is: the structure that HTTP, the command line, the chat and the tests share."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Verdict = Literal["supported", "likely", "internal", "answered", "unknown", "off_topic"]
VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "likely",
    "internal",
    "answered",
    "unknown",
    "off_topic",
)


@dataclass(frozen=True, slots=True)
class PathStep:
    """A thing on the way to the vision.

    ``relation`` leads from it to the next step, ``relation_label`` says it in words; both are None
    on the last. ``href`` is the thing's page on this server, ``source`` the title of its source.
    """

    iri: str
    type: str
    type_label: str
    title: str
    relation: str | None
    relation_label: str | None
    href: str
    illustrative: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class StrategyPath:
    """A strategy and the path that leads through it to the vision.

    ``score`` is how probable it is that this is the right one, 0 to 1; what is registered is
    certain, and shared where an activity leads to several strategies.
    """

    iri: str
    title: str
    score: float
    illustrative: bool
    path: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class ValueNote:
    """A value that applies to what the unit does."""

    iri: str
    title: str
    href: str
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Citation:
    """What ``[n]`` in the answer stands for.

    ``quote`` is what the graph says there: word for word when ``verbatim``, else our summary of the
    source. ``url`` is the source document's public address, if it has one.
    """

    n: int
    iri: str
    title: str
    href: str
    illustrative: bool
    quote: str | None
    verbatim: bool
    source: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. ``choices`` are those of ``follow_ups`` that answer a question which it asks back.

    ``query`` is the library question that gave it, ``ms`` the time it took.

    ``model`` names the language model whose words it holds; None when it holds none. ``sparql`` is
    the query that gave it when a model proposed that.

    ``understood`` is the question as it was understood, which is answered alike without the
    conversation; None where what was said before is needed.
    """

    verdict: Verdict
    answer: str
    lang: str
    strategies: tuple[StrategyPath, ...] = ()
    values: tuple[ValueNote, ...] = ()
    citations: tuple[Citation, ...] = ()
    follow_ups: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    illustrative: bool = False
    query: str | None = None
    sparql: str | None = None
    version: int = 0
    model: str | None = None
    ms: float = 0.0
    understood: str | None = None
    conversation: str | None = field(default=None)

    def to_json(self) -> dict[str, Any]:
        """The JSON of ``POST /api/ask``."""
        return asdict(self)
