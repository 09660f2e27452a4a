"""``/styrkedjan``, ``/enhet``, ``/api/tree``, ``/api/paths`` and the links between pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from tests.assistant.pages.indicator_pages import HOSTILE_TITLES, client, hostile
from tests.kg.conftest import EX, KNOWN

PITEA = "https://w3id.org/styrkompass/id/pitea/"
STYR = "https://w3id.org/styrkompass/ns#"
EXAMPLE = Path(__file__).parents[1] / "example.ttl"


class Nested(HTMLParser):
    """The titles in the tree of a page, as lines with the depth of each, and what is open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.open = 0
        self._stack: list[str] = []
        self._reading = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "ul" and ("tree" in classes or self._stack):
            self._stack.append(tag)
        self.open += tag == "details" and "open" in given and bool(self._stack)
        if tag == "a" and "title" in classes and self._stack:
            self._reading = True
            self.lines.append("  " * (len(self._stack) - 1))

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul" and self._stack:
            self._stack.pop()
        if tag == "a":
            self._reading = False

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.lines[-1] += data


def graph_of(turtle: str) -> GovernanceGraph:
    return GovernanceGraph.from_quads(parse((KNOWN + turtle).encode(), format=RdfFormat.TURTLE))


def text_of(html: str) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.fixture(scope="module")
def pitea(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    graph = GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))
    return client(graph, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client(GovernanceGraph.from_files([EXAMPLE]), tmp_path_factory.mktemp("data"))


# -- the page -----------------------------------------------------------------------------------


def test_the_whole_tree_is_in_the_page(example: TestClient) -> None:
    assert Nested(example.get("/styrkedjan").text).lines == [
        "Ett nyfiket Exempelby",
        "  Levande sjöar och skogar",
        "    Fiskevård i Storsjön",
        "  Lärande hela livet",
        "    Skola för alla",
        "      Stöd i skolarbetet",
        "        Läxhjälp i bygdegården",
        "        Språkkafé på torget",
    ]


def test_in_english(example: TestClient) -> None:
    page = example.get("/styrkedjan?lang=en").text
    assert Nested(page).lines[:4] == [
        *("A curious Exempelby", "  Learning throughout life", "    Skola för alla"),
        "      Stöd i skolarbetet",
    ]
    assert "<h1>The goal tree</h1>" in page
    assert 'href="/styrkedjan?lang=sv"' in page


@pytest.mark.parametrize(
    ("asked", "opened"),
    [("", 1), ("?open=all", 5), ("?open=none", 0), ("?open=finns-inte", 0), ("?q=lax", 4)],
)
def test_what_is_open_stands_in_the_address(example: TestClient, asked: str, opened: int) -> None:
    assert Nested(example.get("/styrkedjan" + asked).text).open == opened


def test_a_branch_that_is_named_is_open(pitea: TestClient) -> None:
    page = pitea.get("/styrkedjan?open=pitea/vision,pitea/strategi-trygghet").text
    assert Nested(page).open == 2


def test_a_filter_shows_hits_and_what_is_above_them(pitea: TestClient) -> None:
    page = pitea.get("/styrkedjan?q=LAXHJALP&unit=pitea/kommun&strategy=&status=")
    assert Nested(page.text).lines == [
        "Sveriges bästa plats att bo på",
        "  Trygghet genom hela livet",
        "    Trygg uppväxt och skola",
        "      Fler elever når målen",
        "        Läxhjälp på biblioteket",
        "        Besök på läxhjälpen",
    ]
    assert "<mark>Läxhjälp</mark> på biblioteket" in page.text
    assert "Filtret träffar 1 aktivitet och 1 indikator." in page.text
    assert 'aria-label="Ta bort filtret Sök i titlar och sökord: LAXHJALP"' in page.text
    assert '<input id="f-q" type="search" name="q" value="LAXHJALP"' in page.text


def test_a_status_by_its_short_name(pitea: TestClient) -> None:
    short = pitea.get("/styrkedjan?status=paused").text
    whole = "https://w3id.org/styrkompass/concept/status/paused"
    long = pitea.get("/styrkedjan?status=" + quote(whole, safe="")).text
    assert Nested(short).lines == Nested(long).lines
    assert len(Nested(short).lines) > 5


def test_what_is_chosen_stays_chosen(pitea: TestClient) -> None:
    page = pitea.get("/styrkedjan?unit=pitea/enhet-bibliotek&lang=sv").text
    assert '<option value="pitea/enhet-bibliotek" selected>' in page
    assert page.count(" selected>") == 1
    assert '<input type="hidden" name="lang" value="sv">' in page
    assert "Det här bidrar Stadsbiblioteket till</a>" in page


def test_nothing_found_says_what_to_do(pitea: TestClient) -> None:
    page = pitea.get("/styrkedjan?q=xyzzy").text
    assert "Ingenting i styrkedjan stämmer med filtret." in page
    assert '<ul class="tree"' not in page


def test_an_empty_graph(tmp_path: Path) -> None:
    page = client(graph_of("ex:a a styr:Unit ."), tmp_path).get("/styrkedjan")
    assert (page.status_code, "Det finns inga strategier" in page.text) == (200, True)


def test_what_leads_nowhere_stands_apart(tmp_path: Path) -> None:
    graph = graph_of(
        """ex:v a styr:Vision ; dct:title "Visionen"@sv .
        ex:a a styr:Activity ; dct:title "Ensam"@sv ."""
    )
    page = client(graph, tmp_path).get("/styrkedjan").text
    assert "<h3>Utan koppling uppåt</h3>" in page
    assert Nested(page).lines == ["Visionen", "Ensam"]


def test_a_branch_by_itself(pitea: TestClient) -> None:
    page = pitea.get("/styrkedjan?under=pitea/insats-skolresultat").text
    assert "<h1>Fler elever når målen</h1>" in page
    assert Nested(page).lines[0] == "Fler elever når målen"
    crumbs = re.findall(r'<nav class="crumbs".*?</nav>', page, re.DOTALL)[0]
    assert text_of(crumbs) == (
        "Styrkedjan Sveriges bästa plats att bo på Trygghet genom hela livet "
        "Trygg uppväxt och skola"
    )
    assert '<svg class="picture"' not in page


def test_a_very_large_tree_is_given_in_parts(tmp_path: Path) -> None:
    activities = "".join(
        f'ex:a{n} a styr:Activity ; dct:title "Aktivitet {n}"@sv ; styr:inFocusArea ex:f{n % 3} .\n'
        for n in range(2400)
    )
    areas = "".join(
        f'ex:f{n} a styr:FocusArea ; dct:title "Insats {n}"@sv ; styr:focusAreaOf ex:p .\n'
        for n in range(3)
    )
    http = client(graph_of(activities + areas), tmp_path)
    page = http.get("/styrkedjan?open=all").text
    assert len(Nested(page).lines) == 804
    assert page.count('<li class="more">') == 2
    assert "Visa 800 till under Insats 2" in page
    rest = http.get(f"/styrkedjan?under={quote(EX + 'f2', safe='')}").text
    assert len(Nested(rest).lines) == 801
    assert len(http.get("/api/tree").json()["roots"][0]["children"][2]["children"]) == 800


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/styrkedjan?unit=pitea/finns-inte", 422),
        ("/styrkedjan?unit=pitea/vision", 422),
        ("/styrkedjan?strategy=pitea/finns-inte", 404),
        ("/styrkedjan?under=inte%20en:iri", 404),
        ("/styrkedjan?status=finns-inte", 200),
        ("/enhet?iri=pitea/finns-inte", 422),
        ("/styrkedjan?version=99", 404),
    ],
)
def test_what_there_is_not(pitea: TestClient, address: str, status: int) -> None:
    page = pitea.get(address)
    assert (page.status_code, "<h1>" in page.text) == (status, True)


def test_the_picture_has_what_the_tree_has(pitea: TestClient) -> None:
    page = pitea.get("/styrkedjan").text
    picture = re.findall(r'<svg class="picture".*?</svg>', page, re.DOTALL)[0]
    titles = re.findall(r"<title>[^:]+: (.*?)</title>", picture)
    assert len(titles) == 16
    assert set(titles) <= {line.strip() for line in Nested(page).lines}
    assert 'role="group" aria-label="Bild av visionen' in picture
    assert "style=" not in page


def test_the_picture_marks_what_is_illustrative(pitea: TestClient, example: TestClient) -> None:
    mark = r'<g role="img" aria-label="illustrativt exempel"><circle class="made-up"'
    for asked, count in ((pitea, 15), (example, 0)):
        page = asked.get("/styrkedjan").text
        picture, after = page.split('<svg class="picture"', 1)[1].split("</svg>", 1)
        assert len(re.findall(mark, picture)) == count
        assert ('<p class="small key">' in after) == bool(count)


# -- JSON ---------------------------------------------------------------------------------------


def test_the_tree_as_json(example: TestClient) -> None:
    told = example.get("/api/tree?q=lax").json()
    base = "http://example.org/exempelby/"
    assert told["filter"] == {
        **dict.fromkeys(("unit", "strategy", "status", "under")),
        "q": "lax",
    }
    assert (told["version"], told["lang"], told["hits"]) == (0, "sv", {"Activity": 1})
    branch: dict[str, Any] = {"children": told["roots"]}
    seen = []
    while branch["children"]:
        [branch] = branch["children"]
        seen.append((branch["iri"].removeprefix(base), branch["relation"], branch["hit"]))
    assert seen == [
        ("vision", None, False),
        ("strategi-larande", STYR + "towards", False),
        ("program-skola", STYR + "programmeOf", False),
        ("insats-studiestod", STYR + "focusAreaOf", False),
        ("laxhjalp", STYR + "inFocusArea", True),
    ]
    assert branch == {
        "iri": base + "laxhjalp",
        "type": STYR + "Activity",
        "type_label": "Aktivitet",
        "title": "Läxhjälp i bygdegården",
        "href": "/id/?iri=http%3A%2F%2Fexample.org%2Fexempelby%2Flaxhjalp",
        "relation": STYR + "inFocusArea",
        "status": None,
        "responsible": [{"iri": base + "bygdegarden", "title": "Bygdegården"}],
        "illustrative": False,
        "hit": True,
        "also_under": [],
        "counts": {},
        "children": [],
    }


@pytest.mark.parametrize(
    "name",
    [
        "pitea/aktivitet-laxhjalp-biblioteket",
        quote(PITEA + "aktivitet-laxhjalp-biblioteket", safe=""),
        PITEA + "aktivitet-laxhjalp-biblioteket",
        PITEA.replace("//", "/") + "aktivitet-laxhjalp-biblioteket",
        "?iri=" + quote(PITEA + "aktivitet-laxhjalp-biblioteket", safe=""),
    ],
)
def test_the_paths_of_a_thing(pitea: TestClient, name: str) -> None:
    told = pitea.get(f"/api/paths/{name}").json()
    assert (told["iri"], told["title"]) == (
        PITEA + "aktivitet-laxhjalp-biblioteket",
        "Läxhjälp på biblioteket",
    )
    [path] = told["paths"]
    assert path["strategy"] == PITEA + "strategi-trygghet"
    assert [step["iri"].removeprefix(PITEA) for step in path["steps"]] == [
        "aktivitet-laxhjalp-biblioteket",
        "insats-skolresultat",
        "program-uppvaxt",
        "strategi-trygghet",
        "vision",
    ]


def test_the_paths_of_nothing(pitea: TestClient) -> None:
    told = pitea.get("/api/paths/pitea/finns-inte")
    assert (told.status_code, told.json()["type"]) == (404, "#ThingUnknown")


# -- a unit -------------------------------------------------------------------------------------


def test_what_a_unit_contributes_to(pitea: TestClient) -> None:
    page = pitea.get("/enhet?iri=pitea/enhet-bibliotek").text
    assert "<h1>Det här bidrar Stadsbiblioteket till</h1>" in page
    assert (
        "7 aktiviteter och 3 indikatorer leder från Stadsbiblioteket till "
        "”Mycket att göra och uppleva” och ”Trygghet genom hela livet”." in page
    )
    headings = [text_of(h) for h in re.findall(r"<h[234]>.*?</h[234]>", page, re.DOTALL)]
    assert [h.removesuffix(" illustrativt exempel") for h in headings] == [
        "Strategi Mycket att göra och uppleva",
        "Utvecklingsprogram Kultur och bibliotek för alla",
        "Insatsområde Barns och ungas kultur och skapande",
        "Insatsområde Läsning, språk och bibliotek",
        "Strategi Trygghet genom hela livet",
        "Utvecklingsprogram Trygg uppväxt och skola",
        "Insatsområde Fler elever når målen",
    ]
    values = re.findall(r"<dt>(.*?)</dt>", page, re.DOTALL)
    assert [text_of(v) for v in values] == [
        "Demokrati",
        "Jämställdhet",
        "Likabehandling",
        "Öppenhet",
    ]


def test_a_unit_above_others_has_what_they_do(pitea: TestClient) -> None:
    page = pitea.get("/enhet?iri=pitea/koncern").text
    assert "130 aktiviteter, " in text_of(page)
    assert "av Stadsbiblioteket" in page
    assert page.count('<details class="fold">') == 10


def test_a_unit_that_only_supports_the_internal_strategy(tmp_path: Path) -> None:
    graph = graph_of(
        """ex:v a styr:Vision ; dct:title "Visionen"@sv .
        ex:i a styr:InternalStrategy ; dct:title "Vår service"@sv ; styr:towards ex:v .
        ex:u a styr:Unit ; dct:title "Växeln"@sv ; styr:supportsStrategy ex:i .
        ex:w a styr:Unit ; dct:title "Lokalvården"@sv ."""
    )
    http = client(graph, tmp_path)
    supports = text_of(http.get("/enhet", params={"iri": EX + "u"}).text)
    assert "Växeln stödjer strategin direkt." in supports
    assert "Leder mot visionen Visionen" in supports
    nothing = text_of(http.get("/enhet", params={"iri": EX + "w"}).text)
    assert "Ingen aktivitet i styrsystemet har Lokalvården som ansvarig." in nothing
    assert "Den interna strategin är er ingång" in nothing
    assert "Vår service" in nothing


def test_a_unit_without_any_internal_strategy(example: TestClient, tmp_path: Path) -> None:
    page = example.get("/enhet", params={"iri": "http://example.org/exempelby/kommun"})
    assert "Bygdegården" in page.text
    graph = 'ex:w a styr:Unit ; dct:title "Lokalvården"@sv .'
    alone = client(graph_of(graph), tmp_path).get("/enhet", params={"iri": EX + "w"})
    assert "Det finns ingen intern strategi i styrsystemet." in alone.text


def test_the_units_to_choose_among(pitea: TestClient) -> None:
    page = pitea.get("/enhet").text
    assert "<h1>Vad bidrar din enhet till?</h1>" in page
    assert page.count("/enhet?iri=pitea%2F") == 61
    assert '<li class="depth-0"><a href="/enhet?iri=pitea%2Fkoncern">' in page


def test_the_unit_view_has_two_addresses(pitea: TestClient) -> None:
    answer = pitea.get("/styrkedjan?unit=pitea/enhet-bibliotek&view=unit", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        307,
        "/enhet?iri=pitea%2Fenhet-bibliotek",
    )


# -- titles of every kind, and the links between pages -----------------------------------------


@pytest.mark.parametrize(
    "address", ["/styrkedjan?open=all", "/enhet", "/styrkedjan?q=%3Cscript%3E"]
)
def test_titles_of_every_kind_break_nothing(tmp_path: Path, address: str) -> None:
    page = client(hostile(), tmp_path).get(address)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert not re.search(r'href="\s*javascript:', page.text, re.IGNORECASE)
    assert "49" not in re.findall(r"<h1>.*?</h1>", page.text)[0]


def test_every_hostile_title_is_read_as_it_is(tmp_path: Path) -> None:
    lines = Nested(client(hostile(), tmp_path).get("/styrkedjan?open=all").text).lines
    assert set(HOSTILE_TITLES) <= {line.strip() for line in lines}


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/styrkedjan", "Styrkedjan"),
        ("/indikatorer", "Indikatorer"),
        ("/utforska", "Utforska"),
    ],
)
def test_the_page_itself_is_marked_among_the_links(
    pitea: TestClient, address: str, label: str
) -> None:
    page = pitea.get(address).text
    marked = re.findall(r'<a href="([^"]*)" aria-current="page">(.*?)</a>', page)
    assert marked == [(address, label)] * 2


def test_links_between_pages_in_both_languages(pitea: TestClient) -> None:
    for lang, words in (
        ("sv", "Fråga Styrkedjan Indikatorer Granska Versioner Data SPARQL Utforska"),
        ("en", "Ask Goal tree Indicators Check Versions Data SPARQL Explore"),
    ):
        page = pitea.get(f"/styrkedjan?lang={lang}").text
        nav = re.findall(r'<nav class="pages".*?</nav>', page, re.DOTALL)[0]
        lists = re.findall(r"<ul.*?</ul>", nav, re.DOTALL)
        assert [text_of(each) for each in lists] == [words, words]
        assert f'href="/utforska?lang={lang}"' in nav
