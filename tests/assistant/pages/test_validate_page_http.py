"""``/validera`` and ``/validera/regler`` as a browser without scripts uses them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from assistant.assistant import Assistant
from assistant.errors import TEXTS
from assistant.settings import Settings
from assistant.setup import SHIPPED, start_draft
from assistant.web.app import create_app
from assistant.web.validate_form import DOWNLOADS, ENDINGS, Filters
from kg.drafts import DraftStore
from kg.names import DATA_GRAPH, DCT
from kg.reports import FORMATS
from kg.shapes import shipped
from tests.conftest import Served, contents

PREFIXES = """@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
"""
BROKEN = f"""{PREFIXES}
ex:laxhjalp a styr:Activity ;
    dct:title "Läxhjälp på biblioteket"@sv ;
    styr:inFocusaera ex:skola .
"""
FOUND = [("violation", "R21"), ("violation", "R22"), ("violation", "R27"), ("warning", "R21")]
FOUND = [*FOUND, ("warning", "R29")]


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base_url, timeout=120) as open_client:
        yield open_client


def sent(client: httpx.Client, *files: tuple[str, bytes | str], **fields: str) -> httpx.Response:
    parts = [("file", file) for file in files] or [("file", ("", b""))]
    return client.post("/validera?lang=sv", data=fields, files=parts)


def leaves(page: str, shown: bool = True) -> list[tuple[str, str]]:
    """Severity and rule of each result in the first arrangement, those that are shown or all."""
    section = page[page.index('id="per-strategi"') : page.index('id="per-regel"')]
    found = re.findall(
        r'data-finding data-severity="(\w+)" data-rule="([^"]+)"[^>]*?( hidden)?>', section
    )
    return [(severity, rule) for severity, rule, hidden in found if not (shown and hidden)]


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def problem(response: httpx.Response) -> tuple[int, str]:
    found = re.search(r'role="alert".*?<p class="text">(.*?)</p>', response.text, re.DOTALL)
    assert found, response.text
    return response.status_code, unescape(found[1])


# -- what is sent --------------------------------------------------------------------------------


def test_the_page_says_what_can_be_checked_and_stores_nothing(client: httpx.Client) -> None:
    response = client.get("/validera")
    assert response.headers["cache-control"] == "no-store"
    assert "Högst 20 MB" in response.text
    assert "den publicerade versionen" in response.text
    assert 'href="/validera" aria-current="page"' in response.text


def test_a_file_gives_the_report_on_the_page(client: httpx.Client, served: Served) -> None:
    before = contents(served.data)
    response = sent(client, ("plan.ttl", BROKEN))
    page = response.text
    assert response.status_code == 200
    assert leaves(page) == FOUND
    assert "3 regelbrott och 2 varningar på 1 sak." in page
    assert "Ordet styr:inFocusaera finns inte i styrmodellen. Rätta stavningen." in page
    assert "Menade du styr:inFocusArea?" in page
    assert contents(served.data) == before


def test_each_place_is_shown_with_its_lines(client: httpx.Client) -> None:
    page = sent(client, ("plan.ttl", BROKEN)).text
    marked = [unescape(line) for line in re.findall(r"<mark>([^<]*)</mark>", page)]
    assert marked[0] == "ex:laxhjalp a styr:Activity ;"
    assert "    styr:inFocusaera ex:skola ." in marked  # the line at fault, not the thing's first
    assert '<ol class="source" start="4">' in page


def test_pasted_text_is_recognised_and_stays_in_the_form(client: httpx.Client) -> None:
    response = sent(client, text=BROKEN)
    assert leaves(response.text) == FOUND
    assert "inklistrad-text.ttl, rad 5" in response.text
    assert (
        unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", response.text, re.DOTALL)[1])
        == BROKEN
    )  # type: ignore[index]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("said", [True, False], ids=["said", "recognised"])
def test_pasted_text_of_every_format(client: httpx.Client, ending: str, said: bool) -> None:
    form = RdfFormat.from_extension(ending)
    assert form is not None
    triples = [quad.triple for quad in parse(BROKEN, format=RdfFormat.TURTLE)]
    graph = NamedNode("https://example.org/g")
    given = [Quad(*t, graph) for t in triples] if form.supports_datasets else triples
    pasted = (serialize(given, format=form) or b"").decode()
    assert leaves(sent(client, text=pasted, kind=ending if said else "").text) == FOUND


def test_several_files_are_checked_together_even_of_one_name(client: httpx.Client) -> None:
    files = [(path.name, path.read_bytes()) for path in sorted(SHIPPED.glob("*.ttl"))]
    page = sent(client, *files).text
    assert "Inga regelbrott och inga varningar. Det här går att publicera." in page
    assert "data-finding" not in page
    page = sent(client, ("plan.ttl", BROKEN), ("plan.ttl", BROKEN.replace("laxhjalp", "b"))).text
    assert {"plan.ttl, rad 5", "plan (2).ttl, rad 5"} <= set(re.findall(r"plan[^<,]*, rad 5", page))


def test_a_workbook_is_told_by_sheet_and_row(client: httpx.Client, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Aktiviteter"
    sheet.append(["Titel", "Status"])
    sheet.append(["Läxhjälp på biblioteket", "Pågående"])
    book.save(tmp_path / "plan.xlsx")
    page = sent(client, ("plan.xlsx", (tmp_path / "plan.xlsx").read_bytes())).text
    assert "plan.xlsx, bladet Aktiviteter, rad 2" in page
    assert 'class="jump' not in page  # there are no lines to go to


def test_own_rules_and_the_health_view_are_judged_by_too(client: httpx.Client) -> None:
    own = f"""{PREFIXES} @prefix sh: <http://www.w3.org/ns/shacl#> .
    ex:Kort a sh:NodeShape ; sh:targetClass styr:Vision ;
    sh:property [ sh:path dct:title ; sh:maxLength 5 ; sh:message "För lång titel"@sv ] ."""
    files = [("file", (path.name, path.read_bytes())) for path in sorted(SHIPPED.glob("*.ttl"))]
    page = client.post("/validera", files=[*files, ("shapes", ("egna.ttl", own))]).text
    assert set(leaves(page)) == {("violation", "Kort")}
    page = client.post("/validera", files=files, data={"health": "1"}).text
    assert {severity for severity, _ in leaves(page)} == {"info"}


@pytest.mark.parametrize("name", DOWNLOADS)
def test_the_result_as_a_file(client: httpx.Client, name: str) -> None:
    response = sent(client, ("plan.ttl", BROKEN), format=name, rule="R27")
    ending = {"turtle": "ttl"}.get(name, name)
    assert response.headers["content-disposition"] == f'attachment; filename="granskning.{ending}"'
    assert response.headers["content-type"].startswith(FORMATS[name].media_type)
    if name == "csv":  # all of it, whatever the filter
        rows = list(csv.DictReader(io.StringIO(response.text)))
        assert [(row["severity"], row["rule"]) for row in rows] == FOUND
    if name == "json":
        assert [each["rule"] for each in json.loads(response.text)["results"]] == [
            r for _, r in FOUND
        ]


# -- filters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"severity": "warning"}, FOUND[3:]),
        ({"rule": "R21"}, [FOUND[0], FOUND[3]]),
        ({"rule": "R21", "severity": "warning"}, [FOUND[3]]),
        ({"q": "STAVNING"}, [FOUND[2]]),
        ({"owner": "-", "strategy": "-"}, FOUND),
        ({"owner": "https://example.org/nagon"}, []),
    ],
)
def test_filters_hide_what_does_not_match(
    client: httpx.Client, fields: dict[str, str], left: list[tuple[str, str]]
) -> None:
    page = sent(client, ("plan.ttl", BROKEN), **fields).text
    assert leaves(page) == left
    assert leaves(page, shown=False) == FOUND
    expected = "passar filtret" if not left else f"{len(left)} av 5 visas."
    assert expected in page


def test_a_link_with_filters_holds_them_until_something_is_checked(client: httpx.Client) -> None:
    page = client.get("/validera?rule=R21&severity=warning&q=%22%3Cb%3E").text
    assert "Adressen har ett filter." in page
    hidden = re.findall(r'type="hidden" class="carried" name="(\w+)" value="([^"]*)"', page)
    once = [("severity", "warning"), ("rule", "R21"), ("q", "&#34;&lt;b&gt;")]
    assert hidden == [*once, *once]  # in both forms


def test_a_filter_of_all_severities_is_none() -> None:
    assert not Filters()
    assert Filters(frozenset({"warning"}), "R1", "s", "o", "t").pairs() == [
        ("severity", "warning"),
        ("rule", "R1"),
        ("strategy", "s"),
        ("owner", "o"),
        ("q", "t"),
    ]


# -- what is here already ------------------------------------------------------------------------


def test_the_published_version_is_checked_at_an_address(client: httpx.Client) -> None:
    page = client.get("/validera?check=published&lang=en").text
    assert "Checked: the published version." in page
    assert "No violations and no warnings" in page
    response = client.get("/validera?check=published&format=json")
    assert json.loads(response.text)["conforms"] is True


def test_a_draft_is_compared_with_what_is_published(data: Path, assistant: Assistant) -> None:
    store = DraftStore(data)
    start_draft(store, "plan")
    titles = [q for q in store.read("plan") if q.predicate == DCT.title]
    old = next(q for q in titles if "Läxhjälp" in q.object.value)  # type: ignore[union-attr]
    new = Quad(old.subject, old.predicate, Literal("Läxhjälp varje dag", language="sv"), DATA_GRAPH)
    wrong = NamedNode("https://w3id.org/styrkompass/ns#felstavat")
    odd = Quad(old.subject, wrong, Literal("x"), DATA_GRAPH)
    store.edit("plan", [old], [new, odd], who="test")
    page = (
        TestClient(create_app(Settings(data=data), assistant))
        .get("/validera?check=draft:plan")
        .text
    )
    assert leaves(page) == [("violation", "R27")]
    told = text(page[page.index('class="beside-published"') : page.index('id="filter"')])
    assert "skulle ersätta det som är publicerat" in told
    assert "Nya fynd (1)" in told
    assert "Inga rättade fynd." in told
    assert "Läxhjälp varje dag" in told
    assert f'href="/id/{old.subject.value.removeprefix(Settings(data=data).base)}"' in page  # type: ignore[union-attr]


def test_a_part_is_compared_as_if_it_were_put_into_what_is_published(client: httpx.Client) -> None:
    page = sent(client, ("plan.ttl", BROKEN), compare="1").text
    told = text(page[page.index('class="beside-published"') : page.index('id="filter"')])
    assert "Det du granskade är en del." in told
    assert "0 tas bort, 1 nya, 0 ändrade." in told
    assert "Aktiviteten ”Läxhjälp på biblioteket” är ny" in told


# -- what goes wrong -----------------------------------------------------------------------------


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    return packed.getvalue()


def test_what_cannot_be_checked_is_told_on_the_page(client: httpx.Client) -> None:
    status, told = problem(sent(client))
    assert (status, told) == (400, TEXTS.get("sv", "error.NothingChosen"))
    status, told = problem(sent(client, ("tom.ttl", b"")))
    assert (status, told) == (400, TEXTS.get("sv", "error.SourcesEmpty", names="tom.ttl"))
    status, told = problem(sent(client, ("plan.docx", b"PK")))
    assert (status, "plan.docx" in told, "varken Excel eller RDF" in told) == (415, True, True)
    status, told = problem(sent(client, ("bild.png", b"\x89PNG")))
    assert (status, "bild.png" in told) == (415, True)
    status, told = problem(client.get("/validera?check=nagot"))
    assert (status, "nagot" in told) == (400, True)
    status, told = problem(client.get("/validera?check=draft:finns-inte"))
    assert (status, "finns-inte" in told) == (404, True)
    status, told = problem(client.get("/validera?check=published&format=pdf"))
    assert (status, "pdf" in told) == (415, True)


def test_broken_syntax_is_told_with_line_and_column(client: httpx.Client) -> None:
    response = sent(client, text=BROKEN.replace("Activity ;", "Activity"))
    status, told = problem(response)
    assert (status, "rad 6" in told, "kolumn" in told) == (400, True, True)
    assert 'data-file="inklistrad-text.ttl" data-line="6"' in response.text
    assert "styr:inFocusaera ex:skola" in response.text  # the text is still there to be mended


def test_a_bomb_and_too_much_are_refused(client: httpx.Client) -> None:
    status, told = problem(sent(client, ("bomb.xlsx", bomb())))
    assert (status, "bomb.xlsx" in told) == (400, True)
    response = client.post(
        "/validera",
        files={"file": ("stor.ttl", b" " * 20_200_000)},
        headers={"accept": "text/html"},
    )
    assert (response.status_code, "för stort: högst 20 MB" in response.text) == (413, True)
    assert client.get("/ready").status_code == 200


def test_titles_and_names_that_are_not_harmless_are_shown_as_text(client: httpx.Client) -> None:
    nasty = "<script>alert(1)</script>\u202e👩‍👩‍👧"
    page = sent(client, ('"><img src=x>.ttl', BROKEN.replace("Läxhjälp på", nasty))).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page


# -- the rules -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_rule_is_explained_with_examples(client: httpx.Client, lang: str) -> None:
    page = client.get(f"/validera/regler?lang={lang}").text
    rules = {shipped().rule(shape) for shape in shipped().targeted}
    assert re.findall(r'<section class="rule" id="(R\d\d)"', page) == sorted(rules)
    assert len(rules) == 30
    assert page.count("<figure") == 60
    says = {
        "sv": "Aktiviteten har fler än en status.",
        "en": "The activity has more than one status.",
    }
    assert says[lang] in page


def test_the_lines_that_differ_are_marked(client: httpx.Client) -> None:
    page = client.get("/validera/regler").text
    rule = page[page.index('id="R22"') : page.index('id="R23"')]
    assert [unescape(each).strip() for each in re.findall("<mark>([^<]*)</mark>", rule)] == [
        "styr:inFocusArea ex:insats ."
    ]


def test_what_a_rule_names_is_told_as_a_workbook_calls_it(client: httpx.Client) -> None:
    page = client.get("/validera/regler").text
    rule = page.split('<section class="rule" id="R11"')[1].split("</section>")[0]
    row = (
        "<li><code>styr:focusAreaOf</code>: kolumnen ”Insatsområde i” på bladet ”Insatsområde”</li>"
    )
    assert row in rule


def test_a_strategist_s_other_pages_are_linked(client: httpx.Client) -> None:
    page = client.get("/validera?lang=sv").text
    for path in ("/andringar", "/aterkoppling", "/rapport"):
        assert f'<a href="{path}?lang=sv">' in page
        assert client.get(path).status_code == 200
