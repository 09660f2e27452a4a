"""One graph's side of conversations: resolve what is said, answer what they decide, and remember.

The assistant calls `Talk.meant` before it understands a question and `Talk.settled` after.
"""

from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.computed import Known
from assistant.conversation.alone import Alone
from assistant.conversation.carrying import Carrier
from assistant.conversation.meaning import Meant
from assistant.conversation.memory import Conversation, Exchange, exchange
from assistant.conversation.placing import place
from assistant.conversation.resolve import Resolver
from assistant.conversation.say import Saying
from assistant.decide import Decision
from assistant.draft import Draft
from assistant.find import Hit
from assistant.index import Index
from assistant.understand import Understander, Understanding
from kg.paths import paths_up


class Talk:
    """Conversations about one graph. Holds no conversation itself."""

    def __init__(self, index: Index, understander: Understander, known: Known) -> None:
        self._index = index
        self._saying = Saying(index)
        self._alone = Alone(index.graph, understander)
        self._resolver = Resolver(index, Carrier(index, understander, known), self._saying)

    def meant(
        self, text: str, past: Conversation, unit: NamedNode | None, lang: str | None, usual: str
    ) -> Meant:
        """What ``text`` means after ``past``: `assistant.conversation.resolve.Resolver`."""
        return self._resolver.resolve(text, past, unit, lang, usual)

    def place(self, understood: Understanding, hits: list[Hit], meant: Meant) -> Decision:
        """The verdict on work that is placed again."""
        return place(self._index, understood, hits, meant)

    def settled(self, draft: Draft, meant: Meant, *, remembered: bool) -> Draft:
        """``draft`` with what it was taken to be about, and with choices as short as they can be.

        Where the client says which conversation it is in, a choice is understood by its name.
        """
        draft = self._saying.grounded(draft, meant)
        if not remembered or not draft.offers:
            return draft
        whole = {offer.whole for offer in draft.offers}
        others = (each for each in draft.follow_ups if each not in whole)
        return replace(draft, follow_ups=(*(o.called for o in draft.offers), *others))

    def alone(self, meant: Meant, unit: NamedNode | None) -> str | None:
        """`assistant.conversation.alone.Alone.question`."""
        return self._alone.question(meant, unit)

    def exchange(self, said: str, meant: Meant, draft: Draft) -> Exchange:
        """What to remember of an answer."""
        if meant.again is not None:
            return meant.again
        path = paths_up(self._index.graph, draft.about)[0] if draft.about else ()
        on = tuple(step.node for step in path)
        return exchange(said, meant.text, meant.lang, draft, on, meant.never, carried=meant.carried)
