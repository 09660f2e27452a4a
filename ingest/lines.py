"""On which line each thing is described in Turtle, TriG, N-Triples, N-Quads and RDF/XML.

Oxigraph does not tell, so the text is walked once: far enough to know what stands first in a
statement, not to understand it. The file has been parsed before.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from pyoxigraph import RdfFormat

from kg.names import DEFAULT_BASE

_TOKEN = re.compile(
    r'(?P<text>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r"|(?P<iri><[^<>\s]*>)"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<open>[\[({])|(?P<close>[\])}])"
    r"|(?P<end>\.(?=[\s<#}]|$))"
    r"|(?P<name>(?:[^\s<>\"'\[\](){};,#.\\]|\\.|\.(?!\s|$|<|\#|}))+)",
    re.DOTALL,
)
_ABOUT = re.compile(r"""\babout\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ESCAPED = re.compile(r"\\(.)")
_NAME = re.compile(r"[\w-]+:[\w-]+")
_NEAR = 200
"""Lines that are searched for a property of a thing."""
_DIRECTIVES = ("@prefix", "@base", "prefix", "base", "@version", "version")


def lines_of(content: bytes, rdf_format: RdfFormat) -> dict[str, int]:
    """For each named subject of ``content`` the line where it first stands; empty for JSON-LD."""
    text = content.decode("utf-8", "replace")
    if rdf_format == RdfFormat.JSON_LD:
        return {}
    subjects = _abouts(text) if rdf_format == RdfFormat.RDF_XML else _Walk(text).subjects()
    found: dict[str, int] = {}
    line, last = 1, 0
    for offset, iri in subjects:
        line, last = line + text.count("\n", last, offset), offset
        found.setdefault(iri, line)
    return found


def line_within(content: bytes, begins: int, name: str) -> int:
    """The line of the property called ``name`` (``styr:status``) of the thing that begins there.

    Where the property does not stand, or is called otherwise, the line where the thing begins.
    """
    if not _NAME.fullmatch(name):
        return begins
    wanted = re.compile(rf"(?<![\w:-]){re.escape(name)}(?![\w-])")
    lines = content.decode("utf-8", "replace").split("\n")[begins - 1 : begins + _NEAR]
    for number, text in enumerate(lines, start=begins):
        if wanted.search(text):
            return number
        if text.rstrip().endswith("."):
            break
    return begins


def _abouts(text: str) -> Iterator[tuple[int, str]]:
    for found in _ABOUT.finditer(text):
        yield found.start(), urljoin(DEFAULT_BASE, found[1] or found[2] or "")


class _Walk:
    """One walk through Turtle or one of its kin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._prefixes: dict[str, str] = {}
        self._base = DEFAULT_BASE

    def subjects(self) -> Iterator[tuple[int, str]]:
        """Offset and IRI of what begins each statement. A graph's own name is among them."""
        starts, depth = True, 0
        tokens = _TOKEN.finditer(self._text)
        for token in tokens:
            kind = token.lastgroup
            if kind == "comment":
                continue
            if starts and kind in ("iri", "name"):
                if token[0].lower() in _DIRECTIVES:
                    self._declare(token[0].lower(), tokens)
                    continue
                yield token.start(), self._iri(token[0])
            depth += (kind == "open" and token[0] != "{") - (kind == "close" and token[0] != "}")
            starts = token[0] in "{}" or (kind == "end" and depth == 0)

    def _declare(self, keyword: str, tokens: Iterator[re.Match[str]]) -> None:
        words = [next(tokens)[0] for _ in range(2 if "prefix" in keyword else 1)]
        if keyword.startswith("@"):
            next(tokens, None)
        if len(words) == 2:
            self._prefixes[words[0].removesuffix(":")] = self._iri(words[1])
        elif "base" in keyword:
            self._base = self._iri(words[0])

    def _iri(self, word: str) -> str:
        if word.startswith("<"):
            return word[1:-1] if ":" in word.split("/", 1)[0] else urljoin(self._base, word[1:-1])
        prefix, _, local = word.partition(":")
        return self._prefixes.get(prefix, f"{prefix}:") + _ESCAPED.sub(r"\1", local)
