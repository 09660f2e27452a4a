"""Workbooks as strategists write them: what is read, where it stands, and every problem at once."""

from datetime import date, datetime
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from ingest import read_contents
from ingest.source import Reading, Source
from ingest.workbook import read_workbook, slug
from kg.errors import WorkbookBroken
from kg.names import DATA_GRAPH, DCT, DEFAULT_BASE, PROVENANCE_GRAPH, RDF, STYR
from tests.ingest.books import NAME, Rows, read, said, source


def problems(sheets: dict[str, Rows], lang: str = "sv") -> list[str]:
    with pytest.raises(WorkbookBroken) as raised:
        read(sheets)
    lines = raised.value.message(lang).split("\n")
    assert raised.value.params["count"] == len(lines) - 2
    return [line.removeprefix("- ") for line in lines[1:-1]]


# -- what is read -------------------------------------------------------------------------------


def test_a_whole_workbook() -> None:
    statements, places = read(
        {
            "Aktiviteter": [
                ["Titel", "Titel (en)", "Ingår i insatsområde", "Status", "Gäller från"],
                ["Läxhjälp", "Homework help", "Barn; unga", "pågående", date(2026, 1, 2)],
                [],
                ["Bokbuss", None, "insats/ungas-fritid", "Planned", "2026-12-24"],
            ],
            "Insatsområden": [["id", "Titel"], ["barn", "Barn"], ["insats/ungas-fritid", "Unga"]],
        }
    )
    assert statements == {
        ":laxhjalp rdf:type styr:Activity",
        ':laxhjalp dct:title "Läxhjälp"@sv',
        ':laxhjalp dct:title "Homework help"@en',
        ":laxhjalp styr:inFocusArea :barn",
        ":laxhjalp styr:inFocusArea :insats/ungas-fritid",
        ":laxhjalp styr:status status:ongoing",
        ':laxhjalp styr:validFrom "2026-01-02"^^date',
        ":bokbuss rdf:type styr:Activity",
        ':bokbuss dct:title "Bokbuss"@sv',
        ":bokbuss styr:inFocusArea :insats/ungas-fritid",
        ":bokbuss styr:status status:planned",
        ':bokbuss styr:validFrom "2026-12-24"^^date',
        ":barn rdf:type styr:FocusArea",
        ':barn dct:title "Barn"@sv',
        ":insats/ungas-fritid rdf:type styr:FocusArea",
        ':insats/ungas-fritid dct:title "Unga"@sv',
    }
    help_ = DEFAULT_BASE + "laxhjalp"
    assert places.of(help_) == "plan.xlsx, bladet Aktiviteter, rad 2"
    assert places.of(help_, "styr:status") == "plan.xlsx, bladet Aktiviteter, cell D2"
    assert places.of(help_, "dct:title", "Homework help") == (
        "plan.xlsx, bladet Aktiviteter, cell B2"
    )
    assert places.of(help_, "styr:inFocusArea", DEFAULT_BASE + "barn", lang="en") == (
        "plan.xlsx, sheet Aktiviteter, cell C2"
    )
    assert places.of(help_, "styr:responsible") == "plan.xlsx, bladet Aktiviteter, rad 2"
    assert places.of(DEFAULT_BASE + "bokbuss", "dct:title") == (
        "plan.xlsx, bladet Aktiviteter, cell A4"
    )
    assert places.of(DEFAULT_BASE + "annat") is None


def test_an_indicator_with_its_values() -> None:
    heads = ["Titel", "Basvärde", "Basår", "Milstolpe 2027", "Målvärde", "Målår", "Utfall 2024"]
    statements, places = read(
        {"Indikatorer": [heads, ["Nöjda", 79, 2023, "81,5", 90, 2030, 80.25]]}
    )
    values = {
        "basvarde-2023": ("baseline", "79", 2023),
        "milstolpe-2027": ("milestone", "81.5", 2027),
    }
    values |= {"malvarde-2030": ("target", "90", 2030), "utfall-2024": ("outcome", "80.25", 2024)}
    assert statements == {
        ":nojda rdf:type styr:Indicator",
        ':nojda dct:title "Nöjda"@sv',
        *(f":nojda styr:{role} :nojda-{end}" for end, (role, _, _) in values.items()),
        *(f":nojda-{end} rdf:type styr:IndicatorValue" for end in values),
        *(f':nojda-{end} styr:value "{number}"^^decimal' for end, (_, number, _) in values.items()),
        *(f':nojda-{end} styr:year "{year}"^^gYear' for end, (_, _, year) in values.items()),
    }
    target = DEFAULT_BASE + "nojda-malvarde-2030"
    assert places.of(target, "styr:value") == "plan.xlsx, bladet Indikatorer, cell E2"
    assert places.of(DEFAULT_BASE + "nojda", "styr:target", target) == places.of(target)


@pytest.mark.parametrize(
    "name", ["Aktiviteter", "aktivitet", "Aktiviteterna", "Activities", "Activity", "activity "]
)
@pytest.mark.parametrize("head", ["Titel", "title", "dct:title", "TITEL (sv)"])
def test_sheets_and_columns_as_people_call_them(name: str, head: str) -> None:
    assert read({name: [[head], ["Läxhjälp"]]})[0] == {
        ":laxhjalp rdf:type styr:Activity",
        ':laxhjalp dct:title "Läxhjälp"@sv',
    }


@pytest.mark.parametrize(
    ("head", "cell", "values"),
    [
        ("Beskrivning", "Rad ett\nrad två; slut", ['dct:description "Rad ett\\nrad två; slut"@sv']),
        ("dct:description (en)", "Text", ['dct:description "Text"@en']),
        ("Beskrivning", 2026, ['dct:description "2026"@sv']),
        ("Sökord", "läxor; plugg", ['skos:altLabel "läxor"@sv', 'skos:altLabel "plugg"@sv']),
        ("Sökord", " läxor ;\n;", ['skos:altLabel "läxor"@sv']),
        ("Insatsområde", f"{DEFAULT_BASE}x", ["styr:inFocusArea :x"]),
        (
            "styr:inFocusArea",
            "pitea:x; https://example.org/y",
            ["styr:inFocusArea pitea:x", "styr:inFocusArea https://example.org/y"],
        ),
        ("Illustrativ", True, ['styr:illustrative "true"^^boolean']),
        ("Illustrativt", "Nej", ['styr:illustrative "false"^^boolean']),
        ("illustrativ egenskap", "titel", ["styr:illustrativeProperty dct:title"]),
        ("Datum", datetime(2026, 2, 3), ['dct:date "2026-02-03"^^date']),
        ("Webbadress", "https://x.se/", ['schema:url "https://x.se/"^^anyURI']),
        (
            "Bidrar till globalt mål",
            "http://u.n/4",
            ["styr:sustainableDevelopmentGoal http://u.n/4"],
        ),
    ],
)
def test_cells_of_every_kind(head: str, cell: Any, values: list[str]) -> None:
    statements, _ = read({"Aktiviteter": [["id", head], ["a", cell]]})
    assert statements == {":a rdf:type styr:Activity", *(f":a {value}" for value in values)}


def test_things_of_other_sources_are_referred_to_by_title_or_id() -> None:
    beside = Source(
        "organisation.ttl",
        b"@prefix dct: <http://purl.org/dc/terms/> . "
        b"@prefix s: <https://w3id.org/styrkompass/ns#> . "
        b"<n> a s:Committee ; dct:title 'Barn- och utbildning'@sv . <barn> a s:FocusArea .",
    )
    rows = [["id", "Ansvarig", "Insatsområde"], ["a", "barn-  och Utbildning", "barn"]]
    assert read({"Aktiviteter": rows}, beside)[0] == {
        ":a rdf:type styr:Activity",
        ":a styr:responsible :n",
        ":a styr:inFocusArea :barn",
    }


def test_a_title_that_two_kinds_of_things_share_is_told_apart_by_the_column() -> None:
    statements, _ = read(
        {
            "Utvecklingsprogram": [["id", "Titel"], ["p", "Trygghet"]],
            "Insatsområden": [["id", "Titel", "Insatsområde i"], ["i", "Trygghet", "Trygghet"]],
            "Aktiviteter": [["id", "Insatsområde"], ["a", "Trygghet"]],
        }
    )
    assert {":i styr:focusAreaOf :p", ":a styr:inFocusArea :i"} <= statements


def test_where_things_come_from_is_told_and_notes_are_not_read() -> None:
    sheets = {"Behov": [["Titel"], ["Trygghet"]], "_Anteckningar": [["hej"], [1, 2]], "Blad3": []}
    quads, _ = read_contents([source(sheets)])
    assert [str(q.triple) for q in quads if q.graph_name == PROVENANCE_GRAPH] == [
        f'<{DEFAULT_BASE}trygghet> <http://www.w3.org/ns/prov#hadPrimarySource> "{NAME}"'
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Läxhjälp på biblioteket", "laxhjalp-pa-biblioteket"),
        ("  80+ – trygga?! ", "80-trygga"),
        ("Åsö/Öå", "aso-oa"),
    ],
)
def test_ids_out_of_titles(title: str, expected: str) -> None:
    assert slug(title) == expected


# -- what cannot be understood ------------------------------------------------------------------


def test_all_problems_are_told_at_once_in_both_languages() -> None:
    sheets: dict[str, Rows] = {
        "Aktivieter": [["Titel"], ["x"]],
        "Aktiviteter": [
            ["id", "Ansvrig", "Status", "Gäller från", None, "Insatsområde"],
            ["a", "Nämnden", "Pågånde", "2026-13-01", "vad?", "Barnn"],
            ["a", None, None, 45000, None, "a"],
            [None, None, "Klar"],
            ["två ord", None, "Klar"],
        ],
        "Insatsområden": [["Titel"], ["Barn"], ["Ungdom"], ["ungdom!"]],
        "Indikatorer": [
            ["Titel", "Basvärde", "Basår", "Målår", "Illustrativ"],
            ["Nöjda", 1, None, 2030, "kanske"],
            ["Glada", "många", "tjugo", None, None],
        ],
    }
    assert problems(sheets) == [
        "bladet Aktivieter: namnet är inte en klass i styrmodellen. Menade du ”Aktivitet”? Döp om "
        "bladet, eller sätt _ först i namnet så läses det inte.",
        "bladet Aktiviteter, cell B1: kolumnen ”Ansvrig” är inte en egenskap i styrmodellen. "
        "Menade du ”Ansvarig”? Rätta rubriken, eller sätt _ först i den om kolumnen är din egen, "
        "så läses den inte.",
        "bladet Aktiviteter, cell E2: kolumnen har innehåll men saknar rubrik i rad 1.",
        "bladet Aktiviteter, rad 4: raden saknar både titel och id.",
        "bladet Aktiviteter, cell A5: ”två ord” kan inte vara ett id. Använd bokstäver, siffror, - "
        "och /, eller en hel IRI.",
        f"bladet Aktiviteter, rad 3: två rader får samma id, {DEFAULT_BASE}a; den andra är rad 2 i "
        "bladet Aktiviteter. Skriv olika id i en kolumn som heter id.",
        f"bladet Insatsområden, rad 4: två rader får samma id, {DEFAULT_BASE}ungdom; den andra är "
        "rad 3 i bladet Insatsområden. Skriv olika id i en kolumn som heter id.",
        "bladet Aktiviteter, cell C2: ”Pågånde” finns inte i listan. Välj något av: Inställd, "
        "Klar, Pausad, Planerad, Pågående.",
        "bladet Aktiviteter, cell D2: ”2026-13-01” är inget datum. Skriv det som 2026-01-31.",
        "bladet Aktiviteter, cell F2: ”Barnn” finns inte i arbetsboken eller i det som lästs in "
        "med den. Menade du ”barn”?",
        "bladet Aktiviteter, cell D3: ”45000” är inget datum. Skriv det som 2026-01-31.",
        "bladet Aktiviteter, cell F3: ”a” finns, men är inte av det slag som kolumnen Ingår i "
        "insatsområdet ska ha.",
        "bladet Indikatorer, cell B2: värdet saknar år. Skriv året i kolumnen Basår, eller i "
        "rubriken, som i ”Utfall 2024”.",
        "bladet Indikatorer, cell E2: ”kanske” är varken ja eller nej.",
        "bladet Indikatorer, cell D2: året 2030 står utan värde.",
        "bladet Indikatorer, cell C3: ”tjugo” är inget år. Skriv fyra siffror.",
        "bladet Indikatorer, cell B3: ”många” är inget tal. Skriv bara siffror, med "
        "decimaltecken men utan punkt mellan tusental, som 1234,5.",
    ]
    assert problems(sheets, "en")[1] == (
        "sheet Aktiviteter, cell B1: the column “Ansvrig” is no property of the governance model. "
        "Did you mean “Ansvarig”? Mend the heading, or begin it with _ if the column is your own, "
        "and it is not read."
    )


def test_a_title_that_several_have_must_be_told_apart() -> None:
    areas = [["id", "Titel"], ["i1", "Barn"], ["i2", "Barn"]]
    assert problems(
        {"Insatsområden": areas, "Aktiviteter": [["id", "Insatsområde"], ["a", "barn"]]}
    ) == [
        "bladet Aktiviteter, cell B2: det finns flera som heter ”barn”. Skriv id i stället för "
        "titel."
    ]


def test_formulas_without_a_result_and_errors_are_told() -> None:
    rows = [["id", "Titel", "Gäller från"], ["a", "=1+1", "#REF!"]]
    assert problems({"Aktiviteter": rows}) == [
        "bladet Aktiviteter, cell B2: formeln har inget sparat resultat. Öppna arbetsboken i "
        "Excel, spara den och försök igen.",
        "bladet Aktiviteter, cell C2: cellen visar felet #REF!. Rätta formeln.",
    ]


def test_a_thousand_problems_are_counted_and_a_hundred_told() -> None:
    rows = [["id", "Status"], *([f"a{n}", "fel"] for n in range(1000))]
    with pytest.raises(WorkbookBroken) as raised:
        read({"Aktiviteter": rows})
    lines = raised.value.message("sv").split("\n")
    assert (raised.value.params["count"], len(lines)) == (1000, 103)
    assert lines[-2] == "- och 900 ställen till"


def test_one_misspelt_sheet_is_one_problem() -> None:
    """Each reference to what stood on it was told of too."""
    areas = [["id", "Titel"], ["i1", "Läslust"], [None, "Ungas fritid"]]
    named = ["Läslust; i1", "ungas-fritid", "Läslust;Annat"]
    activities = [["id", "Insatsområde"], *([f"a{n}", cell] for n, cell in enumerate(named))]
    assert problems({"Insatsomårdena": areas, "Aktiviteter": activities}) == [
        "bladet Insatsomårdena: namnet är inte en klass i styrmodellen. Menade du "
        "”Insatsområde”? Döp om bladet, eller sätt _ först i namnet så läses det inte.",
    ]
    told = problems({"Insatsomårdena": areas, "Aktiviteter": [["id", "Insatsområde"], ["a", "b"]]})
    assert len(told) == 2


@pytest.mark.parametrize("written", ["ca 40", "1.234,5", "många"])
def test_a_number_that_is_none(written: str) -> None:
    rows = [["id", "Målvärde", "Målår"], ["n", written, None]]
    assert problems({"Indikatorer": rows}) == [
        f"bladet Indikatorer, cell B2: ”{written}” är inget tal. Skriv bara siffror, med "
        "decimaltecken men utan punkt mellan tusental, som 1234,5."
    ]


def test_a_column_of_ones_own_is_not_read() -> None:
    rows = [["id", "_Att göra", "_ Titel"], ["a", "ring Åsa", "x"]]
    assert read({"Aktiviteter": rows})[0] == {":a rdf:type styr:Activity"}


def test_what_is_held_is_referred_to_after_what_is_read() -> None:
    reading = Reading()
    reading.known.hold(
        Quad(NamedNode(DEFAULT_BASE + iri), term, value, DATA_GRAPH)
        for iri, title in (("h1", "Läslust"), ("h2", "Fritid"))
        for term, value in ((RDF.type, STYR.FocusArea), (DCT.title, Literal(title)))
    )
    given = source(
        {
            "Insatsområden": [["id", "Titel"], ["i", "Fritid"]],
            "Aktiviteter": [["id", "Insatsområde"], ["a", "läslust; Fritid; h2"]],
        }
    )
    quads = {q.triple for q in read_workbook(given, reading) if q.predicate == STYR.inFocusArea}
    activity = NamedNode(DEFAULT_BASE + "a")
    assert quads == {
        Triple(activity, STYR.inFocusArea, NamedNode(DEFAULT_BASE + iri))
        for iri in ("h1", "i", "h2")
    }


def test_what_a_sheet_has_no_column_for_is_left_out() -> None:
    before = read_contents(
        [
            source(
                {
                    "Indikatorer": [
                        ["id", "Titel", "Titel (en)", "Måttenhet", "Utfall 2024", "Utfall 2025"],
                        ["n", "Nöjda", "Content", "procent", 1, 2],
                        ["m", "Glada", "Glad", "procent", 3, 4],
                    ]
                }
            )
        ]
    )[0]
    reading = Reading()
    rows = [["id", "Titel", "Utfall 2025"], ["n", "Nöjdast", 5]]
    list(read_workbook(source({"Indikatorer": rows}), reading))
    left = [q for q in reading.left_out(before) if q.graph_name == DATA_GRAPH]
    assert set(map(said, left)) == {
        ':n dct:title "Content"@en',
        ':n styr:unitOfMeasure "procent"',
        ":n styr:outcome :n-utfall-2024",
    }
