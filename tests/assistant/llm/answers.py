"""Composed answers for the tests of language models, and models that say what they are told."""

from collections.abc import Iterable, Iterator

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.answer import Answer, Citation, Verdict
from assistant.llm.deadline import Deadline
from assistant.llm.material import Line, Material
from assistant.llm.model import ChatModel, ModelFailed

NOTE = Line("Det som är märkt som illustrativt är exempel.", fixed=True)
PLACED = (
    Line(
        "Ja, aktiviteten ”Läxhjälp på biblioteket” [1] finns i styrsystemet och stödjer strategin "
        "”Trygghet genom hela livet” [2]."
    ),
    Line(
        "Den ligger i insatsområdet ”Fler elever når målen” [3], som är en del av "
        "utvecklingsprogrammet ”Trygg uppväxt och skola” [4]."
    ),
    Line("Andelen ska öka från 82 procent år 2024 till 90 procent år 2030 [5]."),
    NOTE,
)
TITLES = (
    "Läxhjälp på biblioteket",
    "Trygghet genom hela livet",
    "Fler elever når målen",
    "Trygg uppväxt och skola",
    "Elever med gymnasiebehörighet",
)
LIKELY = (
    Line("Det du beskriver hör troligast till strategin ”Trygghet genom hela livet” [1]."),
    Line("Det kan också stödja strategin ”Attraktivt boende” [2]."),
    Line("Handlar det mest om ”Barn och unga” [3] eller om ”Äldre” [4]?"),
)
LIKELY_TITLES = ("Trygghet genom hela livet", "Attraktivt boende", "Barn och unga", "Äldre")
INTERNAL = (
    Line(
        "Jag hittar inget direkt stöd i strategierna. Ingången är den interna strategin "
        "”Samhällstjänster av högsta kvalitet” [1]."
    ),
)
ROWS = (
    Line("2 indikatorer:", fixed=True),
    Line("Behöriga elever, 82 procent [1] (illustrativt exempel)", item=True, illustrative=True),
    Line("Trygga elever, 91 procent [2]", item=True),
)


def material(
    lines: tuple[Line, ...] = PLACED,
    titles: Iterable[str] = TITLES,
    verdict: Verdict = "supported",
    lang: str = "sv",
) -> Material:
    """The material of an answer of those lines that cites things of those titles."""
    text = "".join(line.shown for line in lines).strip()
    citations = tuple(
        Citation(n, f"https://example.org/{n}", title, f"/id/{n}", False, None, False, None, None)
        for n, title in enumerate(titles, 1)
    )
    return Material(lines, Answer(verdict, text, lang, citations=citations))


def saying(*replies: str) -> ChatModel:
    """A model that gives these replies, one a call, in pieces."""
    return ChatModel(
        "fake:model", GenericFakeChatModel(messages=iter([AIMessage(each) for each in replies]))
    )


class Recorder:
    """A model that gives these replies and remembers what it was sent; an exception is raised."""

    name = "fake:model"

    def __init__(self, *replies: str | Exception) -> None:
        self.replies = list(replies)
        self.requests: list[str] = []

    def stream(self, _system: str, request: str, _deadline: Deadline) -> Iterator[str]:
        """The next reply, letter by letter."""
        self.requests.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise ModelFailed(str(reply))
        yield from reply
