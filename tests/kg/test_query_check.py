"""A query judged while it is written: whole findings, few false alarms, and nothing takes long."""

from __future__ import annotations

import re
import time

import pytest

from assistant.library import Asked, Question, library
from kg import query_check
from kg.graph import GovernanceGraph
from kg.names import PREFIXES
from kg.query_check import LONGEST, SECONDS, SHORT, Finding, check
from kg.query_tree import DEEPEST
from kg.texts import LANGUAGES

A = "?a a styr:Activity"
ERRORS = [
    (
        "",
        "1:1-1:2 Frågan är tom. Börja till exempel med SELECT ?sak WHERE, och skriv sedan inom "
        "klammer vad som ska gälla.",
    ),
    ("# bara en kommentar\n", "2:1-2:2 Frågan är tom."),
    ("SELCT ?a WHERE { }", "1:1-1:6 SELCT går inte att förstå här. Menade du SELECT?"),
    (
        "SELECT ?a WHERE { ?a a }",
        "1:24-1:25 } kan inte stå här. Här väntades en variabel, ett namn (som status:ongoing) "
        "eller ett värde.",
    ),
    (
        "SELECT ?a\nWHERE {\n  ?a a ?b FILTER(?b > )\n}",
        "3:23-3:24 ) kan inte stå här. Här väntades ett värde, en variabel eller ett uttryck.",
    ),
    (
        "SELECT ?a { ?a å ?b }",
        "1:16-1:17 å kan inte stå här. Här väntades en egenskap (till exempel styr:status) "
        "eller a.",
    ),
    (
        "SELECT ?a {\n ?a a ?b",
        "2:9-2:10 Frågan tar slut, men { på rad 1 är inte stängd. Lägg till }.",
    ),
    (
        "SELECT ?a { ?a a",
        "1:17-1:18 Frågan tar slut för tidigt. Här väntades en variabel, ett namn "
        "(som status:ongoing) eller ett värde.",
    ),
    (
        "SELECT ?a { ?a ?b ?c }}",
        "1:23-1:24 } är en för mycket: det finns ingen öppen parentes eller klammer som den "
        "stänger. Ta bort den.",
    ),
    (
        "SELECT ?a { ?a ?b ?c } nu",
        "1:24-1:26 Frågan är redan slut här, så nu kan inte stå efter den.",
    ),
    (
        f"SELECT ?a {{ {A} ?a styr:status ?s }}",
        "1:32-1:34 Det saknas en punkt före ?a. Mellan två påståenden ska det stå en punkt, "
        "eller semikolon om nästa handlar om samma sak.",
    ),
    (
        f"SELECT ?a {{ {A} FILTR(?a = 1) }}",
        "1:32-1:37 FILTR går inte att förstå här. Menade du FILTER?",
    ),
    (
        f"SELECT ?a {{ {A} FILTER(CONTAIN(?a, 'x')) }}",
        "1:39-1:46 CONTAIN går inte att förstå här. Menade du CONTAINS?",
    ),
    (
        f"SELECT ?a {{ {A} }} LIMIT tio",
        "1:40-1:43 tio kan inte stå här. Här väntades ett heltal.",
    ),
    (
        'SELECT ?a { ?a ?b "c }',
        '1:19-1:20 Texten som börjar här slutar aldrig: det saknas ett ". Ska texten ha flera '
        "rader behövs tre i början och tre i slutet.",
    ),
    (
        "SELECT ?a { ?a dct:title “c” }",
        '1:26-1:27 “ är ett typografiskt citattecken. Text ska stå inom raka citattecken: "…".',
    ),
    (
        "SELECT ?a { ?a a <b c> }",
        "1:18-1:19 Adressen som börjar här är fel skriven. En adress står inom < och > och "
        "innehåller inte mellanslag eller citattecken.",
    ),
    (
        "SELECT ?a { ?a ?b '😀😀' ; ?c 😀 }",
        "1:31-1:33 😀 kan inte stå här. Här väntades en variabel, ett namn "
        "(som status:ongoing) eller ett värde.",
    ),
    (
        "SELECT WHERE { }",
        "1:8-1:13 WHERE kan inte stå här. Här väntades en variabel (till exempel ?sak), "
        "DISTINCT eller REDUCED.",
    ),
    (
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "1:1-1:7 Här går det bara att läsa, inte ändra: INSERT körs inte. Börja frågan med "
        "SELECT, ASK, CONSTRUCT eller DESCRIBE.",
    ),
    (
        f"SELECT ?a {{ {A} . SERVICE <http://x.y/> {{ ?a ?b ?c }} }}",
        "1:34-1:41 SERVICE körs inte: frågor går aldrig till andra servrar. Ta bort den delen.",
    ),
    (
        f"SELECT ?a FROM <http://x.y/> {{ {A} }}",
        "1:16-1:29 <http://x.y/> är inte en av graferna här. Ta bort FROM, eller ange en graf "
        "som börjar med https://w3id.org/styrkompass/graph/.",
    ),
    (
        "SELECT ?a { ?a foo:bar ?b }",
        "1:16-1:23 Prefixet foo: är inte känt. Rätta stavningen, eller skriv PREFIX foo: <…> "
        "överst i frågan.",
    ),
    (
        "SELECT ?a { ?a styrr:status ?b }",
        "1:16-1:28 Prefixet styrr: är inte känt. Menade du styr:? Annars skriver du PREFIX "
        "styrr: <…> överst i frågan.",
    ),
    (
        "SELECT ?s (COUNT(?a) AS ?n) { ?a styr:status ?s }",
        "1:8-1:10 ?s visas, men raderna är grupperade på annat. Lägg till ?s efter GROUP BY, "
        "eller räkna på den, till exempel (SAMPLE(?s) AS ?s1).",
    ),
    (
        "SELECT * { ?a styr:status ?s } GROUP BY ?s",
        "1:8-1:9 SELECT * går inte ihop med grupper eller uträkningar. Räkna upp vad som ska "
        "visas.",
    ),
    (
        "SELECT (1 AS ?a) { ?a styr:status ?s }",
        "1:14-1:16 ?a har redan ett värde. Välj ett annat namn efter AS.",
    ),
    (
        "SELECT ?a { ?a styr:status ?s BIND(1 AS ?s) }",
        "1:41-1:43 ?s har redan ett värde. Välj ett annat namn efter AS.",
    ),
    (
        "SELECT ?a { ?a styr:value ?v FILTER(<http://x.y/f>(?v)) }",
        "1:1-1:2 Frågan går inte att köra: The custom function <http://x.y/f> is not supported",
    ),
]
WARNINGS = [
    (
        "SELECT ?a { ?a a styr:Aktivitet }",
        "1:18-1:32 styr:Aktivitet finns inte i styrmodellen, så det här ger inga träffar. "
        "Menade du styr:Activity?",
    ),
    (
        "SELECT ?a { ?a styr:resposible/a styr:Unit }",
        "1:16-1:31 styr:resposible finns inte i styrmodellen, så det här ger inga träffar. "
        "Menade du styr:responsible?",
    ),
    (
        "SELECT ?a { ?a a ?b FILTER(?b = styr:Qwertyuiop) }",
        "1:33-1:48 styr:Qwertyuiop finns inte i styrmodellen, så det här ger inga träffar.",
    ),
    (
        "SELECT ?a { ?a styr:status status:pågående }",
        "1:28-1:43 status:pågående finns inte i listan, så det här ger inga träffar. Menade du "
        "status:ongoing?",
    ),
    (
        f"SELECT ?x {{ {A} }}",
        "1:8-1:10 ?x får aldrig något värde i frågan, så kolumnen blir tom.",
    ),
    (
        "SELECT ?aktivitet { ?aktivitetr a styr:Activity }",
        "1:8-1:18 ?aktivitet får aldrig något värde i frågan, så kolumnen blir tom. Menade du "
        "?aktivitetr?",
    ),
    (
        f"SELECT ?a {{ {A} MINUS {{ ?a styr:status ?status }} FILTER(?statsu = status:done) }}",
        "1:72-1:79 ?statsu får aldrig något värde här, så villkoret kan inte stämma. Menade du "
        "?status?",
    ),
    (
        "SELECT ?area { ?a styr:inFocusArea ?area ; styr:responsible ?araa }",
        "1:61-1:66 ?araa används bara här. Är det felstavat? Menade du ?area?",
    ),
    (
        f"SELECT ?a ?i {{ {A} . ?i a styr:Indicator }}",
        "1:37-1:39 ?a och ?i hänger inte ihop med varandra, så varje träff för den ena paras "
        "med varje träff för den andra. Det kan bli mycket många rader. Förbind dem, eller dela "
        "upp frågan.",
    ),
]
FINE = [
    f"SELECT ?a ?i {{ {A} . ?i a styr:Indicator FILTER(?a = ?i) }}",
    f"SELECT ?a ?v {{ {A} . ?v a styr:Vision }}",
    f"SELECT ?a ?y {{ {A} . pitea:vision styr:horizonYear ?y }}",
    f"SELECT ?a {{ {A} }} LIMIT 5",
    "SELECT ?item1 ?item2 { ?item1 styr:towards ?v . ?item2 styr:towards ?v }",
    "SELECT ?year1 { ?x styr:validFrom ?year1 ; styr:validTo ?year2 }",
    "SELECT (SAMPLE(?t) AS ?title) ?a { ?a dct:title ?t } GROUP BY ?a",
    "SELECT ?y (COUNT(*) AS ?n) { ?o styr:year ?year } GROUP BY (STR(?year) AS ?y)",
    "SELECT ?p { GRAPH graph:data { ?s ?p ?o } }",
    "SELECT ?a FROM graph:version-1 { ?a a styr:Activity }",
    "SELECT ?a FROM NAMED <https://w3id.org/styrkompass/graph/version-7> { GRAPH ?g { ?a a ?c } }",
    "SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
    "ASK { ?a styr:status status:done }",
    "DESCRIBE pitea:vision",
    "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c } LIMIT 1",
]


def told(finding: Finding) -> str:
    place = f"{finding.line}:{finding.column}-{finding.end_line}:{finding.end_column}"
    return f"{place} {finding.message}"


@pytest.mark.parametrize(("query", "wanted"), ERRORS)
def test_an_error_is_told_where_it_is(query: str, wanted: str, pitea: GovernanceGraph) -> None:
    found = check(query, pitea, "sv")
    assert [told(each).startswith(wanted) for each in found.errors] == [True], found.errors
    assert not found.ok
    assert [each.severity for each in check(query, pitea, "en").errors] == ["error"]


@pytest.mark.parametrize(("query", "wanted"), WARNINGS)
def test_what_looks_wrong_is_told(query: str, wanted: str, pitea: GovernanceGraph) -> None:
    found = check(query, pitea, "sv")
    assert [(each.severity, told(each)) for each in found.errors] == [("warning", wanted)]
    assert found.ok
    assert found.explanation


@pytest.mark.parametrize("query", FINE)
def test_nothing_is_wrong(query: str, pitea: GovernanceGraph) -> None:
    assert check(query, pitea, "sv").errors == []


@pytest.mark.parametrize("question", [q for q in library() if q.select], ids=lambda q: q.name)
def test_nothing_is_wrong_with_the_library(question: Question, pitea: GovernanceGraph) -> None:
    """As it is, and with its parameters put in."""
    things = pitea.instances(question.about[0]) if question.about else []
    about = (things or question.about or (None,))[0]
    asked = Asked(about, about, during="2026")
    for query in (question.select, question.sparql(asked)):
        found = check(query, pitea, "sv")
        assert (found.errors, found.form) == ([], "select")
        names = [v.value for v in pitea.store.query(query, prefixes=PREFIXES).variables]
        assert found.variables == names


@pytest.mark.parametrize("query", [query for query, _ in (*ERRORS, *WARNINGS)])
def test_every_finding_is_in_both_languages(query: str, pitea: GovernanceGraph) -> None:
    swedish, english = (check(query, pitea, lang) for lang in LANGUAGES)
    for sv, en in zip(swedish.errors, english.errors, strict=True):
        assert sv.message != en.message
        assert (sv.line, sv.column, sv.severity) == (en.line, en.column, en.severity)
        assert not re.search(r"\{[a-z]+\}", sv.message + en.message)


@pytest.mark.parametrize(
    ("query", "form", "variables"),
    [
        ("SELECT ?a (1 AS ?b) { ?a ?c ?d }", "select", ["a", "b"]),
        ("SELECT * { ?a ?b ?c OPTIONAL { ?c ?d ?e } MINUS { ?f ?g ?a } }", "select", list("abcde")),
        ("SELECT * { { SELECT ?x { ?x ?y ?z } } VALUES ?v { 1 } }", "select", ["x", "v"]),
        ("ASK { ?a ?b ?c }", "ask", []),
        ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", "construct", []),
        ("CONSTRUCT WHERE { ?a ?b ?c }", "construct", []),
        ("DESCRIBE <a:b>", "describe", []),
    ],
)
def test_form_and_columns(
    query: str, form: str, variables: list[str], pitea: GovernanceGraph
) -> None:
    found = check(query, pitea, "sv")
    assert (found.form, found.variables, found.ok) == (form, variables, True)


def test_several_findings_come_in_order(pitea: GovernanceGraph) -> None:
    found = check("SELECT ?x ?y {\n ?a styr:staus ?b ;\n styr:reponsible ?c }", pitea, "sv")
    assert [(each.line, each.column) for each in found.errors] == [(1, 8), (1, 11), (2, 5), (3, 2)]


def test_lines_end_as_in_an_editor(pitea: GovernanceGraph) -> None:
    for end in ("\n", "\r\n", "\r"):
        (found,) = check(f"SELECT ?a{end}{{{end}  ?a a }}", pitea, "sv").errors
        assert (found.line, found.column) == (3, 8)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK {" + "?a ?b ?c . " * 9200 + "}", f"längre än {LONGEST} granskas inte"),
        ("ASK " + "{" * 5000 + "}" * 5000, f"djupare än {DEEPEST} nivåer"),
        ("SELECT * { FILTER" + "(" * 50_000, f"djupare än {DEEPEST} nivåer"),
        ("ASK {" + "?a ?b ?c . " * 400 + "}", "tog för lång tid att granska"),
        ("ASK {" + "".join(f"?a{n} styr:x{n} ?b{n} . " for n in range(2500)) + "}", "styr:x0"),
        ('ASK { ?a ?b "' + "x" * (LONGEST + 1), f"längre än {LONGEST} granskas inte"),
    ],
    ids=("long", "deep", "brackets", "many", "unknown", "text"),
)
def test_a_hostile_text_is_not_read_for_long(
    query: str, words: str, pitea: GovernanceGraph
) -> None:
    began = time.monotonic()
    found = check(query, pitea, "sv")
    assert time.monotonic() - began < 3 * SECONDS
    heavy = "tog för lång tid att granska"
    assert any(words in each.message or heavy in each.message for each in found.errors)
    assert len(found.errors) <= query_check.MOST


def test_a_long_query_is_read_apart_and_told_the_same(pitea: GovernanceGraph) -> None:
    query = "SELECT ?x { ?a styr:staus ?b }"
    padded = f"{query}\n#{'x' * SHORT}"
    assert check(padded, pitea, "sv") == check(query, pitea, "sv")


def test_nothing_is_evaluated(pitea: GovernanceGraph) -> None:
    began = time.monotonic()
    found = check("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", pitea, "sv")
    assert found.ok
    assert time.monotonic() - began < SECONDS
