"""What a finding says of properties, said of the columns and sheets of the workbook it is about.

Rules name terms as RDF does (``styr:focusAreaOf``); somebody who works in Excel knows the columns.
What a column is called is what `ingest.workbook_writer` calls it and `ingest.workbook` reads.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from pyoxigraph import NamedNode

from ingest.layout import BORROWED, Layout, label, shipped_layout
from kg.errors import TEXTS
from kg.names import OWL, PREFIXES, RDF, SKOS
from kg.results import Report, Result, Rule

_TERM = re.compile(r"\b(?P<prefix>[a-z][a-z-]*):(?P<local>[A-Za-z][\w-]*)")
_REWORDED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "sv": (
        (r" (?:med|och) språkmärket sv", ""),
        (r' med språkmärke, till exempel "…"@sv', ""),
        (r" med datatypen xsd:\w+|, datatyp xsd:\w+", ""),
        (r'"([^"]*)"\^\^xsd:\w+', r"\1"),
        (r" Skriv decimaler med punkt .* läses som två tal\.", ""),
        (r"Egenskapen (\S+) \(”[^”]*”\)", r"\1"),
        (r", dct:isPartOf eller skos:broader", " eller dct:isPartOf"),
        (r"kan bli (?=skos:)", "kan stå i "),
        (r"\b(?:med|på) (?=(?:styr|dct|org|skos|prov):)", "i "),
        (r"\bAnge (?=styr:)", "Fyll i "),
    ),
    "en": (
        (r" (?:with|and the) language tag sv", ""),
        (r' with a language tag, for example "…"@sv', ""),
        (r" with datatype xsd:\w+|, datatype xsd:\w+", ""),
        (r'"([^"]*)"\^\^xsd:\w+', r"\1"),
        (r" Write decimals with a point .* is read as two numbers\.", ""),
        (r"The property (\S+) \(“[^”]*”\)", r"\1"),
        (r", dct:isPartOf or skos:broader", " or dct:isPartOf"),
        (r"can become (?=skos:)", "can stand in "),
        (r"\b(?:with|on) (?=(?:styr|dct|org|skos|prov):)", "in "),
        (r"\bState (?=styr:)", "Fill in "),
    ),
}
"""What only RDF writes, in the texts of the rules, before their terms become columns."""
_CLASSES = {OWL.Class, SKOS.Concept}


def in_workbook(report: Report) -> Report:
    """``report`` with what stands in a workbook told by column and sheet.

    Of a rule that only workbooks break, what is told of the rule itself is said so too.
    """
    results = tuple(map(result_in_workbook, report.results))
    elsewhere = {each.shape for each in results if not _stands_in_sheet(each)}
    rules = {
        shape: rule if shape in elsewhere else _rule(rule) for shape, rule in report.rules.items()
    }
    return replace(report, results=results, rules=rules)


def result_in_workbook(result: Result) -> Result:
    """``result`` told by column and sheet, if it stands in one."""
    if not _stands_in_sheet(result):
        return result
    kind = NamedNode(result.focus.type) if result.focus.type else None
    return replace(
        result,
        message=_texts(result.message, kind),
        help=_texts(result.help, kind),
        column=_column(result),
    )


def column_names(text: str) -> list[tuple[str, NamedNode]]:
    """The properties that ``text`` names and a workbook has columns for: short name and IRI."""
    layout, found = shipped_layout(), []
    for match in _TERM.finditer(text):
        term = _expanded(match)
        if term is not None and _is_column(layout, term) and (match[0], term) not in found:
            found.append((match[0], term))
    return found


def column(term: NamedNode, kind: NamedNode | None, lang: str) -> str:
    """The column of ``term`` in words, with its sheet unless it is one of ``kind``'s own."""
    layout = shipped_layout()
    told = TEXTS.get(lang, "workbook.column", name=label(layout.graph, term))
    if kind is not None and (term in BORROWED or layout.belongs(term, kind)):
        return told
    sheets = layout.kinds_with(term)
    if len(sheets) != 1:
        return told
    return TEXTS.get(lang, "workbook.column_on", column=told, sheet=label(layout.graph, sheets[0]))


def _stands_in_sheet(result: Result) -> bool:
    return result.place is not None and result.place.sheet is not None


def _rule(rule: Rule) -> Rule:
    return replace(rule, help=_texts(rule.help, None))


def _column(result: Result) -> str:
    """What the column of a result's path is called; empty where it has none."""
    match = _TERM.fullmatch(result.path or "")
    term = _expanded(match) if match else None
    if term is None or not _is_column(shipped_layout(), term):
        return ""
    return label(shipped_layout().graph, term)


def _texts(texts: Mapping[str, str], kind: NamedNode | None) -> dict[str, str]:
    return {lang: _said(text, kind, lang) for lang, text in texts.items()}


def _said(text: str, kind: NamedNode | None, lang: str) -> str:
    """``text`` with every term as a workbook calls it, and without what only RDF writes."""
    for pattern, instead in _REWORDED.get(lang, ()):
        text = re.sub(pattern, instead, text)
    said = _TERM.sub(partial(_called, kind, lang), text)
    return said[:1].upper() + said[1:]


def _called(kind: NamedNode | None, lang: str, match: re.Match[str]) -> str:
    term, layout = _expanded(match), shipped_layout()
    if term is None:
        return match[0]
    if _is_column(layout, term):
        return column(term, kind, lang)
    if not _CLASSES.isdisjoint(layout.graph.nodes(term, RDF.type)):
        return TEXTS.get(lang, "workbook.quoted", name=layout.graph.title(term, lang))
    return match[0]


def _expanded(match: re.Match[str]) -> NamedNode | None:
    base = PREFIXES.get(match["prefix"])
    return NamedNode(base + match["local"]) if base else None


def _is_column(layout: Layout, term: NamedNode) -> bool:
    return term in BORROWED or bool(layout.kinds_with(term))
