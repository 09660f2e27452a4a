"""How an evaluation is put into words: one language at a time, harmless wherever it is shown."""

from assistant.errors import TEXTS
from assistant.evaluation.draws import Difference, Figure
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.result import Evaluation, Group
from kg.reports.words import clean
from kg.texts import LANGUAGES

_MINUS = "\N{MINUS SIGN}"
_MANY = 5
"""Unknown things that a warning names."""


class Words:
    """The words of one language; an unknown one gets Swedish."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else LANGUAGES[0]

    def __call__(self, key: str, **params: object) -> str:
        """Our text under ``[evaluation]``."""
        return TEXTS.get(self.lang, f"evaluation.{key}", **params)

    def number(self, value: float, decimals: int = 2) -> str:
        """With a decimal comma in Swedish and a real minus."""
        text = f"{value:.{decimals}f}"
        text = text.removeprefix("-") if not float(text) else text.replace("-", _MINUS)
        return text.replace(".", ",") if self.lang == "sv" else text

    def figure(self, name: str, figure: Figure | None) -> str:
        """A value with its interval: ``0.82 (0.75–0.88)``; a dash where it does not apply."""
        if figure is None:
            return "–"
        decimals = 1 if name.startswith("ms_") else 2
        low, high = (self.number(end, decimals) for end in (figure.low, figure.high))
        return f"{self.number(figure.value, decimals)} ({self._between(low, high)})"

    def change(self, name: str, change: Difference) -> tuple[str, str, str, str]:
        """Before, after, the difference with its interval, and p."""
        decimals = 1 if name.startswith("ms_") else 2
        before, after, value, low, high = (
            self.number(each, decimals)
            for each in (change.earlier, change.later, change.value, change.low, change.high)
        )
        p = f"≤ {self.number(change.p, 3)}" if change.p <= 0.001 else self.number(change.p, 3)
        return before, after, f"{value} ({self._between(low, high)})", p

    def group(self, group: Group) -> str:
        """What a group's questions are called."""
        name = self(f"kind.{group.kind or 'all'}")
        if group.shared is not None:
            name = self("kind.shared" if group.shared else "kind.unshared", kind=name)
        return (
            self("kind.in_lang", kind=name, lang=self.language(group.lang)) if group.lang else name
        )

    def language(self, code: str) -> str:
        """The name of a language; the code of one that we have no name for."""
        names: dict[str, str] = TEXTS.raw(self.lang, "evaluation.lang")
        return names.get(code, clean(code))

    def lead(self, evaluation: Evaluation) -> str:
        """The whole run in two sentences."""
        number = evaluation.version
        version = self("published", number=number) if number else self("unpublished")
        right = self.figure("right", evaluation.figure("right"))
        count, model = len(evaluation.outcomes), clean(evaluation.model)
        return self("lead", count=count, version=version, model=model, right=right)

    def warning(self, evaluation: Evaluation) -> str:
        """Which gold things the graph says nothing about; "" when there are none."""
        unknown = evaluation.unknown_gold
        shown = ", ".join(f"{clean(iri)} ({clean(each)})" for each, iri in unknown[:_MANY])
        more = ", …" if len(unknown) > _MANY else ""
        return self("unknown_gold", count=len(unknown), shown=shown + more) if unknown else ""

    def wanted(self, outcome: Outcome) -> str:
        """The titles of the gold."""
        titles = ", ".join(map(clean, outcome.gold_titles))
        return titles or self("nothing_wanted")

    def _between(self, low: str, high: str) -> str:
        return self("to", low=low, high=high) if _MINUS in low + high else f"{low}–{high}"
