"""What the pages about the goal tree show: variables of ``tree.html``, and the tree as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.web import picture
from assistant.web.picture import Picture, Said
from assistant.web.wording import counts, kind_name, listed, short
from kg.folding import found, order, words
from kg.graph import GovernanceGraph
from kg.names import STYR
from kg.texts import load
from kg.tree import Item, Tree
from kg.tree_filter import Branch, Sifted, Wanted, branches, count, organisations

LAID_OUT = 1200
"""Branches on a page; the others are a link away."""
OPENED = 400
"""A filtered tree with at most so many branches is opened."""
COUNTED = (STYR.FocusArea, STYR.Activity, STYR.Indicator)
"""What the boxes of the picture count."""
STRATEGIES = (STYR.Strategy, STYR.InternalStrategy)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: ``opened`` is all, none, names with commas between, or nothing.

    ``plain`` are the parameters as they were given, without the empty ones.
    """

    wanted: Wanted
    under: NamedNode | None
    opened: str
    plain: Mapping[str, str]

    def address(self, path: str = "/styrkedjan", **other: str) -> str:
        """The same page with other parameters; an empty one is left out."""
        kept = {key: value for key, value in {**self.plain, **other}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


@dataclass(frozen=True, slots=True)
class View:
    """A tree, what is shown of it, and how it is told."""

    graph: GovernanceGraph
    tree: Tree
    sifted: Sifted
    asked: Asked
    citer: Citer

    @property
    def base(self) -> str:
        """What the addresses of things begin with."""
        return self.citer.base

    @property
    def lang(self) -> str:
        """The reader's language."""
        return self.citer.lang

    @property
    def words(self) -> dict[str, str]:
        """The texts of the page."""
        texts: dict[str, str] = load("assistant", self.lang)["tree"]
        return texts

    def titles(self, nodes: Iterable[NamedNode]) -> str:
        """The titles of things, with commas and an "and" between."""
        return listed((self.graph.title(node, self.lang) for node in nodes), self.lang)


def page(view: View) -> dict[str, Any]:
    """Variables of the template ``tree.html``."""
    laid = branches(view.tree, view.sifted, view.lang, under=view.asked.under, limit=LAID_OUT)
    opened = _opened(view, laid)
    connected = [b for b in laid if view.asked.under or b.item.kind == STYR.Vision]
    loose = [b for b in laid if b not in connected] if connected else []
    hits = count(view.tree, view.sifted.hits)
    return {
        "words": view.words,
        "roots": [_row(view, b, opened) for b in (connected or laid)],
        "loose": [_row(view, b, opened) for b in loose],
        "picture": None if view.asked.under else _picture(view, laid),
        "found": view.words["found"].format(counts=listed(counts(hits, view.lang), view.lang)),
        "filtered": bool(view.asked.wanted),
        "any": bool(laid),
        "made_up": any(view.tree.items[node].illustrative for node in view.sifted.shown),
        "form": _form(view),
        "chips": _chips(view),
        "links": _links(view),
        "under": _under(view),
        "version": view.graph.number,
    }


# -- the tree -----------------------------------------------------------------------------------


def _row(view: View, branch: Branch, opened: frozenset[NamedNode] | None) -> dict[str, Any]:
    """A branch as the template shows it; ``opened`` None opens everything."""
    item = branch.item
    return {
        "key": _key(view, item.node),
        "href": view.citer.href(item.node),
        "kind": kind_name(item.kind),
        "kind_label": _kind_label(view, item),
        "title": _marked(item.titles[view.lang], words(view.asked.wanted.text)),
        "plain_title": item.titles[view.lang],
        "hit": branch.hit and bool(view.asked.wanted),
        "illustrative": item.illustrative,
        "status": view.graph.title(item.status, view.lang) if item.status else "",
        "status_name": item.status.value.rsplit("/", 1)[-1] if item.status else "",
        "responsible": view.titles(item.responsible) if item.responsible else "",
        "beside": view.words["beside"].format(titles=view.titles(branch.beside))
        if branch.beside
        else "",
        "counts": ", ".join(counts(branch.counts, view.lang)),
        "open": opened is None or item.node in opened,
        "children": [_row(view, child, opened) for child in branch.children],
        "left_out": branch.left_out,
        "more": view.words["more"].format(n=branch.left_out, title=item.titles[view.lang]),
        "more_href": view.asked.address(under=short(item.node, view.base), open=""),
    }


def _kind_label(view: View, item: Item) -> str:
    return view.graph.title(item.kind, view.lang) if item.kind else ""


def _marked(title: str, wanted: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The title in pieces, with whether each is what was searched for."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in found(title, wanted):
        pieces += [(title[at:start], False), (title[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (title[at:], False)] if piece[0]]


def _opened(view: View, laid: list[Branch]) -> frozenset[NamedNode] | None:
    """The things whose branches are open; None for all."""
    asked = view.asked.opened
    if asked == "all" or (not asked and view.asked.wanted and _size(laid) <= OPENED):
        return None
    if asked == "none":
        return frozenset()
    if asked:
        names = set(asked.split(","))
        return frozenset(n for n in view.tree.items if _key(view, n) in names)
    return frozenset(branch.item.node for branch in laid)


def _key(view: View, node: NamedNode) -> str:
    """What an item is called in ``open``, where commas stand between."""
    return short(node, view.base).replace(",", "%2C")


def _size(laid: list[Branch]) -> int:
    return sum(1 + _size(list(branch.children)) for branch in laid)


# -- the picture --------------------------------------------------------------------------------


def _picture(view: View, laid: list[Branch]) -> Picture | None:
    """The vision, its strategies and their programmes, with counts of what is below."""
    visions = [branch for branch in laid if branch.item.kind == STYR.Vision]
    if len(visions) > 1:
        return None
    heads = visions[0].children if visions else laid
    columns = [
        (_said(view, head), [_said(view, b) for b in head.children if _drawn(b)])
        for head in heads
        if head.item.kind in STRATEGIES
    ]
    top = _said(view, visions[0], small=False) if visions else None
    return picture.overview(top, columns, view.words["more_in_picture"])


def _drawn(branch: Branch) -> bool:
    return branch.item.kind == STYR.DevelopmentProgramme


def _said(view: View, branch: Branch, *, small: bool = True) -> Said:
    item = branch.item
    shown = {kind: branch.counts[kind] for kind in COUNTED if kind in branch.counts}
    return Said(
        title=item.titles[view.lang],
        kind=kind_name(item.kind),
        kind_label=_kind_label(view, item),
        small=tuple(counts(shown, view.lang)) if small else (),
        href=view.citer.href(item.node),
        centred=item.kind == STYR.Vision,
        illustrative=item.illustrative,
    )


# -- the filter ---------------------------------------------------------------------------------


def _form(view: View) -> dict[str, Any]:
    wanted, lang = view.asked.wanted, view.lang
    statuses = {i.status for i in view.tree.items.values() if i.status} | {wanted.status} - {None}
    strategies = view.tree.of(*STRATEGIES)
    return {
        "text": wanted.text,
        "more": bool(wanted.unit or wanted.strategy or wanted.status),
        "kept": {
            key: view.asked.plain[key]
            for key in ("lang", "version", "at", "under")
            if key in view.asked.plain
        },
        "units": [
            _choice(view, unit, wanted.unit, "\N{EN DASH} " * depth)
            for unit, depth in organisations(view.graph, lang)
        ],
        "strategies": [_choice(view, item.node, wanted.strategy) for item in strategies],
        "statuses": [
            _choice(view, status, wanted.status)
            for status in sorted(
                (s for s in statuses if s), key=lambda s: order(view.graph.title(s, lang))
            )
        ],
    }


def _choice(
    view: View, node: NamedNode, chosen: NamedNode | None, before: str = ""
) -> dict[str, Any]:
    title = view.graph.title(node, view.lang)
    return {
        "value": short(node, view.base),
        "label": before + (title if len(title) <= 80 else title[:79] + "…"),
        "chosen": node == chosen,
    }


def _chips(view: View) -> list[dict[str, str]]:
    """What is filtered on, each with the address of the page without it."""
    wanted, said = view.asked.wanted, view.words
    chosen = [
        ("q", said["text"], wanted.text.strip()),
        ("unit", said["unit"], _titled(view, wanted.unit)),
        ("strategy", said["strategy"], _titled(view, wanted.strategy)),
        ("status", said["status"], _titled(view, wanted.status)),
    ]
    return [
        {
            "value": value,
            "label": said["without"].format(name=name, value=value),
            "href": view.asked.address(**{key: "", "open": ""}),
        }
        for key, name, value in chosen
        if value
    ]


def _titled(view: View, node: NamedNode | None) -> str:
    return view.graph.title(node, view.lang) if node is not None else ""


def _links(view: View) -> dict[str, str]:
    asked = view.asked
    links = {
        "all": asked.address(open="all"),
        "none": asked.address(open="none"),
        "clear": asked.address(q="", unit="", strategy="", status="", open=""),
        "whole": asked.address(under="", open=""),
        "lang": asked.address(lang=""),
    }
    if asked.wanted.unit is not None:
        unit = {"iri": short(asked.wanted.unit, view.base)}
        kept = {key: asked.plain[key] for key in ("lang", "version", "at") if key in asked.plain}
        links["unit"] = f"/enhet?{urlencode({**unit, **kept})}"
        links["unit_label"] = view.words["unit_view"].format(unit=_titled(view, asked.wanted.unit))
    return links


def _under(view: View) -> dict[str, Any] | None:
    """The thing that the page begins at, and one way down to it."""
    node = view.asked.under
    if node is None:
        return None
    way: list[NamedNode] = []
    while node is not None and node not in way:
        way.append(node)
        node = next((a for _, a in view.tree.items[node].above), None)
    return {
        "title": view.tree.items[way[0]].titles[view.lang],
        "above": [
            {
                "title": view.tree.items[each].titles[view.lang],
                "href": view.asked.address(under=short(each, view.base), open=""),
            }
            for each in way[:0:-1]
        ],
    }


# -- JSON ---------------------------------------------------------------------------------------


def as_json(view: View) -> dict[str, Any]:
    """The answer of ``/api/tree``."""
    laid = branches(view.tree, view.sifted, view.lang, under=view.asked.under)
    wanted = view.asked.wanted
    given = {
        "unit": wanted.unit,
        "strategy": wanted.strategy,
        "status": wanted.status,
        "under": view.asked.under,
    }
    return {
        "version": view.graph.number,
        "lang": view.lang,
        "filter": {
            **{key: node.value if node else None for key, node in given.items()},
            "q": wanted.text.strip() or None,
        },
        "hits": _numbers(count(view.tree, view.sifted.hits)),
        "roots": [_branch_json(view, branch, "") for branch in laid],
    }


def _numbers(found: Mapping[NamedNode, int]) -> dict[str, int]:
    return {kind_name(kind) or kind.value: n for kind, n in found.items()}


def _branch_json(view: View, branch: Branch, above: str) -> dict[str, Any]:
    item = branch.item
    relation = next((r.value for r, a in item.above if a.value == above), None)
    told: dict[str, Any] = {
        "iri": item.node.value,
        "type": item.kind.value if item.kind else None,
        "type_label": _kind_label(view, item),
        "title": item.titles[view.lang],
        "href": view.citer.href(item.node),
        "relation": relation,
        "status": _named(view, item.status),
        "responsible": [_named(view, unit) for unit in item.responsible],
        "illustrative": item.illustrative,
        "hit": branch.hit,
        "also_under": [node.value for node in branch.beside],
        "counts": _numbers(branch.counts),
        "children": [_branch_json(view, child, item.node.value) for child in branch.children],
    }
    return told | ({"left_out": branch.left_out} if branch.left_out else {})


def _named(view: View, node: NamedNode | None) -> dict[str, str] | None:
    if node is None:
        return None
    return {"iri": node.value, "title": view.graph.title(node, view.lang)}
