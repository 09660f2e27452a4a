"""How often something may be done: so many times in a while, by one client and by all together."""

import threading
import time
from collections import deque
from collections.abc import Callable

CLIENTS = 10_000
"""Clients that are remembered; when there are more, the count begins anew."""


class Pace:
    """Counts in memory only: nothing tells afterwards who did what. Thread-safe."""

    def __init__(
        self,
        each: int,
        together: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._each, self._together, self._seconds, self._clock = each, together, seconds, clock
        self._all: deque[float] = deque()
        self._by_client: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def allows(self, client: str) -> bool:
        """Whether ``client`` may go on now; if so, it counts."""
        with self._lock:
            now = self._clock()
            if len(self._by_client) >= CLIENTS:
                self._by_client.clear()
            own = self._by_client.setdefault(client, deque())
            for times in (own, self._all):
                while times and times[0] <= now - self._seconds:
                    times.popleft()
            if len(own) >= self._each or len(self._all) >= self._together:
                return False
            own.append(now)
            self._all.append(now)
            return True
