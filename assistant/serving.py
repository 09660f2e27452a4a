"""`styrkompass serve`: take the port first, then get ready, then answer."""

import errno
import ipaddress
import socket
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import TEXTS, AddressOpen, AddressUnusable, PortTaken
from assistant.settings import Settings
from assistant.setup import Teller, ensure_published, open_assistant

PATIENCE = 5
"""Seconds that answers under way have when the server is stopped."""


def serve(settings: Settings, files: Sequence[Path] = ()) -> None:
    """Serve until interrupted; an empty data folder is first filled with the shipped graph.

    Raises `AddressOpen`, `PortTaken`, `AddressUnusable`, and what opening the graph raises.
    """
    listening = listen(settings.host, settings.port)
    try:
        teller = Teller(settings.lang)
        if not files:
            ensure_published(settings, teller)
        with teller.bar("embedding") as progress:
            assistant = open_assistant(settings, files, progress)

        import uvicorn

        from assistant.web.app import create_app

        app = create_app(settings, assistant)
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        print(TEXTS.get(settings.lang, "progress.ready", address=f"http://{shown}:{port}/"))
        print(TEXTS.get(settings.lang, "progress.stop"), flush=True)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        )
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `AddressOpen`, `PortTaken` or `AddressUnusable`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as problem:
        raise AddressUnusable(host=host, port=port, reason=problem.strerror) from problem
    if not ipaddress.ip_address(str(address[0]).split("%")[0]).is_loopback:
        raise AddressOpen(host=host)
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(128)
    except OSError as problem:
        listening.close()
        if problem.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port) from problem
        raise AddressUnusable(host=host, port=port, reason=problem.strerror) from problem
    return listening
