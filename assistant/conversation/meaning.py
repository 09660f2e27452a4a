"""What somebody means who builds on what was said."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.cues import Cues
from assistant.conversation.memory import Conversation, Exchange
from assistant.draft import Draft


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, and when.

    ``text`` is all of it, ``rest`` without the words that only tie it to what came before; ``led``
    tells whether there were any, ``no`` whether one of them was a no.
    """

    text: str
    rest: str
    led: bool
    no: bool
    lang: str
    cues: Cues
    past: Conversation
    unit: NamedNode | None

    @property
    def ground(self) -> Exchange | None:
        """What a follow-up is about."""
        return next(iter(self.past.thread), None)

    @property
    def work(self) -> Exchange | None:
        """The work that was described, if that is what is talked about."""
        return next((each for each in self.past.thread if each.placed), None)

    def at(self, position: int) -> tuple[NamedNode, ...]:
        """The thing at a position of the last list or choice that has one there."""
        return next(filter(None, (each.at(position) for each in self.past.thread)), ())

    def beside(self, thing: NamedNode, other: NamedNode | None) -> bool:
        """Whether two things stand in the same list."""
        return any({thing, other} <= {*each.listed} for each in self.past.thread)

    @property
    def listed(self) -> Exchange | None:
        """The last list, or choice, that is talked about."""
        return next((each for each in self.past.thread if each.listed or each.offered), None)


@dataclass(frozen=True, slots=True)
class Meant:
    """What was meant: ``text`` to be understood in ``lang``, for ``unit``.

    ``carried`` is false for a question of its own.
    ``choice`` is the question of the library where that is clear already. ``placed`` is true for
    work to place, under one of ``only`` and under none of ``never``. ``draft`` is the answer where
    the conversation itself gives it, and then ``again`` what goes on being talked about; what was
    said before is to be forgotten where it ``forgets``.
    """

    text: str
    lang: str
    unit: NamedNode | None = None
    choice: Choice | None = None
    placed: bool = False
    only: tuple[NamedNode, ...] = ()
    never: tuple[NamedNode, ...] = ()
    draft: Draft | None = None
    again: Exchange | None = None
    carried: bool = True
    forgets: bool = False
