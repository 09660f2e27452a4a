"""A query in words: whole explanations in both languages, and no IRIs left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.library import Question, library
from kg.graph import GovernanceGraph
from kg.query_tree import parse
from kg.query_words import explain, form_of
from kg.texts import LANGUAGES, load
from kg.vocabulary import vocabulary

HERE = Path(__file__).parent
CASES = HERE / "query_words.txt"
PACKAGE = "kg.query_words"


def told(query: str, graph: GovernanceGraph, lang: str) -> str:
    return "\n".join(
        "  " * sentence.depth + sentence.text for sentence in explain(parse(query), graph, lang)
    )


def cases() -> dict[str, tuple[str, dict[str, str]]]:
    """Of ``query_words.txt``: name, query, and the explanation in each language."""
    found = {}
    for block in CASES.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, _, rest = block.partition("\n")
        query, swedish, english = re.split(r"\n--- (?:sv|en)\n", rest.rstrip("\n"))
        found[name] = query, {"sv": swedish, "en": english}
    return found


CASES_READ = cases()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES_READ)
def test_a_query_in_words(name: str, lang: str, pitea: GovernanceGraph) -> None:
    query, wanted = CASES_READ[name]
    assert told(query, pitea, lang) == wanted[lang]


def test_there_are_enough_of_them() -> None:
    assert len(CASES_READ) >= 40


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("question", [q for q in library() if q.select], ids=lambda q: q.name)
def test_every_query_of_the_library_is_told_without_iris(
    question: Question, lang: str, pitea: GovernanceGraph
) -> None:
    text = told(question.select, pitea, lang)
    assert text.count("\n") >= 1
    text = re.sub("[”“][^”“]*”", "", text)  # texts of the query itself
    assert re.findall(r"https?://\S+|\b\w[\w-]*:\w+", text) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_property_of_the_model_has_a_label_in_words(
    lang: str, pitea: GovernanceGraph
) -> None:
    """And so a place in a sentence: a look at each would show one that reads wrong."""
    forms: dict[str, list[str]] = {}
    for each in vocabulary(pitea).properties:
        if each.name.startswith(("styr:", "dct:", "org:", "prov:")) and each.count:
            label = each.label[lang]
            assert label != each.name
            forms.setdefault(form_of(label, lang), []).append(label)
    assert {form: sorted(labels) for form, labels in forms.items()} == FORMS[lang]


FORMS = {
    "sv": {
        "is": [
            *("beslutat av", "del av", "identifierat i", "indikator för", "insatsområde i"),
            *("publicerat", "rapporterad av", "utvecklingsprogram för", "vallöfte i"),
        ],
        "noun": [
            *("analys", "ansvarig", "avsnitt", "bakgrund", "basvärde", "bedömning"),
            *("beskrivning", "beteckning", "datum", "härledd egenskap", "illustrativ egenskap"),
            *("illustrativt", "källa", "milstolpe", "måttenhet", "nyckeltal i Kolada"),
            *("ordagrant", "slag av samverkanspart", "slutgiltigt målvärde", "status", "stycke"),
            *("syfte", "text", "tid", "titel", "utfall", "utgivare", "värde", "år"),
            *("år i visionen", "önskad riktning"),
        ],
        "verb": [
            *("antar", "bidrar till", "bygger på", "följer upp", "genomförs i", "gäller från"),
            *("gäller för", "gäller mandatperioden", "gäller till", "har perspektivet"),
            *("har visionen", "har värdegrunden", "har värdet", "hör till"),
            *("ingår i insatsområdet", "leder mot", "lämnades i", "samverkar med", "styr"),
            *("ställdes i", "stödjer strategin", "svarar på behovet", "vägleds av"),
        ],
    },
    "en": {
        "is": [
            *("asked in", "decided by", "guided by", "identified in", "implemented in"),
            *("in focus area", "in mandate period", "issued", "reported by", "valid from"),
            "valid to",
        ],
        "noun": [
            *("Kolada id", "analysis", "assessment", "background", "baseline", "date"),
            *("description", "direction", "horizon year", "identifier", "illustrative"),
            *("illustrative property", "inferred property", "kind of partner", "milestone"),
            *("outcome", "paragraph", "publisher", "purpose", "responsible", "section"),
            *("source", "status", "target", "text", "time", "title", "unit of measure", "value"),
            *("verbatim", "year"),
        ],
        "role": ["focus area of", "indicator of", "pledge of", "programme of"],
        "verb": [
            *("adopts", "answers need", "applies to", "belongs to", "builds on"),
            *("collaborates with", "contributed to", "contributes to", "follows up", "governs"),
            *("has perspective", "has value", "has value base", "has vision", "is part of"),
            *("leads towards", "supports strategy"),
        ],
    },
}
"""How each label becomes part of a sentence; a new property shows up here."""


def test_both_languages_have_the_same_texts() -> None:
    swedish, english = (load(PACKAGE, lang) for lang in LANGUAGES)
    apart = {"forms", "articles"}

    def gaps(texts: object, key: str = "") -> dict[str, set[str]]:
        if isinstance(texts, dict):
            inner = [gaps(each, f"{key}.{name}") for name, each in texts.items()]
            return {name: found for each in inner for name, found in each.items()}
        return {key: set(re.findall(r"\{(\w+)\}", str(texts))) - {"label", "one"}}

    ours = {name: texts for name, texts in swedish.items() if name not in apart}
    theirs = {name: texts for name, texts in english.items() if name not in apart}
    assert gaps(ours) == gaps(theirs)
    assert apart <= set(swedish) == set(english)
