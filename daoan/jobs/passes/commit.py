"""Group commit: many requests write, one sync makes all of them durable, then all are answered."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from daoan.store.framed_log import FramedLog


class GroupCommit:
    """Syncs some logs for whoever waits. What a request wants done once it is durable is done in the order written."""

    def __init__(self, logs: Sequence[FramedLog]) -> None:
        self._logs = logs
        self._waiting: list[tuple[asyncio.Future[None], Callable[[], None]]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sync")
        self._running: asyncio.Task[None] | None = None
        self.syncs = 0

    async def durable(self, then: Callable[[], None]) -> None:
        """Come back once all that was written before is on disk and ``then`` is done. Raises what the sync raised."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((done, then))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        await done

    async def close(self) -> None:
        """Finish what waits."""
        if self._running is not None:
            await self._running
        self._thread.shutdown()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await loop.run_in_executor(self._thread, self._sync)
                for _, then in group:
                    then()
            except BaseException as problem:
                for done, _ in group:
                    if not done.done():
                        done.set_exception(problem)
            else:
                for done, _ in group:
                    if not done.done():  # who waited may have gone
                        done.set_result(None)
        self._running = None

    def _sync(self) -> None:
        for log in self._logs:
            log.sync()
        self.syncs += 1
