"""Pictures of what leads to what: boxes and lines with a place each, drawn as SVG by a template.

A picture always has a twin in text on the same page. Widths of letters are estimated, with some
room to spare: the server does not know the reader's font.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH = 960
GAP = 16
_PAD = 12
_LINE, _SMALL = 18, 16
_SIZE, _SMALL_SIZE = 14.0, 12.5
_ROW = 5
_MOST = 8
"""Boxes under one column that are drawn; the last then says how many more there are."""
_NARROW = frozenset("iljtfrI.,:;'!|()[] -–")
_WIDE = frozenset("mwMWÅÄÖ@%&—…")


@dataclass(frozen=True, slots=True)
class Said:
    """What a box says: its title, smaller lines below, its class, and where it leads.

    An ``illustrative`` one is marked.
    """

    title: str
    kind: str
    kind_label: str = ""
    small: tuple[str, ...] = ()
    href: str = ""
    here: bool = False
    centred: bool = False
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its place: left, top, width and height, and its lines of text with theirs."""

    said: Said
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]
    small: tuple[tuple[float, str], ...]

    @property
    def mark(self) -> tuple[float, float]:
        """The middle of the mark of what is illustrative: in its corner, outside the text."""
        return self.x + self.width - _PAD * 2 / 3, self.y + _PAD * 2 / 3

    @property
    def at(self) -> float:
        """Where the lines of text begin, or have their middle."""
        return self.x + (self.width / 2 if self.said.centred else _PAD)


@dataclass(slots=True)
class Picture:
    """All of it. ``lines`` are the ``d`` of paths."""

    width: float
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, said: Said, x: float, y: float, width: float, height: float = 0) -> Box:
        """Place a box; it grows with its text."""
        lines = wrapped(said.title, width - 2 * _PAD, bold=True)
        inside = width - 2 * _PAD
        small = [line for text in said.small for line in wrapped(text, inside, _SMALL_SIZE, most=1)]
        needed = _PAD + _LINE * len(lines) + _SMALL * len(small) + _PAD - 2
        tops = [y + _PAD + _LINE * (n + 1) - 5 for n in range(len(lines))]
        under = y + _PAD + _LINE * len(lines)
        smalls = [under + _SMALL * (n + 1) - 4 for n in range(len(small))]
        box = Box(
            said,
            x,
            y,
            width,
            max(needed, height),
            tuple(zip(tops, lines, strict=True)),
            tuple(zip(smalls, small, strict=True)),
        )
        self.boxes.append(box)
        self.height = max(self.height, box.y + box.height)
        return box


def measured(text: str, size: float = _SIZE, bold: bool = False) -> float:
    """About how wide ``text`` is, in the units of ``size``."""
    return sum(map(_width, text)) * size * (1.12 if bold else 1.0)


def _width(letter: str) -> float:
    if letter in _NARROW:
        return 0.4
    if letter in _WIDE or unicodedata.east_asian_width(letter) in "WF":
        return 0.95
    return 0.74 if letter.isupper() else 0.62


def wrapped(
    text: str, width: float, size: float = _SIZE, *, bold: bool = False, most: int = 4
) -> list[str]:
    """``text`` in at most ``most`` lines no wider than ``width``; … where it was cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measured(joined, size, bold) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width, size, bold)
        if len(lines) > most:
            break
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measured(last + "…", size, bold) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + "…"]


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word that may be wider than the line, in pieces that are not."""
    if measured(word, size, bold) <= width:
        return [word]
    pieces, piece = [], ""
    for letter in word[:200]:
        if piece and measured(piece + letter, size, bold) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


# -- the goal tree ------------------------------------------------------------------------------

Column = tuple[Said, Sequence[Said]]


def overview(top: Said | None, columns: Sequence[Column], more: str) -> Picture | None:
    """The vision, the strategies beneath it, and what is under each; ``more`` has a gap ``{n}``.

    None when there is nothing to draw, or too much for a picture.
    """
    if not columns or len(columns) > 3 * _ROW:
        return None
    picture = Picture(WIDTH)
    rows = [columns[start : start + _ROW] for start in range(0, len(columns), _ROW)]
    trunk = 8.0 if top and len(rows) > 1 else 0.0
    y = 0.0
    if top is not None:
        box = picture.add(top, WIDTH / 2 - 260, 0, 520)
        y = box.height
    for row in rows:
        y = _row(picture, row, y, more, top is not None, trunk)
    if trunk:
        first, last = _tops(picture, rows)
        picture.lines.append(f"M{WIDTH / 2} {picture.boxes[0].height}V{first}H{trunk}V{last}")
    return picture


def _tops(picture: Picture, rows: Sequence[Sequence[Column]]) -> tuple[float, float]:
    """Where the lines above the first and the last row of strategies run."""
    heads = [row[0][0] for row in rows]
    places = [box.y - GAP for box in picture.boxes if any(box.said is head for head in heads)]
    return places[0], places[-1]


def _row(
    picture: Picture, row: Sequence[Column], y: float, more: str, joined: bool, trunk: float
) -> float:
    left = 2 * trunk
    width = min((WIDTH - left - GAP * (len(row) - 1)) / len(row), 300)
    start = left + (WIDTH - left - width * len(row) - GAP * (len(row) - 1)) / 2
    xs = [start + n * (width + GAP) for n in range(len(row))]
    top = y + (2 * GAP if joined or y else 0)
    tallest = max(_height(said, width) for said, _ in row)
    heads = [
        picture.add(said, x, top, width, tallest) for x, (said, _) in zip(xs, row, strict=True)
    ]
    if joined:
        _bus(picture, heads, y, top - GAP, trunk)
    bottoms = [
        _hang(picture, head, under, more) for head, (_, under) in zip(heads, row, strict=True)
    ]
    return max([top + tallest, *bottoms])


def _bus(picture: Picture, heads: Sequence[Box], y: float, bus: float, trunk: float) -> None:
    centres = [head.x + head.width / 2 for head in heads]
    begin, end = min(centres), max(centres)
    if trunk:
        picture.lines.append(f"M{trunk} {bus}H{end}")
    else:
        begin, end = min(begin, WIDTH / 2), max(end, WIDTH / 2)
        picture.lines.append(f"M{WIDTH / 2} {y}V{bus}M{begin} {bus}H{end}")
    picture.lines += [f"M{x} {bus}V{heads[0].y}" for x in centres]


def _hang(picture: Picture, head: Box, under: Sequence[Said], more: str) -> float:
    """The boxes below ``head``, joined to it by a line at their left; gives where they end."""
    shown = list(under)
    if len(shown) > _MOST:
        left = len(shown) - _MOST + 1
        shown = [*shown[: _MOST - 1], Said(more.format(n=left), "More", href=head.said.href)]
    y, x = head.y + head.height, head.x + 6
    last = y
    for said in shown:
        box = picture.add(said, head.x + 18, y + 10, head.width - 18)
        y = box.y + box.height
        last = box.y + min(box.height / 2, 24)
        picture.lines.append(f"M{x} {last}H{box.x}")
    if shown:
        picture.lines.append(f"M{x} {head.y + head.height}V{last}")
    return y


def _height(said: Said, width: float) -> float:
    return Picture(0).add(said, 0, 0, width).height


# -- several ways up ----------------------------------------------------------------------------


def ways(layers: Sequence[Sequence[Said]], edges: Sequence[tuple[Said, Said]]) -> Picture | None:
    """Layers of boxes, the vision first, and lines from what is above to what leads to it.

    None when a layer has too many for a picture.
    """
    if not layers or max(map(len, layers)) > 4:
        return None
    picture = Picture(700)
    placed: dict[int, Box] = {}
    y = 0.0
    for layer in layers:
        width = min((700 - GAP * (len(layer) - 1)) / len(layer), 340)
        start = (700 - width * len(layer) - GAP * (len(layer) - 1)) / 2
        tallest = max(_height(said, width) for said in layer)
        for n, said in enumerate(layer):
            placed[id(said)] = picture.add(said, start + n * (width + GAP), y, width, tallest)
        y += tallest + 2 * GAP
    for above, below in edges:
        a, b = placed[id(above)], placed[id(below)]
        picture.lines.append(_curve(a, b))
    return picture


def _curve(above: Box, below: Box) -> str:
    x1, y1 = above.x + above.width / 2, above.y + above.height
    x2, y2 = below.x + below.width / 2, below.y
    middle = (y1 + y2) / 2
    return f"M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}"
