"""How reports put things into words: one language at a time, harmless wherever it is shown."""

import re
from collections.abc import Mapping, Sequence

from kg.errors import TEXTS
from kg.results import Result, Thing
from kg.texts import LANGUAGES

MARKS = {"violation": "✖", "warning": "▲", "info": "●"}
"""A shape for each severity, always beside its word."""
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """``text`` without what XML forbids, a terminal obeys, or turns the reading direction."""
    return _HARMFUL.sub("\N{REPLACEMENT CHARACTER}", text)


def pick(lang: str, texts: Mapping[str, str]) -> str:
    """The text in ``lang``, else in Swedish, else any; "" when there is none."""
    return texts.get(lang) or texts.get("sv") or next(iter(texts.values()), "")


class Words:
    """The words of one language; an unknown one gets Swedish."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else LANGUAGES[0]

    def __call__(self, key: str, **params: object) -> str:
        """Our text under ``[report]``."""
        return TEXTS.get(self.lang, f"report.{key}", **params)

    def said(self, texts: Mapping[str, str]) -> str:
        """What somebody wrote, cleaned."""
        return clean(pick(self.lang, texts))

    def title(self, thing: Thing) -> str:
        """What it is called."""
        return self.said(thing.title)

    def name(self, thing: Thing) -> str:
        """What it is called, and its class unless the title says it."""
        title, kind = self.title(thing), self.said(thing.kind)
        return f"{title} ({kind})" if kind and not title.startswith(kind) else title

    def about(self, result: Result) -> str:
        """The property and the value at fault: ``styr:programmeOf = ”Trygg vardag”``, or ""."""
        if result.path is None or result.value is None:
            return ""
        path = result.column or result.path
        if result.value_thing is not None:
            return clean(f"{path} = ”{self.title(result.value_thing)}”")
        return clean(f"{path} = {result.value}")

    def place(self, result: Result) -> str:
        """Where in its source it stands; "" when that is not known."""
        return clean(result.place.phrase().text(self.lang)) if result.place else ""

    def count(self, number: int, noun: str) -> str:
        """``3 varningar``; ``noun`` is a severity or "thing"."""
        return self(f"{noun}_one" if number == 1 else f"{noun}_many", n=number)

    def counts(self, counts: Mapping[str, int]) -> list[str]:
        """One text for each kind that there is any of."""
        return [self.count(number, noun) for noun, number in counts.items() if number]

    def things(self, results: Sequence[Result]) -> str:
        """How many things of which kind: ``Gäller 13 saker (Aktivitet)``."""
        things = self.count(len({result.focus.iri for result in results}), "thing")
        kind = self.said(results[0].focus.kind)
        return self("things", things=f"{things} ({kind})" if kind else things)

    def joined(self, parts: Sequence[str]) -> str:
        """``a, b och c``."""
        if len(parts) < 2:
            return "".join(parts)
        return self("and", before=", ".join(parts[:-1]), last=parts[-1])
