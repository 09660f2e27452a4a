"""A municipality's own name, logo and colour, and whether the colour can be read.

The grounds are those of ``frontend/src/tokens.css`` on which the accent stands as text, or whose
text stands on it; the requirement is that of WCAG 2.1, 1.4.3.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AccentFaint, LogoTooLarge, LogoUnknown, LogoUnreadable, SettingWrong

ENOUGH = 4.5
"""The least contrast of text."""
LARGEST_LOGO = 200_000
"""Bytes."""
LOGO_HEIGHT, LOGO_WIDTH = 32, 160
"""The room for a logo in the header, in pixels."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PNG = b"\x89PNG\r\n\x1a\n"
_ROOT = re.compile(rb"<(?:\w+:)?svg\b[^>]*>", re.IGNORECASE)
_BEFORE = re.compile(
    rb"(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*", re.DOTALL
)
_BOX = re.compile(rb"""\bviewBox\s*=\s*["']\s*[^\s,]+[\s,]+[^\s,]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")


@dataclass(frozen=True, slots=True)
class Scheme:
    """Light or dark: what the accent meets, and what a colour is moved towards to be read there."""

    grounds: Mapping[str, str]
    towards: str

    @property
    def on_accent(self) -> str:
        """The colour of text on the accent."""
        return self.grounds["on-accent"]


LIGHT = Scheme(
    {"background": "#ffffff", "surface": "#eef4f4", "badge": "#fdf1cf", "on-accent": "#ffffff"},
    "#000000",
)
DARK = Scheme(
    {"background": "#11191d", "surface": "#1b272c", "badge": "#3b3011", "on-accent": "#06262b"},
    "#ffffff",
)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (``#rrggbb``) by WCAG 2.1, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def weakest(colour: str, scheme: Scheme) -> tuple[float, str]:
    """The least contrast of an accent and the ground where it has it."""
    return min((contrast(colour, ground), ground) for ground in scheme.grounds.values())


def nearest(colour: str, scheme: Scheme) -> str:
    """The first colour that can be read, going from ``colour`` towards black or white."""
    return next(each for each in _steps(colour, scheme.towards) if _passes(each, scheme))


def check_accent(name: str, colour: str, scheme: Scheme) -> None:
    """Raises `SettingWrong` for what is no colour, `AccentFaint` for one that is hard to read."""
    if not COLOUR.fullmatch(colour):
        raise SettingWrong(name=name, value=colour, expected="#0b5a66")
    ratio, ground = weakest(colour, scheme)
    if ratio < ENOUGH:
        shown = f"{int(ratio * 100) / 100:.2f}"  # cut: 4.496 must not be said to be 4.50
        raise AccentFaint(
            name=name, value=colour, ground=ground, ratio=shown, nearest=nearest(colour, scheme)
        )


def stylesheet(accent: str, accent_dark: str) -> str:
    """The style that gives pages and the chat the accents; empty when there are none.

    Without a dark one, the light one is made lighter until it can be read on dark ground.
    """
    dark = accent_dark or (accent and nearest(accent, DARK))
    rules = []
    if accent:
        rules.append(f"--styr-accent:{accent};--styr-on-accent:{LIGHT.on_accent}")
    if dark:
        rules.append(f"--styr-dark-accent:{dark};--styr-dark-on-accent:{DARK.on_accent}")
    return f":root{{{';'.join(rules)}}}\n".lower() if rules else ""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture for the header, with the size that it is shown in, in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def read_logo(path: str) -> Logo:
    """The logo in a file. Raises `LogoUnreadable`, `LogoTooLarge`, `LogoUnknown`."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST_LOGO + 1)
    except OSError as problem:
        raise LogoUnreadable(path=path, reason=problem.strerror or str(problem)) from problem
    if len(content) > LARGEST_LOGO:
        raise LogoTooLarge(path=path, limit=LARGEST_LOGO // 1000)
    if content.startswith(_PNG) and len(content) >= 24:
        size = (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))
        return Logo(content, "image/png", *_fitted(*size))
    text = content.removeprefix(b"\xef\xbb\xbf")
    if root := _ROOT.match(text, _start(text)):
        box = _BOX.search(root[0])
        return Logo(content, "image/svg+xml", *_fitted(*_numbers(box) if box else (1, 1)))
    raise LogoUnknown(path=path)


def _start(text: bytes) -> int:
    """Where the first element begins."""
    before = _BEFORE.match(text)
    return before.end() if before else 0


def _numbers(box: re.Match[bytes]) -> tuple[float, float]:
    try:
        return float(box[1]), float(box[2])
    except ValueError:
        return 1, 1


def _fitted(width: float, height: float) -> tuple[int, int]:
    """The largest size of the same shape that there is room for."""
    if width <= 0 or height <= 0:
        return LOGO_HEIGHT, LOGO_HEIGHT
    scale = min(LOGO_HEIGHT / height, LOGO_WIDTH / width)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _passes(colour: str, scheme: Scheme) -> bool:
    return weakest(colour, scheme)[0] >= ENOUGH


def _steps(colour: str, towards: str) -> Iterator[str]:
    start, end = _parts(colour), _parts(towards)
    for step in range(256):
        mixed = (round(a + (b - a) * step / 255) for a, b in zip(start, end, strict=True))
        yield "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
