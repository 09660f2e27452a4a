"""Condense a long description to one to three sentences to search with, beside the description."""

import json

from assistant.language import detect
from assistant.lexical import content_stems, words
from assistant.llm.deadline import Deadline
from assistant.llm.material import numerals, quoted, words_of
from assistant.llm.model import LanguageModel, ModelFailed, whole
from assistant.llm.prompts import prompt
from assistant.llm.sentences import sentences

LONG = 60
"""Words of a description from which it is condensed."""
MOST_SENTENCES = 3
OWN = 0.7
"""Share of the content words that must be the description's own."""


def condense(model: LanguageModel, text: str, lang: str, deadline: Deadline) -> str | None:
    """Sentences to search with; None for a text that is short enough as it is.

    Raises `ModelFailed`, also for sentences that do not keep to the description.
    """
    if len(words(text)) <= LONG:
        return None
    request = json.dumps({"description": text}, ensure_ascii=False)
    told = whole(model, prompt(lang, "condense"), request, deadline)
    said = " ".join(sentences([told]))
    if problem := _problem(said, text, lang):
        raise ModelFailed(problem)
    return said


def _problem(said: str, text: str, lang: str) -> str | None:
    """What hinders ``said`` from standing for ``text`` in a search."""
    known = set(words(text))
    stems = content_stems(said)
    own = set(content_stems(text))
    named = [w for s in sentences([said]) for w in words_of(s)[1:] if any(c.isupper() for c in w)]
    has = numerals(text)
    checks = {
        "empty": not stems,
        "more than three sentences": len(list(sentences([said]))) > MOST_SENTENCES,
        "not shorter": len(words(said)) * 2 > len(words(text)),
        "another language": detect(said) not in (lang, None),
        "a name": any(name.lower() not in known for name in named),
        "a quotation": any(each.lower() not in text.lower() for each in quoted(said)),
        "a number": any(number not in has for number in numerals(said)),
        "new words": sum(s in own for s in stems) < OWN * len(stems),
    }
    return next((reason for reason, wrong in checks.items() if wrong), None)
