"""Templates of the query library's answers: gaps, counts and parts that may be left out.

=================== =============================================================
``{item}``          the value of ``item``
``{n|one|# many}``  ``one`` when ``n`` is 1, else ``# many`` with n in place of #
``[, {a} and {b}]`` left out when ``a`` or ``b`` is missing
``[a? text]``       only when there is an ``a``
``[!a? text]``      only when there is no ``a``
=================== =============================================================
"""

import re
from collections.abc import Mapping

_FIELD = re.compile(r"\{(\w+)(?:\|([^{}|]*)\|([^{}|]*))?\}")
_OPTIONAL = re.compile(r"\[(?:(!?)(\w+)\? ?)?([^\[\]]*)\]")


def fill(template: str, values: Mapping[str, str]) -> str:
    """``template`` with what ``values`` holds; what is missing or empty counts as missing."""

    def optional(found: re.Match[str]) -> str:
        absent, condition, text = found.groups()
        if condition:
            return text if bool(values.get(condition)) != bool(absent) else ""
        return text if all(values.get(name) for name in _names(text)) else ""

    def field(found: re.Match[str]) -> str:
        name, one, many = found.groups()
        value = values.get(name, "")
        if one is None:
            return value
        return one if value == "1" else many.replace("#", value)

    return _FIELD.sub(field, _OPTIONAL.sub(optional, template)).strip()


def gaps(template: str) -> set[str]:
    """The names that a template uses, in gaps and in conditions."""
    conditions = {found[1] for found in _OPTIONAL.findall(template) if found[1]}
    return conditions | set(_names(template))


def _names(text: str) -> list[str]:
    return [found.group(1) for found in _FIELD.finditer(text)]
