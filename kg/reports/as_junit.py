"""JUnit XML, which build pipelines show: one test case for each rule.

Only violations fail a case, as they fail the command (exit code 1). Warnings and notes are told in
the case's ``system-out``: JUnit has no word for them.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from kg.reports.groups import level
from kg.reports.summary import sentence
from kg.reports.words import Words, clean
from kg.results import Report, Result
from kg.shapes import shipped

SUITE = "styrkompassen"


def to_junit(report: Report, lang: str = "sv") -> str:
    """One test suite; a case that fails lists every violation of its rule."""
    words = Words(lang)
    found: dict[str, list[Result]] = {rule: [] for rule in _rules(report)}
    for result in report.results:
        found[result.rule].append(result)
    failed = sum(any(level(r) == "violation" for r in results) for results in found.values())
    numbers = {"tests": str(len(found)), "failures": str(failed), "errors": "0"}
    attributes = {"name": SUITE, **numbers, "time": f"{report.ms / 1000:.3f}"}
    root = ET.Element("testsuites", attributes)
    suite = ET.SubElement(root, "testsuite", attributes)
    for rule, results in found.items():
        _case(suite, rule, results, words)
    ET.SubElement(suite, "system-out").text = clean(sentence(report, lang))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _rules(report: Report) -> list[str]:
    """Every rule that was checked, broken or not."""
    shapes = report.shapes or shipped()
    checked = {shapes.rule(shape) for shape in shapes.targeted}
    return sorted(checked | {result.rule for result in report.results})


def _case(suite: ET.Element, rule: str, results: Sequence[Result], words: Words) -> None:
    case = ET.SubElement(suite, "testcase", classname=SUITE, name=clean(rule))
    broken = [result for result in results if level(result) == "violation"]
    noted = [result for result in results if level(result) != "violation"]
    if broken:
        message = words.count(len(broken), "violation")
        failure = ET.SubElement(case, "failure", type="violation", message=message)
        failure.text = _listed(broken, words)
    if noted:
        ET.SubElement(case, "system-out").text = _listed(noted, words)


def _listed(results: Sequence[Result], words: Words) -> str:
    return "\n".join(_line(result, words) for result in results)


def _line(result: Result, words: Words) -> str:
    at = f" ({words.place(result)})" if result.place else ""
    return clean(f"{words(level(result))}: {result.sentence(words.lang)}") + at
