"""Values and conditions of a query in words: what stands in FILTER, BIND, HAVING and SELECT."""

from collections.abc import Callable

from kg.names import XSD
from kg.query_grammar import Token
from kg.query_terms import string, variable
from kg.query_tree import Node
from kg.query_words.naming import TEXTS, Names

CONDITIONS = frozenset("Or And Comparison Exists NotExists Bound".split())
_TRUE_OR_FALSE = frozenset(
    "isiri isuri isblank isliteral isnumeric langmatches contains strstarts strends sameterm "
    "regex".split()
)
_NUMBERS = {"INTEGER": XSD.integer, "DECIMAL": XSD.decimal, "DOUBLE": XSD.double}
Within = Callable[[Node], list[str]]
"""Tells what a group of a query says, a sentence each."""


class Values:
    """Tells values and conditions with ``names``; ``within`` tells a group inside EXISTS."""

    def __init__(self, names: Names, within: Within) -> None:
        self.names = names
        self._within = within

    # -- terms --------------------------------------------------------------------------------

    def term(self, node: Node) -> str:
        """A variable, a thing or a literal."""
        if (name := variable(node)) is not None:
            return f"?{name}"
        if node.rule == "iri":
            iri = self.names.terms.iri(node)
            return self.names.thing(iri) if iri else "".join(t.text for t in node.tokens)
        if node.rule == "RDFLiteral":
            return self._literal(node)
        if node.rule in ("Number", "Boolean", "BlankNode") or len(node.parts) == 1:
            return self._single(next(node.tokens))
        return " ".join(token.text for token in node.tokens)

    def _literal(self, node: Node) -> str:
        token = node.token("STRING")
        tag = node.token("LANGTAG")
        kind = node.one("iri")
        datatype = self.names.terms.iri(kind) if kind else None
        text = string(token) if token else ""
        return self.names.literal(text, tag.text[1:] if tag else "", datatype or "")

    def _single(self, token: Token) -> str:
        if token.kind in ("TRUE", "FALSE"):
            return self.names.say(f"say.{token.kind.lower()}")
        if token.kind == "UNDEF":
            return self.names.say("say.undefined")
        if token.kind in ("BLANK", "ANON"):
            something = self.names.say("say.something")
            return f"{something} ({token.text[2:]})" if token.kind == "BLANK" else something
        if token.kind == "NIL":
            return self.names.say("say.listed", items="")
        if token.kind == "STRING":
            return self.names.quoted(string(token))
        return self.names.number(token.text)

    # -- conditions ---------------------------------------------------------------------------

    def is_condition(self, node: Node) -> bool:
        """Whether it is true or false by itself."""
        node = _bare(node)
        if node.rule in CONDITIONS:
            return True
        if node.rule == "Unary":
            return "!" in node.kinds
        return node.rule in _CALLS and _function(node) in _TRUE_OR_FALSE

    def condition(self, node: Node) -> str:
        """What has to be true."""
        node = _bare(node)
        if node.rule in ("Or", "And"):
            return self._joined(node)
        if node.rule == "Comparison":
            return self._comparison(node)
        if node.rule == "Unary" and "!" in node.kinds:
            return self._negated(_bare(node.nodes[0]))
        if node.rule in ("Exists", "NotExists"):
            key = "exists" if node.rule == "Exists" else "not_exists"
            told = self.names.listed(self._within(node.nodes[0]))
            return self._say(key, told)
        if (inner := _unless_missing(node)) is not None:
            return self.condition(inner)
        if self.is_condition(node):
            return self.value(node)
        return self._say("is_true", self.value(node))

    def _joined(self, node: Node) -> str:
        key = "or" if node.rule == "Or" else "and"
        told = []
        for part in node.nodes:
            text = self.condition(part)
            inner = _bare(part)
            loose = inner.rule in ("Or", "And") or ("!" in inner.kinds and not _missing(inner))
            told.append(self._say("grouped", text) if loose else text)
        return self.names.listed(told, key, most=len(told))

    def _negated(self, node: Node) -> str:
        if node.rule == "Bound":
            return self._say("not_bound", f"?{_bound(node)}")
        return self._say("not", self.condition(node))

    def _comparison(self, node: Node) -> str:
        left, right = node.nodes
        if right.rule == "ExpressionList":
            if told := self._languages(node):
                return told
            choices = [self.value(each) for each in right.nodes]
            listed = self.names.listed(choices, "or")
            key = "in" if "NOT" not in node.kinds else "not_in" if len(choices) > 1 else "!="
            return self._say(key, self._text(left), listed)
        sign = node.kinds[0]
        if told := self._language(left, sign, right):
            return told
        return self._say(sign, self._text(left), self._text(right))

    def _text(self, node: Node) -> str:
        """A value where it does not matter that it is made a text: of ``STR(?x)`` just ``?x``."""
        inner = _bare(node)
        return self.value(inner.nodes[0] if _calls(inner, "str") else inner)

    def _languages(self, node: Node) -> str | None:
        """``LANG(?x) IN ("sv", "")`` as people say it."""
        left, right = node.nodes
        literals = [_bare(each) for each in right.nodes]
        if not _calls(_bare(left), "lang") or "NOT" in node.kinds:
            return None
        if any(each.rule != "RDFLiteral" or len(each.parts) > 1 for each in literals):
            return None
        of = self.value(_bare(left).nodes[0])
        tags = [string(next(each.tokens)) for each in literals]
        named = self.names.listed([self.names.language(tag) for tag in tags if tag], "or")
        if not named:
            return self._say("no_language", of)
        return self._say("language_or_none" if "" in tags else "language_is", of, named)

    def _language(self, left: Node, sign: str, right: Node) -> str | None:
        """``LANG(?x) = "sv"`` as people say it."""
        left, right = _bare(left), _bare(right)
        if not _calls(left, "lang") or sign not in ("=", "!="):
            return None
        of = self.value(left.nodes[0])
        if right.rule != "RDFLiteral":
            return self._say("language_same", of, self.value(right)) if sign == "=" else None
        token = right.token("STRING")
        tag = string(token) if token else ""
        if not tag:
            return self._say("no_language", of) if sign == "=" else None
        key = "language_is" if sign == "=" else "language_is_not"
        return self._say(key, of, self.names.language(tag))

    # -- values -------------------------------------------------------------------------------

    def value(self, node: Node) -> str:
        """What an expression works out to."""
        node = _bare(node)
        if node.rule in ("Or", "And", "Comparison", "Exists", "NotExists"):
            return self._say("whether", self.condition(node))
        if node.rule == "Unary":
            return self._unary(node)
        if node.rule in ("Sum", "Product"):
            return self._sum(node)
        if node.rule == "Bound":
            return self._say("bound", f"?{_bound(node)}")
        if node.rule in ("Count", "Total", "Concatenated"):
            return self._aggregate(node)
        if node.rule in ("FunctionCall", "IriOrFunction"):
            return self._call(node)
        if node.rule in _CALLS:
            return self._builtin(node)
        return self.term(node)

    def _unary(self, node: Node) -> str:
        if "!" in node.kinds:
            return self._say("whether", self.condition(node))
        inner = self._operand(node.nodes[0])
        return self._say("minus", inner) if "-" in node.kinds else inner

    def _sum(self, node: Node) -> str:
        told, sign = "", ""
        for part in node.parts:
            if isinstance(part, Node):
                text = self._operand(part)
                told = self._say(sign, told, text) if told else text
            elif part.kind == "SIGNED":
                told = self._say(part.text[0], told, self.names.number(part.text[1:]))
            else:
                sign = part.kind
        return told

    def _operand(self, node: Node) -> str:
        """A value within another, in brackets where it would run into it."""
        text, inner = self.value(node), _bare(node)
        loose = inner.rule in ("Sum", "Product", "Call3", "CallMany") or self._many(inner)
        return self._say("grouped", text) if loose else text

    def _many(self, node: Node) -> bool:
        return self.is_condition(node) and node.rule in ("Or", "And", "Unary")

    def _aggregate(self, node: Node) -> str:
        of = [self.value(each) for each in node.nodes]
        if not of:
            return self._say("count_all")
        told = self._say("distinct", of[0]) if "DISTINCT" in node.kinds else of[0]
        if node.rule != "Concatenated":
            return self._say(_function(node), told)
        between = node.token("STRING")
        if between is None:
            return self._say("group_concat", told)
        return self._say("group_concat_by", told, self.names.quoted(string(between)))

    def _builtin(self, node: Node) -> str:
        name = _function(node)
        inside = node.one("ExpressionList")
        parts = inside.nodes if inside else node.nodes
        if name == "if":
            first, *rest = parts
            return self._say("if", self.condition(first), *map(self._operand, rest))
        if (folded := self._ignoring_case(name, parts)) is not None:
            return folded
        told = [self._operand(part) for part in parts]
        if name in _TRUE_OR_FALSE:
            told = [self._text(part) for part in parts]
        if name == "coalesce":
            return self._say(name, self.names.listed(told, "or"))
        if name == "concat":
            return self._say(name, self.names.listed(told))
        longer = {("substr", 3): "substr_length", ("regex", 3): "regex_flags"}
        longer[("replace", 4)] = "replace_flags"
        return self._say(longer.get((name, len(told)), name), *told)

    def _ignoring_case(self, name: str, parts: list[Node]) -> str | None:
        """``CONTAINS(LCASE(?a), LCASE("b"))`` as people say it."""
        inner = [_bare(part) for part in parts]
        if name not in _TRUE_OR_FALSE or len(inner) != 2 or not _calls(inner[0], "lcase", "ucase"):
            return None
        fold = _function(inner[0])
        if not _calls(inner[1], fold) and not _is_folded(inner[1], fold):
            return None
        folded = [each.nodes[0] if _calls(each, fold) else each for each in inner]
        return self._say("ignoring_case", self._say(name, *map(self._text, folded)))

    def _call(self, node: Node) -> str:
        name, *rest = node.nodes
        iri = self.names.terms.iri(name)
        arguments = [self._text(each) for part in rest for each in part.nodes]
        called = (iri and self.names.label(iri)) or "".join(token.text for token in name.tokens)
        key = "cast" if iri and iri.startswith(XSD.base) else "function"
        return self._say(key, self.names.listed(arguments), called)

    def _say(self, key: str, *values: str) -> str:
        """The text of an expression with its parts put in at {0}, {1}, {2}."""
        text: str = TEXTS.raw(self.names.lang, "expression")[key]
        return text.format(*values)


_CALLS = frozenset("Call0 Call1 Call2 Call3 CallMany TwoOrThree ThreeOrFour Bnode".split())


def _bare(node: Node) -> Node:
    """The expression within brackets."""
    while node.rule in ("Bracketed", "Primary") and node.nodes:
        node = node.nodes[0]
    return node


def _function(node: Node) -> str:
    return next(node.tokens).text.lower()


def _calls(node: Node, *names: str) -> bool:
    return node.rule == "Call1" and _function(node) in names


def _is_folded(node: Node, fold: str) -> bool:
    """Whether it is a text that ``LCASE`` or ``UCASE`` would leave as it is."""
    token = node.token("STRING") if node.rule == "RDFLiteral" else None
    text = string(token) if token else ""
    return text == (text.lower() if fold == "lcase" else text.upper()) and token is not None


def _bound(node: Node) -> str:
    token = node.token("VAR")
    return token.text[1:] if token else ""


def _missing(node: Node) -> bool:
    return _bare(node.nodes[0]).rule == "Bound"


def _unless_missing(node: Node) -> Node | None:
    """The condition of ``COALESCE(condition, false)``."""
    inside = node.one("ExpressionList")
    if inside is None or len(inside.nodes) != 2 or _function(node) != "coalesce":
        return None
    first, second = map(_bare, inside.nodes)
    return first if next(second.tokens).kind == "FALSE" else None
