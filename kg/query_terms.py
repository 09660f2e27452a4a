"""What the names in a query stand for: prefixes resolved, texts without their quotation marks."""

import re
from urllib.parse import urljoin

from kg.names import QUERY_PREFIXES
from kg.query_grammar import Token
from kg.query_tree import Node

_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_NAMES = ("IRIREF", "PNAME", "PNAME_NS")


class Terms:
    """The prefixes and the base of one query; our own prefixes need not be declared."""

    def __init__(self, query: Node) -> None:
        self.prefixes: dict[str, str] = dict(QUERY_PREFIXES)
        self._base = ""
        for declared in query.all("BaseDecl", "PrefixDecl"):
            address = declared.token("IRIREF")
            prefix = declared.token("PNAME_NS")
            iri = self.of_token(address) if address else None
            if prefix is not None:
                self.prefixes[prefix.text[:-1]] = iri or ""
            else:
                self._base = iri or ""

    def of_token(self, token: Token) -> str | None:
        """The IRI of ``<…>`` or ``prefix:name``; None where the prefix is unknown."""
        if token.kind == "IRIREF":
            iri = unescaped(token.text[1:-1])
            return urljoin(self._base, iri) if self._base else iri
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + unescaped(local)

    def iri(self, node: Node) -> str | None:
        """The IRI that a node is, None for any other kind of node."""
        if node.rule != "iri":
            return None
        token = node.token(*_NAMES)
        return self.of_token(token) if token else None


def unescaped(text: str) -> str:
    """``text`` with its escapes as the characters they stand for."""
    return _ESCAPED.sub(_letter, text) if "\\" in text else text


def string(token: Token) -> str:
    """The text of a ``STRING`` token."""
    marks = 3 if token.text[:3] in ('"""', "'''") else 1
    return unescaped(token.text[marks:-marks])


def variable(node: Node | Token | None) -> str | None:
    """The name of the variable that a node is or holds alone, without ``?``."""
    if isinstance(node, Node):
        node = node.token("VAR") if len(node.parts) == 1 else None
    return node.text[1:] if node is not None and node.kind == "VAR" else None


def _letter(found: re.Match[str]) -> str:
    escaped = found[1]
    if escaped[0] in "uU" and len(escaped) > 1:
        number = int(escaped[1:], 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _LETTERS.get(escaped, escaped)
