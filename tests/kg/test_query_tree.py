"""Queries as trees: the same as rdflib takes is taken, and mistakes are found where they are."""

from __future__ import annotations

import random
import sys

import pytest
from rdflib.plugins.sparql.parser import parseQuery

from assistant.library import Question, library
from kg.names import QUERY_PREFIXES
from kg.query_grammar import Part, empty, first, rules, tokens
from kg.query_terms import Terms
from kg.query_tree import DEEPEST, NotSparql, TooDeep, parse

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in QUERY_PREFIXES.items())
SHORT = [q.select for q in library() if 0 < len(q.select) < 700]


def parts(part: Part) -> list[Part]:
    return [part, *(inner for each in part.parts for inner in parts(each))]


def test_one_token_says_which_way_to_go() -> None:
    """The grammar is LL(1): no two branches of a choice begin with the same."""
    for name, rule in rules().items():
        for part in parts(rule):
            if part.what == "any":
                begins = [kind for branch in part.parts for kind in first(branch)]
                assert len(begins) == len(set(begins)), name
                assert sum(empty(branch) for branch in part.parts) <= 1, name


def test_every_rule_is_used() -> None:
    used = {p.name for rule in rules().values() for p in parts(rule) if p.what == "rule"}
    assert set(rules()) - used == {"Query"}


@pytest.mark.parametrize("question", [q for q in library() if q.select], ids=lambda q: q.name)
def test_all_of_the_text_is_in_the_tree(question: Question) -> None:
    query = question.select
    found = [(token.kind, token.text, token.start) for token in parse(query).tokens]
    assert found == [(token.kind, token.text, token.start) for token in tokens(query)]


def test_rdflib_reads_the_same_queries_and_refuses_the_same() -> None:
    """Queries of the library with one token left out, doubled, or replaced by another of theirs."""
    chance = random.Random(7)
    for query in SHORT:
        known = list(tokens(query))[:-1]
        for change in range(3):
            token = chance.choice(known)
            new = ["", f"{token.text} {token.text}", chance.choice(known).text][change]
            changed = f"{query[: token.start]} {new} {query[token.end :]}"
            assert reads(changed) == rdflib_reads(changed), changed


def reads(query: str) -> bool:
    try:
        parse(query)
    except NotSparql:
        return False
    return True


def rdflib_reads(query: str) -> bool:
    try:
        parseQuery(PROLOGUE + query)
    except Exception:
        return False
    return True


@pytest.mark.parametrize(
    ("query", "text", "start"),
    [
        ("", "", 0),
        ("SELCT ?a {}", "SELCT", 0),
        ("SELECT ?a { ?a a }", "}", 17),
        ("SELECT ?a { ?a å ?b }", "å", 15),
        ("SELECT ?a { ?a ?b ?c ", "", 21),
        ("SELECT ?a { ?a ?b ?c }}", "}", 22),
        ("SELECT ?a { FILTER(?a >) }", ")", 23),
        ('SELECT ?a { ?a ?b "c }', '"', 18),
        ("ASK {} LIMIT ?a", "?a", 13),
        ("ASK { ?a ?b ?c . . }", ".", 17),
        ("SELECT ?a\nWHERE {\n  ?a styr:status }", "}", 35),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", "INSERT", 0),
    ],
)
def test_a_mistake_is_found_where_it_is(query: str, text: str, start: int) -> None:
    with pytest.raises(NotSparql) as refused:
        parse(query)
    assert (refused.value.token.text, refused.value.token.start) == (text, start)


def test_what_could_stand_there_is_known() -> None:
    with pytest.raises(NotSparql) as refused:
        parse("SELECT ?a { ?a ?b ?c } LIMIT x")
    assert refused.value.expected == {"INTEGER"}
    with pytest.raises(NotSparql) as refused:
        parse("SELECT { }")
    assert refused.value.expected == {"DISTINCT", "REDUCED", "VAR", "(", "*"}


def test_brackets_deeper_than_anybody_reads_are_refused() -> None:
    parse("ASK " + "{" * DEEPEST + "}" * DEEPEST)
    for opened in ("{", "(", "["):
        with pytest.raises((TooDeep, NotSparql)):
            parse("ASK { FILTER " + opened * 100_000)


def test_work_grows_with_the_length_only() -> None:
    def calls(statements: int) -> int:
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        query = "ASK {" + "?a ?b ?c . " * statements + "}"
        sys.setprofile(count)
        try:
            parse(query)
        finally:
            sys.setprofile(None)
        return counted

    calls(100)  # what is read once, the grammar, is read now
    assert calls(8000) < 11 * calls(800)


def test_names_are_resolved() -> None:
    query = (
        "PREFIX s: <https://w3id.org/styrkompass/ns#> BASE <http://example.org/a/> "
        "SELECT ?x { ?x s:status status:done ; a styr:Activity ; "
        r"nope:x <b>, s:a\-b , <http://x/\u00e5> }"
    )
    tree = parse(query)
    terms = Terms(tree)
    assert [terms.iri(node) for node in tree.all("iri")] == [
        "https://w3id.org/styrkompass/ns#status",
        "https://w3id.org/styrkompass/concept/status/done",
        "https://w3id.org/styrkompass/ns#Activity",
        None,
        "http://example.org/a/b",
        "https://w3id.org/styrkompass/ns#a-b",
        "http://x/å",
    ]
