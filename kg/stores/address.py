"""Where a SPARQL server is, without what it takes to talk to it."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Server:
    """Where a SPARQL 1.1 server answers queries, updates and the graph store protocol.

    ``user`` and ``password`` are for basic or digest, whichever it asks for; a password without a
    user is a bearer token. ``seconds`` is how long it may take to answer.
    """

    query: str
    update: str
    graphs: str
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = 30.0


def shown(address: str) -> str:
    """``address`` without user, password and parameters."""
    plain = re.split("[?#]", address, maxsplit=1)[0]
    scheme, found, rest = plain.rpartition("://")
    return scheme + found + rest.rpartition("@")[2]
