"""Which variables of a query get values, and where."""

from collections.abc import Iterator

from kg.query_grammar import Token
from kg.query_terms import variable
from kg.query_tree import Node

_ASKS_ONLY = ("Minus", "Exists", "NotExists")
"""What stands in these gives no values to what is outside."""
AGGREGATES = ("Count", "Total", "Concatenated")
EVERY = "*"


def asked(tree: Node) -> Node:
    """The part of a ``Query`` that says what is asked for; of CONSTRUCT, its one inner part."""
    found = next(part for part in tree.nodes if part.rule not in ("Prologue", "ValuesClause"))
    inner = found.of("LongConstruct", "ShortConstruct")
    return inner[0] if inner else found


def form(tree: Node) -> str:
    """``select``, ``ask``, ``construct`` or ``describe``."""
    found = next(part for part in tree.nodes if part.rule not in ("Prologue", "ValuesClause"))
    return {
        "SelectQuery": "select",
        "AskQuery": "ask",
        "DescribeQuery": "describe",
    }.get(found.rule, "construct")


def selected(query: Node) -> list[Token]:
    """The variables that a SELECT gives, in order; those of ``*`` where they first stand."""
    clause = query.one("SelectClause")
    if clause is None:
        return []
    if EVERY in clause.kinds:
        return list(_where(query).values())
    return [last for item in clause.of("SelectItem", "As") if (last := _last_variable(item))]


def computed(query: Node) -> list[Node]:
    """What a SELECT works out: its ``(… AS ?name)``."""
    clause = query.one("SelectClause")
    return clause.of("As") if clause else []


def bound(query: Node) -> dict[str, Token]:
    """Variables that get values in a query or sub-query, and where each first does."""
    found = _where(query)
    modifiers = query.one("Modifiers")
    grouping = modifiers.one("GroupClause") if modifiers else None
    for each in grouping.nodes if grouping else ():
        if "AS" in each.kinds and (token := each.token("VAR")):
            found.setdefault(token.text[1:], token)
    for each in computed(query):
        if token := each.token("VAR"):
            found.setdefault(token.text[1:], token)
    return found


def visible(node: Node) -> dict[str, Token]:
    """Variables that a pattern gives values to, and where each first stands."""
    found: dict[str, Token] = {}
    for token in _given(node):
        found.setdefault(token.text[1:], token)
    return found


def _where(query: Node) -> dict[str, Token]:
    found: dict[str, Token] = {}
    for part in query.of("WhereClause", "ValuesClause", "TriplesTemplate"):
        found = visible(part) | found
    return found


def _given(node: Node) -> Iterator[Token]:
    """The variables that get a value within ``node``, in order, some more than once."""
    waiting: list[Node | Token] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Token):
            if part.kind == "VAR":
                yield part
        elif part.rule == "SubSelect":
            yield from selected(part)
        elif part.rule == "Bind":
            waiting.extend(token for token in part.nodes[0].parts if isinstance(token, Token))
        elif part.rule != "Filter" and part.rule not in _ASKS_ONLY:
            waiting.extend(reversed(part.parts))


def _last_variable(item: Node) -> Token | None:
    tokens = [p for p in item.parts if isinstance(p, Token) and p.kind == "VAR"]
    return tokens[-1] if tokens else None


def grouping(query: Node) -> set[str] | None:
    """Names that the rows are grouped by; None where nothing is grouped or counted together."""
    modifiers = query.one("Modifiers")
    clause = modifiers.one("GroupClause") if modifiers else None
    if clause is not None:
        keys = [part.text[1:] for part in clause.parts if isinstance(part, Token)]
        for each in clause.nodes:
            name = each.token("VAR")
            keys.append(name.text[1:] if name else variable(each) or "")
        return set(keys)
    ends = [*computed(query), *(modifiers.of("HavingClause", "OrderClause") if modifiers else ())]
    counted = (found for each in ends for found in each.all(*AGGREGATES))
    return None if next(counted, None) is None else set()
