"""Swedish personal identity numbers in a question: nobody needs them here, so they are refused.

A number counts when its date is one and its check digit is right (Luhn, over the last ten digits);
coordination numbers have 60 added to the day. Source: SKV 704 and SKV 707.
"""

import re
from datetime import date

_NUMBER = re.compile(r"(?<!\d)(\d{2})?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")


def holds_personal_number(text: str) -> bool:
    """Whether a personal identity number or coordination number stands in ``text``."""
    return any(_valid(found) for found in _NUMBER.finditer(text))


def _valid(found: re.Match[str]) -> bool:
    _, year, month, day, last = found.groups()
    try:
        date(2000 + int(year), int(month), int(day) - (60 if int(day) > 60 else 0))
    except ValueError:
        return False
    return _luhn(year + month + day + last)


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(digits)]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
