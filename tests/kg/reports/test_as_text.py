"""Text: each view compared whole."""

from dataclasses import replace

import pytest

from kg.reports.as_text import BLOCKS, to_text
from tests.kg.reports.examples import BOTH, MANY, NO_STRATEGY, NOTHING, report_of, thing

FOOT = "Regler, version 0.1.0. Granskat på 1,2 s.\n"
FIRST = "1 regelbrott och 1 varning på 2 saker. Rätta regelbrottet innan du publicerar.\n\n"


def test_by_strategy() -> None:
    assert to_text(BOTH, "sv") == (
        FIRST + "Trygghet (Strategi): 1 regelbrott\n"
        "=================================\n"
        "\n"
        "Trygg <vardag> (Utvecklingsprogram): 1 regelbrott\n"
        "-------------------------------------------------\n"
        "\n"
        "Trygg <vardag> (Utvecklingsprogram)\n"
        "  ✖ Regelbrott R09: Programmet har två strategier.\n"
        "    Menade du styr:inFocusArea?\n"
        "    Så rättar du: Behåll en.\n"
        "    Uppgift: styr:programmeOf = =1+1\n"
        "    Var: plan/mitt program.ttl, rad 12\n"
        "  Ansvarig: Skolförvaltningen\n"
        "  https://example.org/kommun/program\n"
        "\n"
        "Utanför strategierna: 1 varning\n"
        "===============================\n"
        "\n"
        "Sak\n"
        "  ▲ Varning Egen: Se över saken.\n"
        "  urn:x\n"
        "\n" + FOOT
    )


def test_by_rule() -> None:
    assert to_text(BOTH, "sv", "rule") == (
        FIRST + "R09 En strategi: 1 regelbrott\n"
        "=============================\n"
        "Varför: Ett program är en handlingsplan.\n"
        "Så rättar du: Behåll en.\n"
        "\n"
        "✖ Regelbrott: Programmet har två strategier.\n"
        "  Menade du styr:inFocusArea?\n"
        "  Gäller 1 sak (Utvecklingsprogram):\n"
        "  - Trygg <vardag>, styr:programmeOf = =1+1, Skolförvaltningen, plan/mitt program.ttl, "
        "rad 12\n"
        "\n"
        "Egen: 1 varning\n"
        "===============\n"
        "\n"
        "▲ Varning: Se över saken.\n"
        "  Gäller 1 sak:\n"
        "  - Sak\n"
        "\n" + FOOT
    )


def test_by_owner_in_english() -> None:
    assert to_text(BOTH, "en", "owner") == (
        "1 violation and 1 warning on 2 things. Mend the violation before you publish.\n"
        "\n"
        "The schools: 1 violation\n"
        "========================\n"
        "\n"
        "Safe <days> (Development programme)\n"
        "  ✖ Violation R09: The programme has two strategies.\n"
        "    Did you mean styr:inFocusArea?\n"
        "    How to mend it: Keep one.\n"
        "    Statement: styr:programmeOf = =1+1\n"
        "    Where: plan/mitt program.ttl, line 12\n"
        "  https://example.org/kommun/program\n"
        "\n"
        "Nobody is stated as responsible: 1 warning\n"
        "==========================================\n"
        "\n"
        "Sak\n"
        "  ▲ Warning Egen: Se över saken.\n"
        "  urn:x\n"
        "\n"
        "Rules, version 0.1.0. Checked in 1.2 s.\n"
    )


@pytest.mark.parametrize("by", ["strategy", "rule", "owner"])
def test_many_things_are_listed_once_and_the_list_is_capped(by: str) -> None:
    text = to_text(MANY, "sv", by)
    assert text.count("Status saknas.") == 1
    assert [f"- Aktivitet {n}," in text for n in (1, 10, 11, 47)] == [True, True, False, False]
    assert "  Gäller 47 saker (Syssla):\n" in text
    assert "  - och 37 till\n" in text


@pytest.mark.parametrize("by", ["strategy", "rule", "owner"])
def test_many_things_with_messages_of_their_own_are_capped(by: str) -> None:
    results = [
        replace(
            NO_STRATEGY,
            focus=thing(f"p{n:03}", f"Program {n:03}", f"Programme {n:03}"),
            message={"sv": f"Fel {n}.", "en": f"Wrong {n}."},
        )
        for n in range(BLOCKS + 970)
    ]
    lines = to_text(report_of(*results), "sv", by).splitlines()
    shown = [line.split(": ")[1] for line in lines if "✖ Regelbrott" in line]
    assert shown == [f"Fel {n}." for n in range(BLOCKS)]
    assert "och 970 saker till. Hela listan får du med --format csv." in lines


def test_help_of_several_results_on_a_thing_is_told_once() -> None:
    other = replace(NO_STRATEGY, message={"sv": "Ett till.", "en": "One more."})
    assert to_text(report_of(NO_STRATEGY, other), "sv").count("Så rättar du: Behåll en.") == 1


def test_nothing_found() -> None:
    assert to_text(NOTHING, "sv") == (
        "Inga regelbrott och inga varningar. Det här går att publicera.\n\n" + FOOT
    )
