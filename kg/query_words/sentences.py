"""A whole query in words, as nested sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.query_grammar import Token
from kg.query_scope import grouping, selected
from kg.query_terms import variable
from kg.query_tree import Node
from kg.query_words.naming import Names
from kg.query_words.phrases import Phrases
from kg.query_words.values import Values

_CLAUSES = ("GroupClause", "HavingClause", "OrderClause", "LimitClause", "OffsetClause")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``depth`` is how many others it stands within."""

    depth: int
    text: str


class Sentences:
    """Tells the query ``tree`` with ``names``."""

    def __init__(self, tree: Node, names: Names) -> None:
        self._tree = tree
        self._names = names
        self._values = Values(names, self._within)
        self._phrases = Phrases(names, self._values)

    def told(self) -> list[Sentence]:
        """All of them."""
        return [Sentence(s.depth, _raised(s)) for s in self._query()]

    def _query(self) -> Iterator[Sentence]:
        tree = self._tree
        asked = _asked(tree)
        yield from self._head(asked)
        if asked.rule in ("SelectQuery", "AskQuery", "DescribeQuery"):
            yield from self._where(asked, 1)
        if (values := tree.one("ValuesClause")) is not None:
            yield from self._group_of([values], 1)
        yield from self._select_ends(asked, 0)
        yield from self._modifiers(asked, 0)
        yield from self._dataset(asked)

    # -- what is asked for --------------------------------------------------------------------

    def _head(self, asked: Node) -> Iterator[Sentence]:
        if asked.rule == "SelectQuery":
            key = "head.select" if self._says_anything(asked) else "head.select_bare"
            yield Sentence(0, self._names.say(key, what=self._what(asked)))
        elif asked.rule == "AskQuery":
            yield Sentence(0, self._names.say("head.ask"))
        elif asked.rule == "DescribeQuery":
            what = self._described(asked)
            key = "head.describe_where" if self._says_anything(asked) else "head.describe"
            yield Sentence(0, self._names.say(key, what=what))
        else:
            yield from self._construct(asked)

    def _construct(self, asked: Node) -> Iterator[Sentence]:
        short = asked if asked.rule == "ShortConstruct" else asked.one("ShortConstruct")
        if short is not None:
            yield Sentence(0, self._names.say("head.construct_short"))
            yield from self._lines(self._template(short.one("TriplesTemplate")), 1)
            return
        long = asked if asked.rule == "LongConstruct" else asked.one("LongConstruct")
        template = long.one("Template") if long else None
        statements = self._template(template.one("TriplesTemplate") if template else None)
        key = "head.construct" if statements else "head.construct_none"
        yield Sentence(0, self._names.say(key))
        yield from self._lines(statements, 1)
        yield Sentence(0, self._names.say("head.construct_where"))
        if long is not None:
            yield from self._where(long, 1)

    def _template(self, node: Node | None) -> list[str]:
        return self._phrases.sentences(node) if node is not None else []

    def _what(self, asked: Node) -> str:
        clause = asked.one("SelectClause")
        if clause is None:
            return ""
        if "*" in clause.kinds:
            what = self._names.say("head.all")
        else:
            names = [_var(token.text) for token in selected(asked)]
            what = self._names.listed(names)
            if len(names) == 1 and not clause.of("As") and "DISTINCT" not in clause.kinds:
                what = self._names.say("head.each", what=what)
        if "DISTINCT" in clause.kinds:
            what = self._names.say("head.distinct", what=what)
        return what

    def _described(self, asked: Node) -> str:
        if "*" in asked.kinds:
            return self._names.say("head.all")
        things = [n for n in asked.nodes if n.rule in ("VarOrIri", "iri")]
        return self._names.listed([self._values.term(each) for each in things])

    def _dataset(self, asked: Node) -> Iterator[Sentence]:
        clauses = [*asked.of("DatasetClause")]
        for part in asked.of("LongConstruct", "ShortConstruct"):
            clauses += part.of("DatasetClause")
        for key, named in (("from", False), ("from_named", True)):
            graphs = [each for each in clauses if ("NAMED" in each.kinds) == named]
            if graphs:
                listed = self._names.listed([self._values.term(g.nodes[0]) for g in graphs])
                yield Sentence(0, self._names.say(f"head.{key}", graphs=listed))

    # -- modifiers ----------------------------------------------------------------------------

    def _select_ends(self, asked: Node, depth: int) -> Iterator[Sentence]:
        """Values that SELECT works out, and that all is counted together if it is."""
        clause = asked.one("SelectClause")
        computed = clause.of("As") if clause else []
        for each in computed:
            name = each.token("VAR")
            told = self._values.value(each.nodes[0])
            var = name.text if name else ""
            yield Sentence(depth, self._names.say("head.computed", var=_var(var), value=told))
        if grouping(asked) == set():
            yield Sentence(depth, self._names.say("head.one_row"))

    def _modifiers(self, asked: Node, depth: int) -> Iterator[Sentence]:
        part = asked
        if asked.rule == "ConstructQuery":
            part = next(iter(asked.of("LongConstruct", "ShortConstruct")), asked)
        modifiers = part.one("Modifiers")
        clauses = modifiers.all(*_CLAUSES) if modifiers else ()
        for clause in clauses:
            for text in self._modifier(clause):
                yield Sentence(depth, text)

    def _modifier(self, clause: Node) -> Iterator[str]:
        say = self._names.say
        if clause.rule == "GroupClause":
            keys = [self._key(each) for each in _items(clause)]
            yield say("head.grouped", keys=self._names.listed(keys))
        elif clause.rule == "HavingClause":
            told = [self._values.condition(each) for each in clause.nodes]
            yield say("head.having", condition=self._names.listed(told))
        elif clause.rule == "OrderClause":
            first, *rest = [self._order(each) for each in _items(clause)]
            for each in rest:
                first = say("head.then", first=first, second=each)
            yield say("head.ordered", keys=first)
        elif clause.rule in ("LimitClause", "OffsetClause"):
            token = clause.token("INTEGER")
            count = token.text if token else "0"
            key = "offset" if clause.rule == "OffsetClause" else "limit"
            yield say(
                "head.limit_one" if (key, count) == ("limit", "1") else f"head.{key}", count=count
            )

    def _key(self, node: Node | Token) -> str:
        if isinstance(node, Token):
            return _var(node.text)
        if node.rule == "GroupCondition" and node.nodes:
            value = self._values.value(node.nodes[0])
            name = node.token("VAR")
            if name is None:
                return value
            return self._names.say("head.grouped_as", value=value, var=_var(name.text))
        return self._values.value(node)

    def _order(self, node: Node | Token) -> str:
        if isinstance(node, Token):
            return _var(node.text)
        inner = node.nodes[0] if node.nodes and {"ASC", "DESC"} & set(node.kinds) else node
        told = self._values.value(inner)
        return self._names.say("head.falling", key=told) if "DESC" in node.kinds else told

    # -- patterns -----------------------------------------------------------------------------

    def _where(self, asked: Node, depth: int) -> Iterator[Sentence]:
        where = asked.one("WhereClause")
        if where is not None:
            yield from self.group(where.nodes[0], depth)

    def _says_anything(self, asked: Node) -> bool:
        return next(self._where(asked, 1), None) is not None

    def _within(self, group: Node) -> list[str]:
        return [sentence.text for sentence in self.group(group, 0)]

    def group(self, node: Node, depth: int) -> Iterator[Sentence]:
        """What stands within braces."""
        for part in node.nodes:
            if part.rule == "SubSelect":
                yield from self._part(part, depth)
            elif part.rule == "Patterns":
                yield from self._group_of(part.nodes, depth)

    def _group_of(self, patterns: list[Node], depth: int) -> Iterator[Sentence]:
        said: list[tuple[str, list[str]]] = []
        for part in patterns:
            if part.rule in ("Triples", "TriplesTemplate"):
                said += self._phrases.statements(part)
                continue
            yield from self._said(said, depth)
            said = []
            yield from self._pattern(part, depth)
        yield from self._said(said, depth)

    def _said(self, said: list[tuple[str, list[str]]], depth: int) -> Iterator[Sentence]:
        for subject, phrases in said:
            yield Sentence(depth, self._phrases.sentence(subject, phrases))

    def _part(self, node: Node, depth: int) -> Iterator[Sentence]:
        yield Sentence(depth, self._names.say("head.part", what=self._what(node)))
        yield from self._where(node, depth + 1)
        if (values := node.one("ValuesClause")) is not None:
            yield from self._group_of([values], depth + 1)
        for sentence in (*self._select_ends(node, depth + 1), *self._modifiers(node, depth + 1)):
            yield Sentence(sentence.depth, _lowered(sentence.text))

    def _pattern(self, node: Node, depth: int) -> Iterator[Sentence]:
        if node.rule == "Group":
            yield from self.group(node, depth)
        elif node.rule == "GroupOrUnion":
            yield from self._union(node, depth)
        elif node.rule in ("Optional", "Minus"):
            yield from self._wrapped(f"pattern.{node.rule.lower()}", node.nodes[0], depth)
        elif node.rule in ("Graph", "Service"):
            graph, group = node.nodes
            key = f"pattern.{node.rule.lower()}"
            yield from self._wrapped(key, group, depth, g=self._values.term(graph))
        elif node.rule == "Filter":
            yield from self._filter(node.nodes[0], depth)
        elif node.rule == "Bind":
            yield Sentence(depth, self._bind(node.nodes[0]))
        elif node.rule == "ValuesClause":
            yield Sentence(depth, self._values_clause(node.nodes[0]))

    def _wrapped(self, key: str, group: Node, depth: int, **told: str) -> Iterator[Sentence]:
        """A group in one sentence where it is only one, else below a heading."""
        inside = list(self.group(group, depth + 1))
        if not inside:
            return
        if sum(sentence.depth == depth + 1 for sentence in inside) > 1:
            yield Sentence(depth, self._names.say(f"{key}_many", **told))
            yield from inside
            return
        first, *rest = inside
        yield Sentence(depth, self._names.say(key, one=first.text, **told))
        yield from (Sentence(sentence.depth - 1, sentence.text) for sentence in rest)

    def _union(self, node: Node, depth: int) -> Iterator[Sentence]:
        yield Sentence(depth, self._names.say("pattern.union"))
        for place, group in enumerate(node.nodes):
            key = "pattern.or" if place else "pattern.either"
            yield from self._wrapped(key, group, depth + 1)

    def _filter(self, node: Node, depth: int) -> Iterator[Sentence]:
        inner = node
        while inner.rule == "Bracketed":
            inner = inner.nodes[0]
        if inner.rule not in ("Exists", "NotExists"):
            yield Sentence(depth, self._values.condition(node))
            return
        group = inner.nodes[0]
        key = "exists" if inner.rule == "Exists" else "not_exists"
        if (told := self._one_statement(group, key)) is not None:
            yield Sentence(depth, told)
        else:
            yield from self._wrapped(f"pattern.{key}", group, depth)

    def _one_statement(self, group: Node, key: str) -> str | None:
        """``NOT EXISTS { ?a styr:responsible ?r }`` as "?a saknar ansvarig"."""
        patterns = [part for each in group.of("Patterns") for part in each.nodes]
        if len(patterns) != 1 or patterns[0].rule != "Triples":
            return None
        said = self._phrases.statements(patterns[0])
        if len(said) != 1:
            return None
        subject, phrases = said[0]
        only = key == "not_exists" and len(phrases) == 1
        if only and (told := self._lacks(patterns[0], subject)):
            return told
        if not subject.startswith("?"):
            return None
        elsewhere = self._elsewhere(group)
        if subject[1:] in elsewhere:
            return None
        listed = self._names.listed(phrases)
        return self._names.say(f"pattern.{key}_which", o=subject, phrases=listed)

    def _lacks(self, triples: Node, subject: str) -> str | None:
        statement = triples.nodes[0] if triples.rule == "Triples" else triples
        properties = statement.one("Properties")
        found = properties.nodes[0] if properties and properties.nodes else None
        if found is None or len(found.nodes) != 2 or found.nodes[0].rule != "iri":
            return None
        iri = self._names.terms.iri(found.nodes[0])
        name = variable(found.nodes[1].nodes[0]) if found.nodes[1].nodes else None
        group_names = self._elsewhere(triples)
        if iri is None or name is None or name in group_names or f"?{name}" == subject:
            return None
        if subject.startswith("?") and subject[1:] not in group_names:
            return None
        return self._names.lacks(subject, iri, f"?{name}")

    def _elsewhere(self, part: Node) -> set[str]:
        """Names of variables of the query that stand outside ``part``."""
        inside = {id(token) for token in part.tokens}
        return {
            token.text[1:]
            for token in self._tree.tokens
            if token.kind == "VAR" and id(token) not in inside
        }

    def _bind(self, node: Node) -> str:
        name = node.token("VAR")
        var = _var(name.text if name else "")
        expression = node.nodes[0]
        if self._values.is_condition(expression):
            told = self._values.condition(expression)
            return self._names.say("pattern.bind_condition", var=var, condition=told)
        key = "bind_same" if variable(expression) is not None else "bind"
        return self._names.say(f"pattern.{key}", var=var, value=self._values.value(expression))

    def _values_clause(self, node: Node) -> str:
        block = node.nodes[0] if node.rule == "DataBlock" else node
        if block.rule == "OneVar":
            var = block.token("VAR")
            told = [self._values.term(each) for each in block.nodes]
            return self._value_list(_var(var.text if var else ""), told)
        names = [_var(token.text) for token in block.tokens if token.kind == "VAR"]
        rows = [f"({', '.join(map(self._values.term, row))})" for row in _rows(block)]
        if not rows:
            return self._value_list(self._names.listed(names), [])
        listed = self._names.listed(rows, "or", most=8)
        return self._names.say("pattern.values_many", vars=self._names.listed(names), values=listed)

    def _value_list(self, var: str, told: list[str]) -> str:
        if not told:
            return self._names.say("pattern.values_none", var=var)
        return self._names.say("pattern.values", var=var, values=self._names.listed(told, "or"))

    @staticmethod
    def _lines(texts: list[str], depth: int) -> Iterator[Sentence]:
        for text in texts:
            yield Sentence(depth, text)


def _asked(tree: Node) -> Node:
    return next(part for part in tree.nodes if part.rule not in ("Prologue", "ValuesClause"))


def _items(clause: Node) -> list[Node | Token]:
    """The conditions of GROUP BY or ORDER BY; a lone variable is one too."""
    return [p for p in clause.parts if isinstance(p, Node) or p.kind == "VAR"]


def _rows(block: Node) -> Iterator[list[Node]]:
    """The rows of VALUES with several variables."""
    row: list[Node] | None = None
    braces = False
    for part in block.parts:
        if isinstance(part, Node):
            if row is not None:
                row.append(part)
        elif part.kind == "{":
            braces = True
        elif braces and part.kind == "(":
            row = []
        elif braces and part.kind == ")" and row is not None:
            yield row
            row = None


def _var(text: str) -> str:
    return f"?{text[1:]}"


def _raised(sentence: Sentence) -> str:
    text = sentence.text
    return text[:1].upper() + text[1:] if sentence.depth == 0 else text


def _lowered(text: str) -> str:
    return (text[:1].lower() + text[1:]).removesuffix(".")
