"""Nothing but this machine can be reached from a Python process that has this folder on its path.

``tests/conftest.py`` runs it for the tests themselves and puts it on the path of what they start.
Only Python's own sockets are guarded; ``test_first_run.py`` cuts the network for real.
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any


def _outside(address: Any) -> bool:
    if not isinstance(address, tuple):
        return False
    host = str(address[0]).split("%")[0]
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if _outside(address):
            raise OSError(f"tests may not reach {address[0]}")
        return connect(self, address)

    return guarded


socket.socket.connect = _guarded(socket.socket.connect)  # type: ignore[method-assign]
socket.socket.connect_ex = _guarded(socket.socket.connect_ex)  # type: ignore[method-assign]
