"""What is remembered of conversations: in memory only, for as long as the settings say."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from assistant.answer import Verdict
from assistant.draft import Draft
from assistant.errors import ConversationTooLong
from kg.graph import GovernanceGraph

LONGEST_ID = 100
"""Characters of a conversation's id."""
ID_BYTES = 18
"""Random bytes of an id that is made here: enough that nobody guesses another's."""

Things = tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the things of its answer, by role.

    ``said`` is what was written, ``text`` what it was taken to mean (work that is described, with
    what was added later). ``about`` is what a question of the library (``query``) was about,
    ``path`` the way from what was answered to the vision, nearest first, ``listed`` the lines of a
    list in order, ``offered`` what could be chosen, and ``rejected`` what was not meant.
    ``carried`` tells that it went on with the exchange before, ``lacks`` that it was not clear what
    ``query`` was asked about.
    """

    said: str
    text: str
    lang: str
    verdict: Verdict
    query: str | None = None
    about: NamedNode | None = None
    path: Things = ()
    cited: Things = ()
    listed: Things = ()
    offered: Things = ()
    rejected: Things = ()
    carried: bool = False
    lacks: bool = False

    @property
    def placed(self) -> bool:
        """Whether described work was placed, or was to be."""
        return self.verdict in ("supported", "likely", "internal")

    @property
    def holds(self) -> bool:
        """Whether there is anything that a follow-up can be about."""
        return self.about is not None or bool(self.path or self.cited or self.offered)

    @property
    def focus(self) -> Things:
        """The one thing that the answer was about; nothing where it was about several."""
        if self.about is not None:
            return (self.about,)
        return self.path[:1] or (self.cited if len(self.cited) == 1 else ())

    def at(self, position: int) -> Things:
        """The thing at a position of what was listed, else of what was offered; -1 is the last."""
        things = self.listed or self.offered
        return (things[position],) if things and -1 <= position < len(things) else ()

    def alive(self, graph: GovernanceGraph) -> "Exchange":
        """The same with only those things that ``graph`` has: a new version may lack some.

        Where it lacks what the answer was about, nothing on the way from there stands in for it.
        """
        way = self.path if all(map(graph.known, self.focus)) else ()

        def left(things: Things) -> Things:
            return tuple(thing for thing in things if graph.known(thing))

        return replace(
            self,
            about=self.about if self.about and graph.known(self.about) else None,
            path=left(way),
            cited=left(self.cited),
            listed=left(self.listed),
            offered=left(self.offered),
            rejected=left(self.rejected),
        )


def exchange(
    said: str,
    text: str,
    lang: str,
    draft: Draft,
    path: Things = (),
    rejected: Things = (),
    *,
    carried: bool = False,
) -> Exchange:
    """What to remember of a question that ``draft`` answers; ``path`` leads on from its things."""
    supported = tuple(step.node for support in draft.supports for step in support.path)
    cited = (node for sentence in draft.sentences for node in sentence.cites)
    listed = (s.cites[0] for s in draft.sentences if s.item and s.cites)
    return Exchange(
        said,
        text,
        lang,
        draft.verdict,
        draft.query,
        draft.about,
        tuple(dict.fromkeys((*supported, *path))),
        tuple(dict.fromkeys(cited)),
        tuple(dict.fromkeys(listed)),
        tuple(offer.node for offer in draft.offers),
        rejected,
        carried,
    )


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges, oldest first, and the unit that somebody asks for."""

    exchanges: tuple[Exchange, ...] = ()
    unit: NamedNode | None = None

    def alive(self, graph: GovernanceGraph) -> "Conversation":
        """The same with only those things that ``graph`` has."""
        unit = self.unit if self.unit and graph.known(self.unit) else None
        return Conversation(tuple(e.alive(graph) for e in self.exchanges), unit)

    def before(self, said: str) -> "Conversation":
        """What came before ``said`` if it was the last thing said, so that twice gives the same."""
        kept = self.exchanges
        while kept and kept[-1].said == said:
            kept = kept[:-1]
        return replace(self, exchanges=kept)

    @property
    def last(self) -> Exchange | None:
        """The last exchange."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def thread(self) -> tuple[Exchange, ...]:
        """The exchanges that a follow-up can be about: the last, and those it went on from.

        Of several with the same things there is only the last.
        """
        found: dict[Hashable, Exchange] = {}
        for each in reversed(self.exchanges):
            if each.holds:
                things = (each.query, each.about, each.path, each.cited, each.offered)
                found.setdefault(things, each)
                if not each.carried:
                    break
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Kept:
    conversation: Conversation
    until: float


class Conversations:
    """The conversations that go on, by id. Thread-safe; nothing is written anywhere."""

    def __init__(
        self,
        minutes: int,
        most: int,
        turns: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep ``most`` conversations of ``turns`` exchanges for ``minutes`` after the last.

        0 minutes keeps nothing. ``clock`` gives seconds.
        """
        self._seconds, self._most, self._turns = minutes * 60, most, turns
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def none(cls) -> "Conversations":
        """Nothing is remembered."""
        return cls(0, 0, 0)

    @property
    def on(self) -> bool:
        """Whether anything is remembered."""
        return self._seconds > 0

    def __len__(self) -> int:
        """How many are kept."""
        with self._lock:
            self._forget_old()
            return len(self._kept)

    def named(self, given: str | None) -> str | None:
        """The id to use: the one given, else a new one; None where nothing is remembered.

        Raises `assistant.errors.ConversationTooLong`.
        """
        if given and len(given) > LONGEST_ID:
            raise ConversationTooLong(length=len(given), limit=LONGEST_ID)
        if given or not self.on:
            return given
        return secrets.token_urlsafe(ID_BYTES)

    def of(self, name: str | None) -> Conversation:
        """What is remembered under an id; nothing if it is unknown or too old."""
        with self._lock:
            self._forget_old()
            kept = self._kept.get(name or "")
        return kept.conversation if kept else Conversation()

    def add(self, name: str | None, said: Exchange, unit: NamedNode | None) -> None:
        """Remember an exchange, and the unit if one is known."""
        if not name or not self.on:
            return
        with self._lock:
            self._forget_old()
            kept = self._kept.get(name)
            past = kept.conversation if kept else Conversation()
            exchanges = (*past.exchanges, said)[-self._turns :]
            until = self._clock() + self._seconds
            self._kept[name] = _Kept(Conversation(exchanges, unit or past.unit), until)
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def end(self, name: str) -> None:
        """Forget a conversation; one that is unknown is forgotten already."""
        with self._lock:
            self._kept.pop(name, None)

    def _forget_old(self) -> None:
        now = self._clock()
        while self._kept and next(iter(self._kept.values())).until <= now:
            self._kept.popitem(last=False)
