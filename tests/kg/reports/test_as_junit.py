"""JUnit, read back."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from kg.reports.as_junit import to_junit
from kg.shapes import shipped
from tests.kg.reports.examples import BOTH, NO_STRATEGY, NOTHING, no_status, report_of

RULES = sorted({shipped().rule(shape) for shape in shipped().targeted})


def suite(text: str) -> ET.Element:
    (found,) = ET.fromstring(text)
    return found


def test_one_case_for_each_rule_and_only_violations_fail() -> None:
    found = suite(to_junit(BOTH, "sv"))
    assert found.attrib == {
        "name": "styrkompassen",
        "tests": str(len(RULES) + 1),
        "failures": "1",
        "errors": "0",
        "time": "1.234",
    }
    cases = {case.attrib["name"]: list(case) for case in found.iter("testcase")}
    assert sorted(cases) == sorted([*RULES, "Egen"])
    ((failure,), (noted,)) = (cases.pop("R09"), cases.pop("Egen"))
    assert (failure.tag, failure.attrib, failure.text) == (
        "failure",
        {"type": "violation", "message": "1 regelbrott"},
        "Regelbrott: ”Trygg <vardag>”: Programmet har två strategier. "
        "(plan/mitt program.ttl, rad 12)",
    )
    assert (noted.tag, noted.text) == ("system-out", "Varning: ”Sak”: Se över saken.")
    assert set(map(len, cases.values())) == {0}


def test_every_violation_of_a_rule_is_listed_and_notes_beside() -> None:
    note = replace(NO_STRATEGY, severity="info", place=None)
    results = (NO_STRATEGY, replace(NO_STRATEGY, place=None), note)
    (case,) = suite(to_junit(report_of(*results), "en")).iterfind("testcase[@name='R09']")
    said = "Violation: ”Safe <days>”: The programme has two strategies."
    assert [(part.tag, part.text) for part in case] == [
        ("failure", f"{said} (plan/mitt program.ttl, line 12)\n{said}"),
        ("system-out", said.replace("Violation", "Note")),
    ]


def test_nothing_found_passes_every_rule() -> None:
    found = suite(to_junit(NOTHING, "sv"))
    assert (found.attrib["tests"], found.attrib["failures"]) == (str(len(RULES)), "0")
    assert [case.attrib["name"] for case in found.iter("testcase")] == RULES
    assert found.findtext("system-out", "").startswith("Inga regelbrott och inga varningar.")


def test_failures_count_rules() -> None:
    report = report_of(NO_STRATEGY, no_status(1), no_status(2))
    assert suite(to_junit(report, "sv")).attrib["failures"] == "2"
