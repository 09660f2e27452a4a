"""The indicators over HTTP: the overview, the page of one, and the same as JSON."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from tests.assistant.pages.indicator_pages import EXAMPLE, HOSTILE_TITLES, client, hostile

PITEA = "https://w3id.org/styrkompass/id/pitea/"
FALLING = PITEA + "indikator-avgangna-tillsvidare"
quick = settings(deadline=None, database=None, derandomize=True, max_examples=30)


@pytest.fixture(scope="module")
def pitea_graph() -> GovernanceGraph:
    return GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))


@pytest.fixture(scope="module")
def http(pitea_graph: GovernanceGraph, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client(pitea_graph, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client(GovernanceGraph.from_files([EXAMPLE]), tmp_path_factory.mktemp("data"))


def page(http: TestClient, address: str) -> str:
    response = http.get(address)
    assert (response.status_code, response.headers["content-type"]) == (
        200,
        "text/html; charset=utf-8",
    ), response.text
    assert "built-in method" not in response.text  # a text that is named as a method of dict is
    return response.text


def told(text: str) -> str:
    """What the page says, without its marks and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def counts(text: str) -> list[tuple[str, ...]]:
    table = text.split('<table class="counts" role="table">')[1].split("</table>")[0]
    rows = re.findall(r'<tr role="row" class.*?</tr>', table, re.DOTALL)
    return [
        (told(row.split("</th>")[0]), *re.findall(r'class="number[^"]*">(\d+)</td>', row))
        for row in rows
    ]


# -- JSON -----------------------------------------------------------------------------------------


def test_one_indicator_as_json(http: TestClient) -> None:
    response = http.get(f"/api/indicators/{quote(FALLING, safe='')}")
    body: dict[str, Any] = response.json()
    assert {k: v for k, v in body.items() if k not in ("rule", "description", "sources")} == {
        "iri": FALLING,
        "title": body["title"],
        "href": "/id/pitea/indikator-avgangna-tillsvidare",
        "illustrative": True,
        "unit": "procent",
        "kolada": body["kolada"],
        "direction": {
            "iri": "https://w3id.org/styrkompass/concept/direction/decrease",
            "label": "Minska",
            "stated": True,
        },
        "status": {
            "code": "behind",
            "iri": "https://w3id.org/styrkompass/concept/assessment/behind",
            "label": "Efter plan",
        },
        "reason": {
            "code": "behind",
            "text": "Utfallet 2025 var 10,2 procent. På vägen mellan 2023 och 2026 väntades då "
            "9,83 procent. Det ligger efter.",
        },
        "expected": {"value": 9.83, "year": 2025, "point": "between", "years": [2023, 2026]},
        "baseline": _point("basvarde", 2023, 10.5),
        "milestones": [_point("milstolpe", 2026, 9.5), _point("milstolpe", 2028, 9)],
        "target": _point("mal", 2030, 8.5),
        "outcomes": [
            _point("utfall", 2024, 10.6),
            _point("utfall", 2025, 10.2),
        ],
        "line": [
            {"year": 2023, "value": 10.5},
            {"year": 2026, "value": 9.5},
            {"year": 2028, "value": 9},
            {"year": 2030, "value": 8.5},
        ],
        "missing": [],
        "strategies": body["strategies"],
        "programmes": body["programmes"],
        "focus_areas": body["focus_areas"],
        "responsible": body["responsible"],
        "version": 0,
        "lang": "sv",
    }
    assert [each["title"] for each in body["programmes"]] == ["Attraktiv arbetsgivare"]
    assert [each["title"] for each in body["strategies"]] == ["Samhällstjänster av högsta kvalitet"]
    assert [line.split(":")[0] for line in body["rule"][1:]] == [
        "Uppnått",
        "Enligt plan",
        "Efter plan",
        "Inte bedömt",
    ]
    (source,) = body["sources"]
    assert source["iri"] == PITEA + "dokument-illustrativt"


def _point(role: str, year: int, value: float) -> dict[str, Any]:
    iri = f"{PITEA}varde-avgangna-tillsvidare-{role}-{year}"
    return {"iri": iri, "year": year, "value": value, "illustrative": True}


@pytest.mark.parametrize("iri", [FALLING, FALLING.replace("://", ":/"), FALLING.split("/id/")[1]])
def test_an_indicator_is_found_however_its_iri_comes(http: TestClient, iri: str) -> None:
    assert http.get(f"/api/indicators/{iri}").json()["iri"] == FALLING


@pytest.mark.parametrize(
    ("iri", "problem"),
    [
        (PITEA + "finns-inte", "ThingUnknown"),
        ("a b<c>", "ThingUnknown"),
        (PITEA + "program-kultur", "NotAnIndicator"),
    ],
)
def test_what_is_no_indicator_is_told(http: TestClient, iri: str, problem: str) -> None:
    response = http.get(f"/api/indicators/{quote(iri, safe='')}")
    assert (response.status_code, response.json()["type"]) == (404, f"#{problem}")


def test_the_list_is_filtered_as_the_page_is(http: TestClient) -> None:
    def found(**asked: str) -> list[str]:
        body = http.get("/api/indicators", params=asked).json()
        assert body["count"] == len(body["indicators"]) == sum(body["counts"].values())
        return [each["iri"] for each in body["indicators"]]

    everything = found()
    assert len(everything) == len(set(everything)) == 50
    assert len(found(status="behind")) == 16
    assert len(found(programme=PITEA + "program-kultur")) == 5
    assert len(found(strategy=PITEA + "strategi-upplevelser")) == 10
    assert found(q="LÅNTAGARE biblio") == [PITEA + "indikator-aktiva-lantagare"]
    assert found(status="nonsense") == found(unit="no iri <>") == found(strategy="x") == []
    whole = found(unit=PITEA + "forvaltning-kultur-fritid")
    assert set(found(unit=PITEA + "enhet-bibliotek")) < set(whole) < set(everything)


@quick
@given(
    status=st.sampled_from(["", "reached", "on_track", "behind", "no_data"]),
    programme=st.sampled_from(["", "program-kultur", "program-fritid"]),
    q=st.text(max_size=12),
)
def test_whatever_is_chosen_the_page_and_the_list_agree(
    http: TestClient, status: str, programme: str, q: str
) -> None:
    asked = {"status": status, "programme": PITEA + programme if programme else "", "q": q}
    body = http.get("/api/indicators", params=asked).json()
    shown = http.get("/indikatorer", params=asked)
    assert shown.status_code == 200
    assert len(re.findall('<li class="card">', shown.text)) == body["count"]


# -- the overview ---------------------------------------------------------------------------------


def test_the_overview_counts_by_strategy_and_programme(http: TestClient) -> None:
    text = page(http, "/indikatorer")
    assert re.findall(r'class="many">(\d+)', text) == ["0", "34", "16", "0"]
    rows = counts(text)
    assert rows[:4] == [
        ("Attraktivt boende och livsmiljö", "0", "7", "3", "0", "10"),
        ("Bostäder för livets alla skeden", "0", "4", "1", "0", "5"),
        ("Klimat, natur och hållbara resor", "0", "3", "2", "0", "5"),
        ("Ett växande och hållbart näringsliv", "0", "6", "4", "0", "10"),
    ]
    assert rows[-3][0] == "Samhällstjänster av högsta kvalitet"  # the internal strategy is last
    assert len(rows) == 15
    assert "Visar 50 av 50 indikatorer." in told(text)
    assert "Alla indikatorer här är illustrativa exempel." in told(text)


def test_a_filter_keeps_the_rest_of_the_choice(http: TestClient) -> None:
    text = page(http, f"/indikatorer?status=behind&q=a&programme={PITEA}program-kultur&lang=en")
    listed = text.split('<ul class="tiles"')[1].split("</ul>")[0]
    tiles = re.findall(r'<a href="/indikatorer\?([^"]*)"( aria-current="true")?>', listed)
    assert [bool(here) for _, here in tiles] == [False, False, True, False]
    assert all("q=a" in query and "lang=en" in query for query, _ in tiles)
    assert '<option value="behind" selected>Behind</option>' in text
    assert "Showing 1 of 50 indicators." in told(text)


def test_every_picture_has_its_words_and_its_page(http: TestClient) -> None:
    text = page(http, f"/indikatorer?programme={PITEA}program-kultur")
    pictures = re.findall(r'aria-labelledby="(\S+)-t" aria-describedby="(\S+)-d"', text)
    assert len(pictures) == len(set(pictures)) == 5
    for one, other in pictures:
        assert one == other
        assert f'<title id="{one}-t">' in text
        assert f'<desc id="{one}-d">' in text
    assert text.count(">illustrativt exempel</span>") >= 5
    links = set(re.findall(r'<h4><a[^>]* href="([^"]+)"', text))
    assert [http.get(link).status_code for link in links] == [200] * 5


def test_a_graph_without_indicators_says_so(bare: TestClient) -> None:
    text = page(bare, "/indikatorer?status=behind")
    assert "Det finns inga indikatorer i styrsystemet än." in told(text)
    assert bare.get("/api/indicators").json() == {
        "version": 0,
        "count": 0,
        "counts": {"reached": 0, "on_track": 0, "behind": 0, "no_data": 0},
        "indicators": [],
    }


# -- the page of one ------------------------------------------------------------------------------


def test_the_page_of_an_indicator_says_how_it_is_going(http: TestClient) -> None:
    text = page(http, "/id/pitea/indikator-avgangna-tillsvidare")
    section = text.split('<section class="indicator"')[1].split("</section>")[0]
    said = told(section)
    assert "Efter plan Utfallet 2025 var 10,2 procent." in said
    assert "Önskad riktning Minska" in said
    assert "Så bedöms läget" in said
    table = section.split('<table class="values-table">')[1].split("</table>")[0]
    rows = [told(row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    assert rows == [
        "År Slag Värde (procent)",
        "2023 Basvärde 10,5",
        "2024 Utfall 10,6",
        "2025 Utfall 10,2",
        "2026 Milstolpe 9,5",
        "2028 Milstolpe 9,0",
        "2030 Mål 8,5",
    ]
    assert "illustrativt exempel" in said


def test_other_things_have_no_such_section(http: TestClient) -> None:
    assert '<section class="indicator"' not in page(http, "/id/pitea/program-kultur")


# -- titles ---------------------------------------------------------------------------------------


def test_titles_cannot_break_a_page(tmp_path: Path) -> None:
    http = client(hostile(), tmp_path)
    text = page(http, "/indikatorer")
    for title in HOSTILE_TITLES:
        assert html.unescape(text).count(title) >= 3
    assert "<script>alert" not in text
    assert text.count("{{ 7 * 7 }}") >= 3
    assert "<script>alert" not in page(http, f"/indikatorer?q={quote('<script>alert(1)</script>')}")
    for n in range(len(HOSTILE_TITLES)):
        iri = quote(f"https://example.org/kommun/i{n}", safe="")
        assert "<script>alert" not in page(http, f"/id/?iri={iri}")
        assert http.get(f"/api/indicators/{iri}").json()["title"] == HOSTILE_TITLES[n]


def test_the_report_is_linked_before_the_indicators(http: TestClient) -> None:
    """It stood below a table that is several screens long on a phone."""
    text = page(http, "/indikatorer?lang=sv")
    assert text.index('<a href="/rapport?lang=sv">') < text.index('<ul class="tiles"')
