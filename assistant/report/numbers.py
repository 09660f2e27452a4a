"""Numbers and days as people write them in Swedish and English."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Context, Decimal, localcontext

from assistant.errors import TEXTS

NBSP, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"
_SCALES = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_POWER_FROM = Decimal(10) ** 15
_LONGEST = 30
"""Digits before the decimal comma; what is larger is written as a power of ten."""
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: Decimal, lang: str, decimals: int | None = None) -> str:
    """``1234.5`` as ”1 234,5” in Swedish and ”1,234.5” in English, all digits kept.

    With ``decimals``, rounded to that many. The minus is a real one, the space does not break.
    """
    if value.adjusted() >= _LONGEST:
        return _power(value, lang)
    if decimals is None:
        decimals = decimals_of([value])
    with _exact(value):
        text = f"{abs(value):,.{decimals}f}"
    if lang == "sv":
        text = text.replace(",", NBSP).replace(".", ",")
    nonzero = any(digit in "123456789" for digit in text)
    return f"{MINUS}{text}" if value < 0 and nonzero else text


def decimals_of(values: Iterable[Decimal]) -> int:
    """How many decimals the values need at most."""
    return max((_decimals(value) for value in values), default=0)


def tick(value: Decimal, lang: str, step: Decimal, largest: Decimal) -> str:
    """A number on an axis, short also when it is large: ”1,5 mn”, ”2·10¹⁸”."""
    if not value:
        return "0"
    if largest >= _POWER_FROM:
        return _power(value, lang)
    for scale, name in _SCALES:
        if largest >= scale and step >= scale / 100:
            said = number(value / scale, lang, decimals_of([step / scale]))
            return f"{said}{NBSP}{TEXTS.get(lang, f'indicators.{name}')}"
    return number(value, lang, decimals_of([step]))


def _power(value: Decimal, lang: str) -> str:
    if not value:
        return "0"
    exponent = value.adjusted()
    mantissa = round(value.scaleb(-exponent), 2).normalize() + 0
    return f"{number(mantissa, lang)}·10{str(exponent).translate(_SUPERSCRIPT)}"


def day(when: date, lang: str, space: str = NBSP) -> str:
    """”31 augusti 2026”, which no line break divides unless ``space`` lets it."""
    month = TEXTS.raw(lang, "indicators.months")[when.month - 1]
    return space.join((str(when.day), month, str(when.year)))


def _decimals(value: Decimal) -> int:
    with _exact(value):
        exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _exact(value: Decimal) -> AbstractContextManager[Context]:
    """A context in which no digit of the value is lost."""
    return localcontext(prec=max(60, len(value.as_tuple().digits) + 20))
