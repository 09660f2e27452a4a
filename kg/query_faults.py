"""Why a text is no SPARQL query, in words: what stands there, and what could."""

from kg.query_grammar import FUNCTIONS, TOKENS, Token
from kg.query_tree import NotSparql
from kg.query_words import TEXTS
from kg.suggest import nearest

_CLOSING = {"{": "}", "(": ")", "[": "]"}
_CURLY = "“”„‟‘’‚‛«»"
_UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())
_NAMES = frozenset(("IRIREF", "PNAME", "PNAME_NS"))
_PATH = frozenset("*+/?|^!")
_OTHERS = frozenset(kind for kind, _ in TOKENS) | frozenset(FUNCTIONS) | {"A", "BNODE", "BOUND"}
_MOST = 8
"""Things that are listed as what could stand there."""


def fault(problem: NotSparql, query: str, lang: str) -> str:
    """What is wrong at the token where ``query`` stops being SPARQL, and what to do about it."""
    token, expected = problem.token, problem.expected
    found = token.text
    if token.kind == "WORD" and found.upper() in _UPDATES and "SELECT" in expected:
        return _say(lang, "update", word=found.upper())
    if token.kind == "END":
        return _ended(problem, query, lang)
    if token.kind == "BROKEN":
        return _broken(found, expected, lang)
    if token.kind == "<" and "IRIREF" in expected:
        return _say(lang, "iri")
    if found in _CLOSING.values() and not problem.opened:
        return _say(lang, "extra", found=found)
    if near := _keyword(token, expected):
        return _say(lang, "keyword", found=found, near=near)
    if "END" in expected and not problem.opened:
        return _say(lang, "after", found=found)
    if "." in expected and (token.kind in _NAMES or token.kind in ("VAR", "BLANK", "[")):
        return _say(lang, "dot", found=found)
    return _say(lang, "unexpected", found=found, wanted=wanted(expected, lang))


def _ended(problem: NotSparql, query: str, lang: str) -> str:
    if problem.opened:
        opened = problem.opened[-1]
        closing = _CLOSING[opened.kind]
        if closing in problem.expected:
            line = query.count("\n", 0, opened.start) + 1
            return _say(lang, "unclosed", bracket=opened.text, line=line, closing=closing)
    return _say(lang, "ends", wanted=wanted(problem.expected, lang))


def _broken(found: str, expected: frozenset[str], lang: str) -> str:
    if found in "\"'":
        return _say(lang, "text", mark=found)
    if found in _CURLY:
        return _say(lang, "curly", found=found)
    return _say(lang, "character", found=found, wanted=wanted(expected, lang))


def _keyword(token: Token, expected: frozenset[str]) -> str | None:
    """The keyword or function that a word was most likely meant to be."""
    if token.kind != "WORD":
        return None
    known = [name for kind in expected for name in FUNCTIONS.get(kind, "").split()]
    known += [kind for kind in expected if kind.isalpha() and kind not in _OTHERS]
    return nearest(token.text.upper(), sorted(known))


def wanted(expected: frozenset[str], lang: str) -> str:
    """What could stand there, in a sentence."""
    told = [_say(lang, f"wanted_{each}") for each in _sorts(expected)]
    plain = sorted(expected - _OTHERS - {"END"}, key=lambda kind: (kind.isalpha(), kind))
    if "." in expected or not {"variable", "name", "number"}.issuperset(_sorts(expected)):
        plain = [kind for kind in plain if kind.upper() == kind.lower()]
    if told:
        plain = [kind for kind in plain if kind not in _PATH and kind not in ("(", "[", "-")]
    if "OPTIONAL" in expected and "." not in expected:
        plain = [kind for kind in plain if kind in ("}", "SELECT")]
    told = [*told, *plain][:_MOST]
    *first, last = told or ["…"]
    what = TEXTS.get(lang, "list.or", first=", ".join(first), last=last) if first else last
    return _say(lang, "wanted", what=what)


def _sorts(expected: frozenset[str]) -> list[str]:
    """The sorts of things that could stand there; the widest one only."""
    if "ONE" in expected:
        return ["expression"]
    if "OPTIONAL" in expected:
        return [] if "." in expected else ["pattern"]
    if "A" in expected:
        return ["property"]
    if {"VAR", "STRING"} <= expected:
        return ["object"]
    found = ["variable"] if "VAR" in expected else []
    found += ["name"] if _NAMES & expected else []
    found += ["number"] if "INTEGER" in expected else []
    found += ["text"] if "STRING" in expected else []
    return found + (["end"] if "END" in expected else [])


def _say(lang: str, key: str, /, **params: object) -> str:
    return TEXTS.get(lang, f"check.{key}", **params)
