"""Reports: one small report in every format, compared whole."""

import csv
import io
import json
from html.parser import HTMLParser

import rdflib

from kg.report import CSV_COLUMNS, WORDS, to_csv, to_html, to_json, to_text, to_turtle
from kg.validation import Report, Result, Thing

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
STYR = "https://w3id.org/styrkompass/ns#"
EX = "https://example.org/kommun/"
OWNER = Thing(EX + "forvaltning", {"sv": "Förvaltningen", "en": "The administration"})
BROKEN = Result(
    rule="R09",
    shape="https://w3id.org/styrkompass/shapes#R09-OneStrategy",
    severity="violation",
    focus=Thing(
        EX + "program",
        {"sv": "Trygg <vardag>", "en": "Safe <days>"},
        STYR + "DevelopmentProgramme",
        {"sv": "Utvecklingsprogram", "en": "Development programme"},
    ),
    path="styr:programmeOf",
    value="=1+1",
    component="MinCountConstraintComponent",
    message={"sv": "Programmet saknar strategi.", "en": "The programme has no strategy."},
    help={"sv": "Ange strategin.", "en": "State the strategy."},
    owner=OWNER,
)
WARNED = Result(
    rule="Egen",
    shape=EX + "Egen",
    severity="warning",
    focus=Thing("urn:x", {"sv": "Sak", "en": "Sak"}),
    path=None,
    value=None,
    component="OrConstraintComponent",
    message={"sv": "Se över saken.", "en": "Se över saken."},
    help={},
    owner=None,
)


def report_of(*results: Result) -> Report:
    rules = {result.rule: 1 for result in results}
    counts = {s: sum(r.severity == s for r in results) for s in ("violation", "warning", "info")}
    return Report(
        conforms=BROKEN not in results,
        version_of_shapes="0.1.0",
        results=results,
        summary={**counts, "rules": rules},
        ms=1234.5,
        graph=rdflib.Graph(),
    )


BOTH = report_of(BROKEN, WARNED)


def test_json_is_what_the_api_promises() -> None:
    assert json.loads(json.dumps(to_json(BOTH, "en"))) == {
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
                "message": "The programme has no strategy.",
                "help": "State the strategy.",
                "owner": {"iri": EX + "forvaltning", "title": "The administration"},
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
            },
        ],
        "summary": {"violation": 1, "warning": 1, "info": 0, "rules": {"R09": 1, "Egen": 1}},
        "ms": 1234.5,
    }


def test_text_in_swedish() -> None:
    assert to_text(BOTH, "sv") == (
        "1 regelbrott och 1 varning. Rätta regelbrotten innan du publicerar.\n"
        "\n"
        "Regelbrott (1)\n"
        "\n"
        "R09  Trygg <vardag> (Utvecklingsprogram)\n"
        "     Programmet saknar strategi.\n"
        "     Så rättar du: Ange strategin.\n"
        "     Ansvarig: Förvaltningen\n"
        "     Var: styr:programmeOf = =1+1\n"
        "     https://example.org/kommun/program\n"
        "\n"
        "Varningar (1)\n"
        "\n"
        "Egen  Sak\n"
        "     Se över saken.\n"
        "     urn:x\n"
        "\n"
        "Regler, version 0.1.0. Granskat på 1.2 s.\n"
    )


def test_text_sums_up_what_may_be_published() -> None:
    first = [to_text(report_of(*rs), lang).split("\n")[0] for lang in WORDS for rs in _KINDS]
    assert first == [
        "Inga regelbrott och inga varningar. Det här går att publicera.",
        "1 varning. Det här går att publicera, men läs igenom varningarna först.",
        "1 regelbrott och 0 varningar. Rätta regelbrotten innan du publicerar.",
        "No violations and no warnings. This can be published.",
        "1 warning. This can be published, but read through the warnings first.",
        "1 violation and 0 warnings. Mend the violations before you publish.",
    ]


_KINDS: tuple[tuple[Result, ...], ...] = ((), (WARNED,), (BROKEN,))


def test_csv_has_a_row_for_each_result_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(BOTH, "sv"))))
    assert rows == [
        list(CSV_COLUMNS),
        [
            "violation",
            "R09",
            "Trygg <vardag>",
            "Utvecklingsprogram",
            EX + "program",
            "styr:programmeOf",
            "'=1+1",
            "Programmet saknar strategi.",
            "Ange strategin.",
            "Förvaltningen",
            EX + "forvaltning",
        ],
        ["warning", "Egen", "Sak", "", "urn:x", "", "", "Se över saken.", "", "", ""],
    ]


class _Page(HTMLParser):
    """Collects elements, addresses and text."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.addresses: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        if data.strip() and self.opened[-1] != "style":
            self.texts.append(data.strip())


def test_html_is_escaped_and_fetches_nothing() -> None:
    page = _Page()
    page.feed(to_html(BOTH, "sv"))
    assert page.addresses == [EX + "program"]
    assert not {"script", "link", "img", "vardag"} & set(page.opened)
    assert page.texts == [
        "Granskning mot styrmodellens regler",
        "Granskning mot styrmodellens regler",
        "1 regelbrott och 1 varning. Rätta regelbrotten innan du publicerar.",
        "Regelbrott (1)",
        "Regel",
        "Vad",
        "Vad som är fel",
        "Ansvarig",
        "R09",
        "Trygg <vardag> (Utvecklingsprogram)",
        "Programmet saknar strategi.",
        "Så rättar du:",
        "Ange strategin.",
        "styr:programmeOf = =1+1",
        "Förvaltningen",
        "Varningar (1)",
        "Regel",
        "Vad",
        "Vad som är fel",
        "Ansvarig",
        "Egen",
        "Sak",
        "Se över saken.",
        "Regler, version 0.1.0. Granskat på 1.2 s.",
    ]


def test_turtle_is_the_w3c_report() -> None:
    report = report_of(BROKEN)
    node = rdflib.BNode()
    report.graph.add((node, rdflib.RDF.type, SH.ValidationReport))
    report.graph.add((node, SH.conforms, rdflib.Literal(False)))
    read = rdflib.Graph().parse(data=to_turtle(report), format="turtle")
    assert set(read.predicate_objects(None)) == {
        (rdflib.RDF.type, SH.ValidationReport),
        (SH.conforms, rdflib.Literal(False)),
    }


def test_an_unknown_language_gets_swedish() -> None:
    assert to_text(BOTH, "fi") == to_text(BOTH, "sv")
    assert to_html(BOTH, "fi") == to_html(BOTH, "sv")


def test_the_words_are_the_same_in_both_languages() -> None:
    assert set(WORDS["sv"]) == set(WORDS["en"])
