"""The sentence that sums up."""

from dataclasses import replace

import pytest

from kg.reports.summary import sentence
from kg.results import Result
from tests.kg.reports.examples import NO_STRATEGY, OWN_WARNING, no_status, report_of

NOTE = replace(OWN_WARNING, severity="info")
TWO = (no_status(1), no_status(2))


@pytest.mark.parametrize(
    ("results", "sv", "en"),
    [
        (
            (),
            "Inga regelbrott och inga varningar. Det här går att publicera.",
            "No violations and no warnings. This can be published.",
        ),
        (
            (NOTE,),
            "Inga regelbrott och inga varningar. 1 påpekande på 1 sak. Det här går att publicera.",
            "No violations and no warnings. 1 note on 1 thing. This can be published.",
        ),
        (
            (OWN_WARNING, NOTE),
            "1 varning och 1 påpekande på 1 sak. "
            "Det här går att publicera, men läs igenom varningen först.",
            "1 warning and 1 note on 1 thing. "
            "This can be published, but read through the warning first.",
        ),
        (
            (NO_STRATEGY,),
            "1 regelbrott på 1 sak. Rätta regelbrottet innan du publicerar.",
            "1 violation on 1 thing. Mend the violation before you publish.",
        ),
        (
            (*TWO, NO_STRATEGY, OWN_WARNING, NOTE),
            "3 regelbrott, 1 varning och 1 påpekande på 4 saker. "
            "Mest att göra: Biblioteket (2). Rätta regelbrotten innan du publicerar.",
            "3 violations, 1 warning and 1 note on 4 things. "
            "Most to do: The library (2). Mend the violations before you publish.",
        ),
    ],
)
def test_sentence(results: tuple[Result, ...], sv: str, en: str) -> None:
    report = report_of(*results)
    assert [sentence(report, lang) for lang in ("sv", "en", "fi")] == [sv, en, sv]
