"""What is refused before a parser sees it, because parsers cannot bear it.

Oxigraph ends the whole process on JSON-LD or triple terms nested some thousand deep (its stack is
full), takes minutes on deep RDF/XML, and says nothing when RDF/XML ends too early. Each check here
is one pass over the bytes.
"""

import re
from xml.parsers import expat

from pyoxigraph import RdfFormat

from kg.syntax import Spot, at, caused
from kg.texts import Phrase

DEEPEST = 200
"""Levels of brackets in JSON-LD and of elements in XML."""
_MOST_ATTRIBUTES = 200
_MOST_TRIPLE_TERMS = 2000
_JSON = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)


def refusal(content: bytes, rdf_format: RdfFormat) -> Phrase | None:
    """Why ``content`` is not given to the parser of ``rdf_format``; None if it is."""
    if rdf_format == RdfFormat.JSON_LD:
        return _deep_json(content)
    if rdf_format == RdfFormat.RDF_XML:
        return _XmlCheck(content).refusal()
    if content.count(b"<<") > _MOST_TRIPLE_TERMS:
        return Phrase("syntax.triple_terms", {"most": _MOST_TRIPLE_TERMS})
    return None


def _deep_json(content: bytes) -> Phrase | None:
    depth = 0
    for found in _JSON.finditer(content):
        if found["open"]:
            depth += 1
            if depth > DEEPEST:
                cause = Phrase("syntax.deep", {"most": DEEPEST})
                return at(Spot.of_offset(content, found.start()), cause, content)
        elif found["close"]:
            depth -= 1
    return None


class _Refused(Exception):
    """Carries the cause out of expat."""


class _XmlCheck:
    """Walks through XML without building anything."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def refusal(self) -> Phrase | None:
        try:
            self._parser.Parse(self._content, True)
        except _Refused as refused:
            cause: Phrase = refused.args[0]
            spot = Spot.of_offset(self._content, self._parser.CurrentByteIndex)
            return at(spot, cause, self._content)
        except expat.ExpatError as problem:
            spot = Spot.of_offset(self._content, self._parser.ErrorByteIndex)
            cause = caused(expat.ErrorString(problem.code), self._content, spot)
            return at(spot, cause, self._content)
        except (ValueError, LookupError, OSError):  # it declares an encoding that Python lacks
            return at(Spot(1, 1), Phrase("syntax.encoding"), self._content)
        return None

    def _entity(self, name: str, *_: object) -> None:
        raise _Refused(Phrase("syntax.entity", {"name": name}))

    def _start(self, _: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _Refused(Phrase("syntax.deep", {"most": DEEPEST}))
        if len(attributes) > _MOST_ATTRIBUTES:
            raise _Refused(Phrase("syntax.attributes", {"most": _MOST_ATTRIBUTES}))

    def _end(self, _: str) -> None:
        self._depth -= 1
