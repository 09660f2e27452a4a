"""The grammar of SPARQL 1.1 queries, and what may stand where, worked out from it.

The rules are those of the recommendation (https://www.w3.org/TR/sparql11-query/#sparqlGrammar),
which is LL(1): the next token alone says which way to go. So a query is read in one pass, in linear
time and without recursion, and a mistake is found at the very token that is wrong. The parsers that
run queries do not tell that place: rdflib's goes back to the start of the clause it gave up, and
Oxigraph's names the furthest letter that any of its tries looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal as Choice

GRAMMAR = """
Query: Prologue ( SelectQuery | ConstructQuery | DescribeQuery | AskQuery ) ValuesClause? END
Prologue: ( BaseDecl | PrefixDecl )*
BaseDecl: BASE IRIREF
PrefixDecl: PREFIX PNAME_NS IRIREF
SelectQuery: SelectClause DatasetClause* WhereClause Modifiers
SubSelect: SelectClause WhereClause Modifiers ValuesClause?
SelectClause: SELECT ( DISTINCT | REDUCED )? ( SelectItem+ | '*' )
SelectItem: VAR | As
As: '(' Expression AS VAR ')'
ConstructQuery: CONSTRUCT ( LongConstruct | ShortConstruct )
LongConstruct: Template DatasetClause* WhereClause Modifiers
ShortConstruct: DatasetClause* WHERE '{' TriplesTemplate? '}' Modifiers
DescribeQuery: DESCRIBE ( VarOrIri+ | '*' ) DatasetClause* WhereClause? Modifiers
AskQuery: ASK DatasetClause* WhereClause Modifiers
DatasetClause: FROM NAMED? iri
WhereClause: WHERE? Group
Modifiers: GroupClause? HavingClause? OrderClause? Slice?
Slice: LimitClause OffsetClause? | OffsetClause LimitClause?
GroupClause: GROUP BY GroupCondition+
GroupCondition: Builtin | FunctionCall | '(' Expression ( AS VAR )? ')' | VAR
HavingClause: HAVING Constraint+
OrderClause: ORDER BY OrderCondition+
OrderCondition: ( ASC | DESC ) Bracketed | Constraint | VAR
LimitClause: LIMIT INTEGER
OffsetClause: OFFSET INTEGER
ValuesClause: VALUES DataBlock
Group: '{' ( SubSelect | Patterns ) '}'
Patterns: Triples? ( NotTriples '.'? Triples? )*
Triples: SubjectPath MorePath?
MorePath: '.' NextPath?
NextPath: SubjectPath MorePath?
NotTriples: GroupOrUnion | Optional | Minus | Graph | Service | Filter | Bind | ValuesClause
Optional: OPTIONAL Group
Graph: GRAPH VarOrIri Group
Service: SERVICE SILENT? VarOrIri Group
Bind: BIND As
DataBlock: OneVar | ManyVars
OneVar: VAR '{' DataValue* '}'
ManyVars: ( NIL | '(' VAR* ')' ) '{' ( '(' DataValue* ')' | NIL )* '}'
DataValue: iri | RDFLiteral | Number | Boolean | UNDEF
Minus: MINUS Group
GroupOrUnion: Group ( UNION Group )*
Filter: FILTER Constraint
Constraint: Bracketed | Builtin | FunctionCall
FunctionCall: iri Arguments
Arguments: NIL | '(' DISTINCT? Expression ( ',' Expression )* ')'
Template: '{' TriplesTemplate? '}'
TriplesTemplate: SubjectPlain MorePlain?
MorePlain: '.' NextPlain?
NextPlain: SubjectPlain MorePlain?
SubjectPlain: VarOrTerm PlainProperties | PlainNode PlainProperties?
PlainProperties: PlainProperty ( ';' PlainProperty? )*
PlainProperty: PlainVerb PlainObjects
PlainVerb: VarOrIri | A
PlainObjects: PlainObject ( ',' PlainObject )*
PlainObject: VarOrTerm | PlainNode
PlainNode: PlainList | PlainBlank
PlainList: '(' PlainObject+ ')'
PlainBlank: '[' PlainProperties ']'
SubjectPath: VarOrTerm Properties | PathNode Properties?
Properties: Property ( ';' Property? )*
Property: ( Path | VAR ) Objects
Objects: Object ( ',' Object )*
Object: VarOrTerm | PathNode
PathNode: PathList | PathBlank
PathList: '(' Object+ ')'
PathBlank: '[' Properties ']'
Path: PathSequence ( '|' PathSequence )*
PathSequence: PathStep ( '/' PathStep )*
PathStep: '^'? PathPrimary ( '?' | '*' | '+' )?
PathPrimary: iri | A | '!' PathNot | '(' Path ')'
PathNot: PathOneNot | '(' ( PathOneNot ( '|' PathOneNot )* )? ')'
PathOneNot: '^'? ( iri | A )
VarOrTerm: VAR | GraphTerm
VarOrIri: VAR | iri
GraphTerm: iri | RDFLiteral | Number | Boolean | BlankNode | NIL
Expression: Or
Or: And ( '||' And )*
And: Comparison ( '&&' Comparison )*
Comparison: Sum ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Sum | NOT? IN ExpressionList )?
ExpressionList: NIL | '(' Expression ( ',' Expression )* ')'
Sum: Product ( ( '+' | '-' ) Product | SIGNED ( ( '*' | '/' ) Unary )* )*
Product: Unary ( ( '*' | '/' ) Unary )*
Unary: ( '!' | '+' | '-' )? Primary
Primary: Bracketed | Builtin | IriOrFunction | RDFLiteral | Number | Boolean | VAR
Bracketed: '(' Expression ')'
IriOrFunction: iri Arguments?
Builtin: Aggregate | Call | Bnode | Bound | Exists | NotExists
Call: Call0 | Call1 | Call2 | Call3 | CallMany | TwoOrThree | ThreeOrFour
Call0: NONE NIL
Call1: ONE '(' Expression ')'
Call2: TWO '(' Expression ',' Expression ')'
Call3: THREE '(' Expression ',' Expression ',' Expression ')'
CallMany: MANY ExpressionList
TwoOrThree: TWO_OR_THREE '(' Expression ',' Expression ( ',' Expression )? ')'
ThreeOrFour: THREE_OR_FOUR '(' Expression ',' Expression ',' Expression ( ',' Expression )? ')'
Bnode: BNODE ( '(' Expression ')' | NIL )
Bound: BOUND '(' VAR ')'
Exists: EXISTS Group
NotExists: NOT EXISTS Group
Aggregate: Count | Total | Concatenated
Count: COUNT '(' DISTINCT? ( '*' | Expression ) ')'
Total: TOTAL '(' DISTINCT? Expression ')'
Concatenated: GROUP_CONCAT '(' DISTINCT? Expression ( ';' SEPARATOR '=' STRING )? ')'
RDFLiteral: STRING ( LANGTAG | '^^' iri )?
Number: INTEGER | DECIMAL | DOUBLE | SIGNED
Boolean: TRUE | FALSE
iri: IRIREF | PNAME | PNAME_NS
BlankNode: BLANK | ANON
"""

FUNCTIONS: dict[str, str] = {
    "NONE": "RAND NOW UUID STRUUID",
    "ONE": "STR LANG DATATYPE IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR "
    "MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISURI ISBLANK "
    "ISLITERAL ISNUMERIC",
    "TWO": "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM",
    "THREE": "IF",
    "MANY": "COALESCE CONCAT",
    "TWO_OR_THREE": "SUBSTR REGEX",
    "THREE_OR_FOUR": "REPLACE",
    "TOTAL": "SUM MIN MAX AVG SAMPLE",
}
"""Functions by how they are called: each group is one kind of token."""

_KIND_OF = {name: kind for kind, names in FUNCTIONS.items() for name in names.split()}
_LETTER = r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D"
_LETTER += r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
_MORE = rf"{_LETTER}_0-9\-\u00B7\u0300-\u036F\u203F\u2040"
_ODD = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|\\u[0-9A-Fa-f]{4}"
_LOCAL = rf"(?:[{_LETTER}_0-9:]|{_ODD})(?:(?:[{_MORE}.:]|{_ODD})*(?:[{_MORE}:]|{_ODD}))?"
_PREFIX = rf"(?:[{_LETTER}](?:[{_MORE}.]*[{_MORE}])?)?:"

TOKENS: tuple[tuple[str, str], ...] = (
    ("SKIP", r"(?:[ \t\r\n]+|#[^\r\n]*)+"),
    ("IRIREF", r'<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>'),
    ("PNAME", _PREFIX + _LOCAL),
    ("PNAME_NS", _PREFIX),
    ("BLANK", rf"_:[{_LETTER}_0-9](?:[{_MORE}.]*[{_MORE}])?"),
    ("VAR", rf"[?$][{_LETTER}_0-9][{_LETTER}_0-9\u00B7\u0300-\u036F\u203F\u2040]*"),
    ("LANGTAG", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("STRING", r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"),
    ("STRING", r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'"),
    ("SIGNED", r"[+-](?:\d*\.\d+|\d+)(?:[eE][+-]?\d+)?"),
    ("DOUBLE", r"(?:\d+\.\d*|\.\d+|\d+)[eE][+-]?\d+"),
    ("DECIMAL", r"\d*\.\d+"),
    ("INTEGER", r"\d+"),
    ("WORD", rf"[{_LETTER}_][{_MORE}]*"),
    ("NIL", r"\([ \t\r\n]*\)"),
    ("ANON", r"\[[ \t\r\n]*\]"),
    ("SIGN", r"\^\^|\|\||&&|!=|<=|>=|[{}()\[\].,;*/+\-=<>!^|?]"),
)
_PATTERN = re.compile(
    "|".join(f"(?P<{kind}_{place}>{form})" for place, (kind, form) in enumerate(TOKENS)), re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: what kind of terminal of the grammar it is, its text, where it starts.

    Kinds are those of `TOKENS`, keywords in capitals, signs as they are, ``END`` after the last,
    and ``BROKEN`` for a letter that begins nothing.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + len(self.text)


def tokens(query: str) -> Iterator[Token]:
    """The tokens of ``query`` without spaces and comments; ends with ``END`` or ``BROKEN``."""
    place = 0
    while place < len(query):
        found = _PATTERN.match(query, place)
        if found is None:
            yield Token("BROKEN", query[place], place)
            return
        kind, text = (found.lastgroup or "").rpartition("_")[0], found.group()
        if kind != "SKIP":
            yield Token(_kind(kind, text), text, place)
        place = found.end()
    yield Token("END", "", place)


def _kind(kind: str, text: str) -> str:
    if kind == "SIGN":
        return text
    if kind != "WORD":
        return kind
    if text == "a":
        return "A"
    word = text.upper()
    return _KIND_OF.get(word) or (word if word in keywords() else "WORD")


# -- the grammar, read --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a rule: a terminal, the name of a rule, a sequence, a choice or a repetition."""

    what: Choice["terminal", "rule", "all", "any", "optional", "many"]
    name: str = ""
    parts: tuple["Part", ...] = ()


_WORDS = re.compile(r"'[^']+'|[A-Za-z_0-9]+|[()|?*+]")


@cache
def rules() -> dict[str, Part]:
    """Every rule of `GRAMMAR` by name."""
    lines = [line.partition(": ") for line in GRAMMAR.strip().splitlines()]
    names = {name for name, _, _ in lines}
    return {name: _Reader(_WORDS.findall(body), names).choice() for name, _, body in lines}


@cache
def keywords() -> frozenset[str]:
    """Words that are terminals of the grammar themselves."""
    own = {kind for kind, _ in TOKENS} | set(FUNCTIONS) | {"END", "A"}
    return frozenset(p.name for p in _terminals() if p.name.isupper() and p.name not in own)


def _terminals() -> Iterator[Part]:
    waiting = list(rules().values())
    while waiting:
        part = waiting.pop()
        waiting += part.parts
        if part.what == "terminal":
            yield part


class _Reader:
    """Reads the body of one rule."""

    def __init__(self, words: list[str], names: set[str]) -> None:
        self._words, self._names, self._at = words, names, 0

    def choice(self) -> Part:
        """As far as ``)`` or the end."""
        branches = [self._sequence()]
        while self._next() == "|":
            self._at += 1
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Part("any", parts=tuple(branches))

    def _sequence(self) -> Part:
        parts = []
        while self._next() not in ("|", ")", ""):
            parts.extend(self._repeated(self._one()))
        return parts[0] if len(parts) == 1 else Part("all", parts=tuple(parts))

    def _one(self) -> Part:
        word = self._next()
        self._at += 1
        if word == "(":
            inside = self.choice()
            self._at += 1
            return inside
        if word in self._names:
            return Part("rule", word)
        return Part("terminal", word.strip("'"))

    def _repeated(self, part: Part) -> list[Part]:
        mark = self._next()
        if mark not in ("?", "*", "+"):
            return [part]
        self._at += 1
        many = Part("optional" if mark == "?" else "many", parts=(part,))
        return [part, many] if mark == "+" else [many]

    def _next(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""


@cache
def first(part: Part) -> frozenset[str]:
    """Kinds of tokens that ``part`` can begin with."""
    if part.what == "terminal":
        return frozenset((part.name,))
    if part.what == "rule":
        return first(rules()[part.name])
    if part.what != "all":
        return frozenset().union(*map(first, part.parts))
    begins: set[str] = set()
    for each in part.parts:
        begins |= first(each)
        if not empty(each):
            break
    return frozenset(begins)


@cache
def empty(part: Part) -> bool:
    """Whether ``part`` can be nothing at all."""
    if part.what in ("optional", "many"):
        return True
    if part.what == "rule":
        return empty(rules()[part.name])
    if part.what == "terminal":
        return False
    return (all if part.what == "all" else any)(empty(each) for each in part.parts)
