"""Whose turn it is: a few at a time, one user after another, and nobody has all the places."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from kg.errors import Busy

RETRY = 5
"""Seconds after which it is worth while to ask again when there is no place in the queue."""


class Turns:
    """Lets ``at_once`` go on at a time. Belongs to one event loop.

    As long as others wait or could come, one user has at most all places but one. Those who wait
    are let in user by user, first the one who has waited longest since coming or being let in last:
    ten questions of one delay the first of another no more than one does. ``waiting`` may wait in
    all, half of them of one user, ``seconds`` at most.
    """

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self.at_once = at_once
        self.each = max(1, at_once - 1)
        self._most = waiting
        self._seconds = seconds
        self._running: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def running(self) -> int:
        """How many have their turn now."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many wait for theirs."""
        return sum(map(len, self._queues.values()))

    @asynccontextmanager
    async def turn(self, user: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises `Busy`."""
        await self.take(user)
        try:
            yield
        finally:
            self.give_back(user)

    async def take(self, user: str) -> None:
        """Wait for a turn; `give_back` it afterwards. Raises `Busy`."""
        if self._free(user) and user not in self._queues:  # others who wait have their share
            self._running[user] += 1
            return
        queue = self._queues.setdefault(user, deque())
        if self.waiting >= self._most or len(queue) >= max(1, self._most // 2):
            self._forget(user)
            raise Busy(seconds=RETRY)
        place = asyncio.get_running_loop().create_future()
        queue.append(place)
        self._let_in()
        try:
            async with asyncio.timeout(self._seconds):
                await place
        except BaseException as problem:
            self._leave(user, place)
            if isinstance(problem, TimeoutError):
                raise Busy(seconds=RETRY) from problem
            raise

    def give_back(self, user: str) -> None:
        """End a turn."""
        self._running[user] -= 1
        if not self._running[user]:
            del self._running[user]
        self._let_in()

    def _free(self, user: str) -> bool:
        return self.running < self.at_once and self._running[user] < self.each

    def _let_in(self) -> None:
        for user in list(self._queues):
            queue = self._queues[user]
            while queue and queue[0].done():  # gave up, and has not yet left
                queue.popleft()
            if queue and self._free(user):
                self._running[user] += 1
                queue.popleft().set_result(None)
                self._queues.move_to_end(user)
            self._forget(user)
            if self.running >= self.at_once:
                return

    def _leave(self, user: str, place: asyncio.Future[None]) -> None:
        """Who gives up was either waiting or has just been let in."""
        if place.done() and not place.cancelled():
            self.give_back(user)
            return
        with suppress(KeyError, ValueError):
            self._queues[user].remove(place)
        self._forget(user)

    def _forget(self, user: str) -> None:
        if user in self._queues and not self._queues[user]:
            del self._queues[user]
