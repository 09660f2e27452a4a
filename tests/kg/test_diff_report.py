"""The whole of what is written about a difference, in every form."""

import json

import pytest

from kg.diff import Diff, diff
from kg.diff_report import disappearing, summary, to_html, to_json, to_text
from kg.graph import GovernanceGraph
from tests.kg.conftest import EX, Turtle

OLD = """
ex:s a styr:Strategy ; dct:title "Boende"@sv .
ex:a a styr:DevelopmentProgramme ; dct:title "A"@sv ; styr:programmeOf ex:s .
ex:x a styr:FocusArea ; dct:title "X"@sv ; styr:focusAreaOf ex:a .
ex:y a styr:Activity ; dct:title "Y & <Z>"@sv ; styr:inFocusArea ex:x .
ex:n a styr:Need ; dct:title "Behov"@sv .
"""
NEW = """
ex:s a styr:Strategy ; dct:title "Boende"@sv .
ex:a a styr:DevelopmentProgramme ; dct:title "A"@sv ; styr:programmeOf ex:s .
ex:x a styr:FocusArea ; dct:title "X\u202e"@sv ; styr:focusAreaOf ex:a .
ex:n a styr:Need ; dct:title "Behov"@sv ; dct:description "Nytt"@sv .
ex:v a styr:Value ; dct:title "Öppenhet"@sv .
"""


@pytest.fixture
def found(turtle: Turtle) -> Diff:
    return diff(GovernanceGraph.from_quads(turtle(OLD)), GovernanceGraph.from_quads(turtle(NEW)))


def test_text(found: Diff) -> None:
    """With nothing in it that turns the reading direction."""
    assert (
        to_text(found, "version 1", "utkastet b")
        == """\
Skillnader: version 1 → utkastet b
1 tas bort, 1 nya, 2 ändrade. Påståenden: 4 bort, 4 till.

Försvinner (1)
  Strategin ”Boende” › Utvecklingsprogrammet ”A”
    Aktiviteten ”Y & <Z>” har tagits bort

Ändrat (2)
  Strategin ”Boende” › Utvecklingsprogrammet ”A”
    Insatsområdet ”X\ufffd”: titel ändrades från ”X” till ”X\ufffd”
  Utanför strategierna
    Behovet ”Behov”: beskrivning ”Nytt” har lagts till

Nytt (1)
  Utanför strategierna
    Värdet ”Öppenhet” är nytt
"""
    )


def test_english(found: Diff) -> None:
    assert to_text(found, "version 1", "the draft b", "en").splitlines()[3:6] == [
        "Disappears (1)",
        "  The strategy “Boende” › The development programme “A”",
        "    The activity “Y & <Z>” has been removed",
    ]


def test_what_disappears(found: Diff) -> None:
    gone = ["Försvinner (1)", "  Aktiviteten ”Y & <Z>” har tagits bort"]
    assert (disappearing(found), disappearing(Diff((), 1, 0))) == (gone, [])


def test_json(found: Diff) -> None:
    told = to_json(found)
    assert {key: value for key, value in told.items() if key != "changes"} == {
        "removed": 1,
        "added": 1,
        "changed": 2,
        "statements": {"removed": 4, "added": 4},
    }
    ns = "https://w3id.org/styrkompass/ns#"
    assert told["changes"][0] == {
        "kind": "removed",
        "thing": {"iri": EX + "y", "title": "Y & <Z>", "type": ns + "Activity"},
        "strategy": {"iri": EX + "s", "title": "Boende", "type": ns + "Strategy"},
        "programme": {"iri": EX + "a", "title": "A", "type": ns + "DevelopmentProgramme"},
        "property": None,
        "before": None,
        "after": None,
        "sentence": "Aktiviteten ”Y & <Z>” har tagits bort",
    }
    assert [change["kind"] for change in told["changes"]] == [
        "removed", "added", "changed", "changed"
    ]  # fmt: skip
    assert json.loads(json.dumps(told)) == told


def test_html(found: Diff) -> None:
    page = to_html(found, "version 1", "utkastet b")
    body = page[page.index("<body>") :]
    assert (
        body
        == """\
<body>
<main>
<h1>Skillnader: version 1 → utkastet b</h1>
<p>1 tas bort, 1 nya, 2 ändrade. Påståenden: 4 bort, 4 till.</p>
<h2>Försvinner (1)</h2>
<h3>Strategin ”Boende” › Utvecklingsprogrammet ”A”</h3>
<ul>
<li>Aktiviteten ”Y &amp; &lt;Z&gt;” har tagits bort</li>
</ul>
<h2>Ändrat (2)</h2>
<h3>Strategin ”Boende” › Utvecklingsprogrammet ”A”</h3>
<ul>
<li>Insatsområdet ”X\ufffd”: titel ändrades från ”X” till ”X\ufffd”</li>
</ul>
<h3>Utanför strategierna</h3>
<ul>
<li>Behovet ”Behov”: beskrivning ”Nytt” har lagts till</li>
</ul>
<h2>Nytt (1)</h2>
<h3>Utanför strategierna</h3>
<ul>
<li>Värdet ”Öppenhet” är nytt</li>
</ul>
</main>
</body>
</html>
"""
    )
    assert page.startswith('<!DOCTYPE html>\n<html lang="sv">')
    assert "http" not in page
    assert "<script" not in page


def test_no_differences_and_none_that_show() -> None:
    assert summary(Diff((), 0, 0)) == "Inga skillnader."
    assert summary(Diff((), 0, 0), "en") == "No differences."
    assert summary(Diff((), 1, 2)) == (
        "0 tas bort, 0 nya, 0 ändrade. Påståenden: 1 bort, 2 till. Skillnaderna syns inte på någon "
        "namngiven sak. Se dem med --format patch."
    )
