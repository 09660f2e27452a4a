"""The tables of an evaluation, in words, for the terminal, the page and Markdown alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.baselines import BASELINES
from assistant.evaluation.comparison import Comparison
from assistant.evaluation.draws import MEANS
from assistant.evaluation.judge import LEVELS
from assistant.evaluation.result import Evaluation
from assistant.evaluation.words import Words

FIGURES = (
    *MEANS,
    "calibration_error",
    "gain_shown",
    "gain_ranked",
    "ms_median",
    "ms_p95",
    "ms_max",
)
"""All figures, in the order they are told."""
_BY_GROUP = (
    "right",
    "verdict_right",
    "shown_first",
    *(f"strategy_{x}" for x in ("hits_at_1", "hits_at_3", "mrr")),
)
_BY_LEVEL = tuple(
    f"{level}_{name}"
    for level in LEVELS
    if level != "strategy"
    for name in ("hits_at_1", "hits_at_3", "mrr")
)
_ENOUGH = 10
_AGAINST = ("shown_first", "strategy_hits_at_1", *BASELINES, "gain_shown", "gain_ranked")


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its heading. ``key`` names it in links."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(evaluation: Evaluation, words: Words) -> list[Table]:
    """Everything of one run; tables without rows are left out."""
    every = (
        _figures(evaluation, words),
        _grouped("groups", _BY_GROUP, evaluation, words),
        _grouped("baselines", _AGAINST, evaluation, words),
        _grouped("levels", _BY_LEVEL, evaluation, words),
        _confusion(evaluation, words),
        _reliability(evaluation, words),
    )
    return [table for table in every if table.rows]


def compared(comparison: Comparison, names: tuple[str, str], words: Words) -> Table:
    """Every figure of two runs over all questions, then the share right by group."""
    earlier, later = names
    rows = [
        (words(f"figure.{name}"), *words.change(name, differences[name]))
        for differences in (comparison.differences.get("all", {}),)
        for name in FIGURES
        if name in differences
    ]
    rows += [
        (f"{words('column.right')}: {words.group(group)}", *words.change("right", found["right"]))
        for group in comparison.later.groups[1:]
        if "right" in (found := comparison.differences[group.key])
    ]
    columns = ("figure", "earlier", "later", "difference", "p")
    caption = words("comparison", earlier=earlier, later=later)
    return Table("comparison", caption, _columns(words, columns), tuple(rows))


def _figures(evaluation: Evaluation, words: Words) -> Table:
    figures = [(name, evaluation.figure(name)) for name in FIGURES]
    rows = [
        (words(f"figure.{name}"), words.figure(name, figure), str(figure.n))
        for name, figure in figures
        if figure is not None
    ]
    columns = _columns(words, ("figure", "value", "n"))
    return Table("figures", words("figures"), columns, tuple(rows))


def _grouped(key: str, names: Sequence[str], evaluation: Evaluation, words: Words) -> Table:
    """A row for each group that at least one of the figures applies to.

    Kinds by language are told only where there are enough questions to say anything.
    """
    rows = []
    for group in evaluation.groups:
        if group.kind and group.lang and len(evaluation.of(group)) < _ENOUGH:
            continue
        figures = [evaluation.figure(name, group.key) for name in names]
        if any(figures):
            counted = max(figure.n for figure in figures if figure)
            cells = map(words.figure, names, figures)
            rows.append((words.group(group), str(counted), *cells))
    columns = _columns(words, ("group", "n", *names))
    return Table(key, words(key), columns, tuple(rows))


def _confusion(evaluation: Evaluation, words: Words) -> Table:
    confusion = evaluation.confusion
    verdicts = list(next(iter(confusion.values()), {}))
    columns = (words("column.group"), *(words(f"verdicts.{verdict}") for verdict in verdicts))
    rows = [
        (words(f"kind.{kind}"), *(str(counts[verdict]) for verdict in verdicts))
        for kind, counts in confusion.items()
    ]
    return Table("confusion", words("confusion"), columns, tuple(rows))


def _reliability(evaluation: Evaluation, words: Words) -> Table:
    rows = [
        (
            f"{words.number(each.low, 1)}–{words.number(each.high, 1)}",
            str(each.n),
            words.number(each.score),
            words.number(each.right),
        )
        for each in evaluation.reliability
        if each.n
    ]
    columns = _columns(words, ("score", "n", "mean_score", "share_right"))
    return Table("reliability", words("reliability"), columns, tuple(rows))


def _columns(words: Words, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(words(f"column.{name}") for name in names)
