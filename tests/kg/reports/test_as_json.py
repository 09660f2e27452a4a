"""JSON: one small report, compared whole."""

import json
from typing import Any

from kg.reports.as_json import json_text, to_json
from tests.kg.reports.examples import BOTH, EX, STYR

SCHOOLS = {"iri": EX + "skola", "title": "The schools"}
STRATEGY = {"iri": EX + "strategi", "title": "Safety"}
NOBODY: dict[str, Any] = {"iri": None, "title": None}
ONE_VIOLATION = {"violation": 1, "warning": 0, "info": 0}
ONE_WARNING = {"violation": 0, "warning": 1, "info": 0}


def test_json_is_what_the_api_promises() -> None:
    assert to_json(BOTH, "en") == {
        "conforms": False,
        "version_of_shapes": "0.1.0",
        "results": [
            {
                "rule": "R09",
                "severity": "violation",
                "focus": {
                    "iri": EX + "program",
                    "title": "Safe <days>",
                    "type": STYR + "DevelopmentProgramme",
                },
                "path": "styr:programmeOf",
                "value": "=1+1",
                "message": "The programme has two strategies.",
                "help": "Keep one.",
                "owner": SCHOOLS,
                "place": "plan/mitt program.ttl, line 12",
                "suggestion": "styr:inFocusArea",
                "strategy": STRATEGY,
                "programme": {"iri": EX + "program", "title": "Safe <days>"},
            },
            {
                "rule": "Egen",
                "severity": "warning",
                "focus": {"iri": "urn:x", "title": "Sak", "type": None},
                "path": None,
                "value": None,
                "message": "Se över saken.",
                "help": None,
                "owner": None,
                "place": None,
                "suggestion": None,
                "strategy": None,
                "programme": None,
            },
        ],
        "summary": {
            "violation": 1,
            "warning": 1,
            "info": 0,
            "things": 2,
            "rules": {"R09": 1, "Egen": 1},
            "owners": [{**SCHOOLS, **ONE_VIOLATION}, {**NOBODY, **ONE_WARNING}],
            "strategies": [{**STRATEGY, **ONE_VIOLATION}, {**NOBODY, **ONE_WARNING}],
            "sentence": "1 violation and 1 warning on 2 things. "
            "Mend the violation before you publish.",
        },
        "ms": 1234.5,
    }


def test_text_is_the_same() -> None:
    assert json.loads(json_text(BOTH, "sv")) == to_json(BOTH, "sv")
