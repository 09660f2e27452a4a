"""SPARQL for who does not write it: a class, columns and filters become a query that reads well.

Columns that begin the same way share what they go through, so that a year stands beside the value
of that year. A filter on such a way is about the same thing as the column. A column that is
missing leaves its cell empty; one that is filtered on has to be there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pyoxigraph import Literal as LiteralTerm
from pyoxigraph import NamedNode

from kg.errors import ExploreWrong
from kg.explore_values import Condition, condition, sparql_iri
from kg.graph import GovernanceGraph
from kg.names import DCT, RDFS, SKOS, STYR
from kg.query_words import form_of
from kg.texts import Phrase
from kg.vocabulary import Kind, Property, Vocabulary, labels, vocabulary

Op = Literal["is", "is_not", "contains", "starts", "gt", "ge", "lt", "le", "exists", "missing"]
MOST_COLUMNS, MOST_FILTERS, LONGEST_PATH, MOST_ROWS = 30, 30, 8, 100_000
LONGEST_VALUE = 10_000
_NO_LETTER = re.compile(r"[^A-Za-z0-9\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02AF]+")
_LONGEST_NAME = 40
_WIDEST = 90
_SAMPLED = 20
"""Values of a property that are looked at for languages."""


@dataclass(frozen=True, slots=True)
class Step:
    """One relation of a path; ``inverse`` where it is followed from object to subject."""

    property: str
    inverse: bool = False


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column shows; ``name`` is that of its variable, made from the label if empty."""

    path: Path
    name: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What has to hold at the end of a path. ``value`` is a text, a number, a date or an IRI."""

    path: Path
    op: Op
    value: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """``column`` 0 is the things themselves, or their number in a count, and 1 the first column."""

    column: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Exploration:
    """What somebody chose. ``limit`` 0 shows all rows; ``count`` counts things instead."""

    of: str
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    order: Order | None = None
    count: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Written:
    """The query, and the variables of its columns without ``?``."""

    sparql: str
    columns: list[str]


def write(graph: GovernanceGraph, chosen: Exploration, lang: str) -> Written:
    """The query of what is ``chosen``, its texts in ``lang``. Raises `ExploreWrong`."""
    return _Writer(graph, _checked(chosen), lang).written()


def _checked(chosen: Exploration) -> Exploration:
    _few("columns", chosen.columns, MOST_COLUMNS)
    _few("filters", chosen.filters, MOST_FILTERS)
    paths = [*(each.path for each in chosen.columns), *(each.path for each in chosen.filters)]
    for path in paths:
        if not 1 <= len(path) <= LONGEST_PATH:
            raise ExploreWrong(reason=Phrase("explore.path", {"most": LONGEST_PATH}))
    if not 0 <= chosen.limit <= MOST_ROWS:
        raise ExploreWrong(reason=Phrase("explore.limit", {"most": MOST_ROWS}))
    if chosen.order is not None and not 0 <= chosen.order.column <= len(chosen.columns):
        raise ExploreWrong(reason=Phrase("explore.order", {"number": chosen.order.column}))
    return chosen


def _few(what: str, chosen: Iterable[object], most: int) -> None:
    if len(tuple(chosen)) > most:
        raise ExploreWrong(reason=Phrase(f"explore.{what}", {"most": most}))


@dataclass
class _Place:
    """A place in the tree of what the columns go through; ``required`` where it has to be there."""

    name: str = ""
    shown: bool = False
    required: bool = False
    after: dict[Step, "_Place"] = field(default_factory=dict)

    def at(self, path: Path) -> "_Place":
        """The place at the end of a path, made where it is new."""
        place = self
        for step in path:
            place = place.after.setdefault(step, _Place())
        return place


class _Writer:
    def __init__(self, graph: GovernanceGraph, chosen: Exploration, lang: str) -> None:
        self._graph = graph
        self._chosen = chosen
        self._lang = lang
        self._known: Vocabulary = vocabulary(graph)
        self._properties: dict[str, Property] = {p.iri: p for p in self._known.properties}
        self._names: set[str] = set()
        self._conditions: list[str] = []

    def written(self) -> Written:
        chosen = self._chosen
        root = _Place(self._name(self._label(chosen.of)), required=True)
        columns = [self._column(root, each) for each in chosen.columns]
        patterns = [line for each in chosen.filters for line in self._filter(root, each)]
        count = self._name(Phrase("explore.number", {}).text(self._lang)) if chosen.count else ""
        lines = [self._of_class(root.name), *self._below(root), *patterns, *self._conditions]
        names = list(dict.fromkeys(columns))
        shown = [*names, count] if count else [root.name, *names]
        head = self._head(root.name, names, count)
        body = "\n".join(f"  {line}" for line in lines)
        ends = "".join(f"\n{line}" for line in self._ends([count or root.name, *columns], count))
        return Written(f"{head}\n{body}\n}}{ends}\n", shown)

    def _head(self, root: str, names: list[str], count: str) -> str:
        listed = " ".join(f"?{name}" for name in names)
        if not count:
            return f"SELECT DISTINCT ?{root}{' ' if listed else ''}{listed} WHERE {{"
        counted = f"(COUNT(DISTINCT ?{root}) AS ?{count})"
        return f"SELECT {listed}{' ' if listed else ''}{counted} WHERE {{"

    def _ends(self, columns: list[str], count: str) -> Iterator[str]:
        chosen = self._chosen
        if count and len(columns) > 1:
            yield "GROUP BY " + " ".join(f"?{name}" for name in dict.fromkeys(columns[1:]))
        if chosen.order is not None and not (count and not chosen.columns):
            key = f"?{columns[chosen.order.column]}"
            yield f"ORDER BY DESC({key})" if chosen.order.descending else f"ORDER BY {key}"
        if chosen.limit and not (count and not chosen.columns):
            yield f"LIMIT {chosen.limit}"

    def _of_class(self, name: str) -> str:
        of = self._chosen.of
        above = any(of in each.above for each in self._known.classes)
        verb = "a/rdfs:subClassOf*" if above else "a"
        return f"?{name} {verb} {sparql_iri(of)} ."

    # -- columns ------------------------------------------------------------------------------

    def _column(self, root: _Place, column: Column) -> str:
        place = root.at(column.path)
        if not place.shown:
            place.shown = True
            place.name = self._name(column.name or self._headed(column.path))
        return place.name

    def _below(self, place: _Place) -> Iterator[str]:
        """The patterns of what comes after a place: what has to be there before what may be."""
        for step, after in sorted(place.after.items(), key=lambda each: not each[1].required):
            path: Path = (step,)
            while not after.name and len(after.after) == 1:
                ((step, after),) = after.after.items()
                path += (step,)
            after.name = after.name or self._between(path[-1])
            inside = [*self._pattern(place.name, path, after), *self._below(after)]
            yield from inside if after.required else _optional(inside)

    def _pattern(self, subject: str, path: Path, place: _Place) -> Iterator[str]:
        verb, name = _path(path), place.name
        if place.after or not self._translated(path):
            yield f"?{subject} {verb} ?{name} ."
        elif self._lang == "sv":
            yield f"?{subject} {verb} ?{name} ."
            yield f'FILTER(LANG(?{name}) IN ("sv", ""))'
        else:
            yield from self._in_language(subject, verb, place)

    def _in_language(self, subject: str, verb: str, place: _Place) -> Iterator[str]:
        """A text in another language than Swedish, else in Swedish: all have that."""
        name, own = place.name, self._name(f"{place.name}_{self._lang}")
        swedish = self._name(f"{place.name}_sv")
        for each, tags in ((own, f'"{self._lang}"'), (swedish, '"sv", ""')):
            given = f"?{subject} {verb} ?{each} FILTER(LANG(?{each}) IN ({tags}))"
            yield f"OPTIONAL {{ {given} }}"
        yield f"BIND(COALESCE(?{own}, ?{swedish}) AS ?{name})"
        if place.required:
            yield f"FILTER(BOUND(?{name}))"

    def _translated(self, path: Path) -> bool:
        """Whether the values have languages."""
        if path[-1].inverse or self._kind(path) != "text":
            return False
        node = NamedNode(path[-1].property)
        quads = self._graph.store.quads_for_pattern(None, node, None, None)
        sampled = (quad.object for quad, _ in zip(quads, range(_SAMPLED), strict=False))
        return any(isinstance(each, LiteralTerm) and each.language for each in sampled)

    # -- filters ------------------------------------------------------------------------------

    def _filter(self, root: _Place, chosen: Filter) -> Iterator[str]:
        if len(chosen.value) > LONGEST_VALUE:
            raise ExploreWrong(reason=Phrase("explore.long", {"most": LONGEST_VALUE}))
        held = condition(chosen.op, chosen.value, self._kind(chosen.path))
        place, path = self._nearest(root, chosen.path)
        if path or held.absent:
            path = path or chosen.path[-1:]
            yield from self._apart(place, path, held)
            return
        self._conditions += self._about(place.name, held)

    def _nearest(self, root: _Place, path: Path) -> tuple[_Place, Path]:
        """The last place of a column on the way, and the rest of the way; all of it is required."""
        places = [root]
        for step in path:
            if step not in places[-1].after:
                break
            places.append(places[-1].after[step])
        gone = len(places) - 1
        if gone == len(path) and not places[-1].shown:
            gone -= 1
        for place, step in zip(places[1 : gone + 1], path, strict=False):
            place.required = True
            place.name = place.name or self._between(step)
        return places[gone], path[gone:]

    def _about(self, name: str, held: Condition) -> Iterator[str]:
        """A condition on what a column shows."""
        if held.titled:
            title = self._name("titel")
            yield f"?{name} {_TITLES} ?{title} ."
            name = title
        if held.test:
            yield f"FILTER({held.test.format(v=f'?{name}')})"
        elif held.value:
            yield f"FILTER(?{name} = {held.value})"

    def _apart(self, place: _Place, path: Path, held: Condition) -> Iterator[str]:
        """A condition on what no column shows."""
        subject, verb = f"?{place.name}", _path(path)
        if held.value:
            pattern = f"{subject} {verb} {held.value}"
            yield f"FILTER NOT EXISTS {{ {pattern} }}" if held.absent else f"{pattern} ."
            return
        if held.titled:
            verb = f"{verb}/({_TITLES})"
        name = self._name(self._called(path[-1]))
        test = f" . FILTER({held.test.format(v=f'?{name}')})" if held.test else ""
        exists = "NOT EXISTS" if held.absent else "EXISTS"
        whole = f"FILTER {exists} {{ {subject} {verb} ?{name}{test} }}"
        if len(whole) <= _WIDEST:
            yield whole
            return
        yield f"FILTER {exists} {{"
        yield f"  {subject} {verb} ?{name}"
        yield f"  {test.removeprefix(' . ')}".rstrip()
        yield "}"

    # -- names --------------------------------------------------------------------------------

    def _kind(self, path: Path) -> Kind:
        last = path[-1]
        known = self._properties.get(last.property)
        return "thing" if last.inverse or known is None else known.kind

    def _label(self, iri: str) -> str:
        sparql_iri(iri)
        return labels(self._graph, iri)[self._lang]

    def _called(self, step: Step) -> str:
        sparql_iri(step.property)
        return called(self._graph, self._properties.get(step.property), step, self._lang)

    def _headed(self, path: Path) -> str:
        """What a column is called: a year or a text further away tells whose it is, and the number
        of a value is called what the value is."""
        name = self._called(path[-1])
        if len(path) == 1 or self._kind(path) in ("thing", "concept"):
            return name
        whose = self._called(path[-2])
        return whose if path[-1] == Step(STYR.value.value) else f"{whose} {name}"

    def _between(self, step: Step) -> str:
        """The variable of what columns go through; its class when its name is a column's."""
        name, known = self._called(step), self._properties.get(step.property)
        if plain_name(name) in self._names and known is not None and len(known.ranges) == 1:
            name = self._label(known.ranges[0])
        return self._name(name)

    def _name(self, wanted: str) -> str:
        """A variable's name that is not taken."""
        plain = plain_name(wanted)
        name, number = plain, 2
        while name in self._names:
            name, number = f"{plain}_{number}", number + 1
        self._names.add(name)
        return name


def plain_name(text: str) -> str:
    """A variable's name made of a text."""
    return _NO_LETTER.sub("_", text.lower()).strip("_")[:_LONGEST_NAME].strip("_") or "x"


def called(graph: GovernanceGraph, known: Property | None, step: Step, lang: str) -> str:
    """What is at the end of a step, in words: "ansvarig", "utvecklingsprogram"."""
    label = labels(graph, step.property)[lang]
    if known is None or known.kind != "thing":
        return label
    classes = known.domains if step.inverse else known.ranges
    noun = not step.inverse and form_of(label, lang) == "noun"
    return label if noun or len(classes) != 1 else labels(graph, classes[0])[lang]


_TITLES = "|".join(sparql_iri(each.value) for each in (DCT.title, SKOS.prefLabel, RDFS.label))


def _path(path: Path) -> str:
    return "/".join(f"{'^' if s.inverse else ''}{sparql_iri(s.property)}" for s in path)


def _optional(inside: list[str]) -> Iterator[str]:
    whole = " ".join(inside)
    if len(inside) == 1 and whole.startswith("OPTIONAL"):
        yield whole
    elif all(line.startswith(("OPTIONAL", "BIND")) for line in inside):
        yield from inside
    elif len(inside) < 3 and len(whole) <= _WIDEST:
        yield f"OPTIONAL {{ {whole.removesuffix(' .')} }}"
    else:
        yield "OPTIONAL {"
        yield from (f"  {line}" for line in inside)
        yield "}"
