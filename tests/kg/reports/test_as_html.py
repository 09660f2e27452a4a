"""The page: its text in order, its structure, and that nothing is fetched or run."""

from html.parser import HTMLParser
from itertools import pairwise

from kg.reports.as_html import LISTED, to_html
from tests.kg.reports.examples import BOTH, EX, MANY, NO_STRATEGY, NOTHING, no_status, report_of

VOID = {"meta", "br", "link", "img"}


class Page(HTMLParser):
    """Collects elements, attributes and text, and checks that elements are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and "style" not in self._open:
            self.texts.append(" ".join(data.split()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def headings(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.elements if tag[0] == "h" and tag[1:].isdigit()]


def test_text_in_order() -> None:
    result = [
        "Trygg <vardag> (Utvecklingsprogram)",
        "✖",
        "Regelbrott",
        "R09: Programmet har två strategier.",
        "Menade du styr:inFocusArea?",
        "Så rättar du:",
        "Behåll en.",
        "Uppgift:",
        "styr:programmeOf = =1+1",
        "Var:",
        "plan/mitt program.ttl, rad 12",
    ]
    owned = [result[0], "Ansvarig:", "Skolförvaltningen", *result[1:]]
    warned = ["Sak", "▲", "Varning", "Egen: Se över saken."]
    severities = ["✖", "Regelbrott", "▲", "Varning", "●", "Påpekande"]
    assert Page(to_html(BOTH, "sv")).texts == [
        "Granskning mot styrmodellens regler",
        "Granskning mot styrmodellens regler",
        "1 regelbrott och 1 varning på 2 saker. Rätta regelbrottet innan du publicerar.",
        *("Antal efter allvar", "Allvar", "Antal", "Vad det betyder"),
        *("✖", "Regelbrott", "1", "Hindrar publicering."),
        *("▲", "Varning", "1", "Hindrar inte publicering, men bör rättas."),
        *("●", "Påpekande", "0", "Bra att se över."),
        *("Per strategi", "Per regel", "På vems bord"),
        "Per strategi",
        *("Trygghet (Strategi)", "1 regelbrott"),
        *("Trygg <vardag> (Utvecklingsprogram)", "1 regelbrott"),
        *owned,
        *("Utanför strategierna", "1 varning"),
        *warned,
        "Per regel",
        *("R09 En strategi", "1 regelbrott"),
        *("Varför:", "Ett program är en handlingsplan.", "Så rättar du:", "Behåll en."),
        *("✖", "Regelbrott", ": Programmet har två strategier.", "Menade du styr:inFocusArea?"),
        "Gäller 1 sak (Utvecklingsprogram):",
        "Trygg <vardag>",
        ", styr:programmeOf = =1+1, Skolförvaltningen, plan/mitt program.ttl, rad 12",
        *("Egen", "1 varning"),
        *("▲", "Varning", ": Se över saken.", "Gäller 1 sak:", "Sak"),
        "På vems bord",
        *("Antal per ansvarig organisation", "Ansvarig", *severities),
        *("Skolförvaltningen", "1", "0", "0"),
        *("Ingen ansvarig är angiven", "0", "1", "0"),
        *("Skolförvaltningen", "1 regelbrott"),
        *result,
        *("Ingen ansvarig är angiven", "1 varning"),
        *warned,
        "Regler, version 0.1.0. Granskat på 1,2 s.",
    ]


def test_nothing_is_fetched_or_run() -> None:
    page = Page(to_html(BOTH, "sv"))
    assert not {"script", "link", "img", "iframe", "vardag"} & {tag for tag, _ in page.elements}
    links = {attributes["href"] for attributes in page.all("a")}
    inside = {"#by-strategy", "#by-rule", "#by-owner", "#owner-1", "#owner-2"}
    assert links == inside | {EX + name for name in ("strategi", "program", "skola")}
    assert inside == {"#" + each["id"] for _, each in page.elements if "id" in each}


def test_structure_for_those_who_listen() -> None:
    for report in (BOTH, MANY, NOTHING, report_of(no_status(1, programme=None), NO_STRATEGY)):
        page = Page(to_html(report, "sv"))
        levels = page.headings()
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert page.all("html")[0]["lang"] == "sv"
        assert len(page.all("caption")) == len(page.all("table"))
        assert all("scope" in attributes for attributes in page.all("th"))


def test_it_begins_as_a_page_does() -> None:
    assert to_html(BOTH, "sv").startswith('<!DOCTYPE html>\n<html lang="sv">\n<head>\n')


def test_light_dark_and_paper() -> None:
    html = to_html(BOTH, "sv")
    assert "@media (prefers-color-scheme: dark)" in html
    assert "@media print" in html


def test_long_lists_unfold() -> None:
    page = Page(to_html(MANY, "sv"))
    assert page.texts.count(f"och {47 - LISTED} till") == len(page.all("summary")) == 3
    assert page.texts.count("Aktivitet 47") == 3
    assert page.texts.count("R21: Status saknas.") == 2


def test_nothing_found() -> None:
    assert Page(to_html(NOTHING, "en")).texts == [
        "Check against the rules of the governance model",
        "Check against the rules of the governance model",
        "No violations and no warnings. This can be published.",
        "Rules, version 0.1.0. Checked in 1.2 s.",
    ]
