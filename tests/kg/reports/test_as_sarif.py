"""SARIF: one small log compared whole, and what version 2.1.0 requires of any."""

import json
from importlib.metadata import version
from typing import Any

from kg.reports.as_sarif import SCHEMA, to_sarif
from tests.kg.reports.examples import BOTH, EX, MANY, NOTHING, STYRSH


def run_of(text: str) -> dict[str, Any]:
    (run,) = json.loads(text)["runs"]
    return dict(run)


def tool(lang: str, name: str, why: str, mend: str) -> dict[str, Any]:
    """The tool as it tells of our two rules in one language."""
    return {
        "name": "styrkompassen",
        "semanticVersion": version("styrkompassen"),
        "language": lang,
        "rules": [
            {
                "id": "R09-OneStrategy",
                "shortDescription": {"text": name},
                "fullDescription": {"text": why},
                "help": {"text": mend},
                "defaultConfiguration": {"level": "error"},
                "properties": {"rule": "R09", "shape": STYRSH + "R09-OneStrategy"},
            },
            {
                "id": "Egen",
                "shortDescription": {"text": "Egen"},
                "defaultConfiguration": {"level": "warning"},
                "properties": {"rule": "Egen", "shape": EX + "Egen"},
            },
        ],
    }


def test_the_whole_log() -> None:
    log = json.loads(to_sarif(BOTH, "sv"))
    results = log["runs"][0]["results"]
    fingerprints = [result.pop("partialFingerprints") for result in results]
    assert log == {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": tool(
                        "sv", "En strategi", "Ett program är en handlingsplan.", "Behåll en."
                    )
                },
                "language": "sv",
                "columnKind": "unicodeCodePoints",
                "translations": [tool("en", "One strategy", "A programme is a plan.", "Keep one.")],
                "results": [
                    {
                        "ruleId": "R09-OneStrategy",
                        "ruleIndex": 0,
                        "level": "error",
                        "message": {
                            "text": "”Trygg <vardag>”: Programmet har två strategier. "
                            "Menade du styr:inFocusArea?"
                        },
                        "locations": [
                            {
                                "logicalLocations": [
                                    {
                                        "name": "Trygg <vardag>",
                                        "fullyQualifiedName": EX + "program",
                                    }
                                ],
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "plan/mitt%20program.ttl"},
                                    "region": {"startLine": 12},
                                },
                                "message": {"text": "plan/mitt program.ttl, rad 12"},
                            }
                        ],
                    },
                    {
                        "ruleId": "Egen",
                        "ruleIndex": 1,
                        "level": "warning",
                        "message": {"text": "”Sak”: Se över saken."},
                        "locations": [
                            {"logicalLocations": [{"name": "Sak", "fullyQualifiedName": "urn:x"}]}
                        ],
                    },
                ],
            }
        ],
    }
    assert [list(each) for each in fingerprints] == [["styrkompassen/v1"]] * 2
    assert len({each["styrkompassen/v1"] for each in fingerprints}) == 2


def test_a_cell_is_said_in_words_since_a_workbook_has_no_lines() -> None:
    result = run_of(to_sarif(MANY, "en"))["results"][1]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "a.xlsx"}}
    assert location["message"] == {"text": "a.xlsx, sheet Aktiviteter, row 1"}


def test_what_the_standard_requires() -> None:
    """§3.13, §3.14, §3.19, §3.27 and §3.49 of SARIF 2.1.0."""
    for report in (BOTH, MANY, NOTHING):
        run = run_of(to_sarif(report, "sv"))
        rules = run["tool"]["driver"]["rules"]
        ids = [rule["id"] for rule in rules]
        assert len(ids) == len(set(ids))
        assert [[r["id"] for r in other["rules"]] for other in run["translations"]] == [ids]
        assert len(run["results"]) == len(report.results)
        for result in run["results"]:
            assert ids[result["ruleIndex"]] == result["ruleId"]
            assert result["level"] in {"error", "warning", "note", "none"}
            assert result["message"]["text"]


def test_fingerprints_do_not_depend_on_language_or_run() -> None:
    sv, en = (
        [r["partialFingerprints"] for r in run_of(to_sarif(MANY, lang))["results"]]
        for lang in ("sv", "en")
    )
    assert sv == en
