"""Jobs that a server does again and again: each says how its last run went, and a fault ends none of them."""

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from threading import Event
from typing import ClassVar, Generic, TypeVar

R = TypeVar("R")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobState(Generic[R]):
    """How a job stands: the last run that went through, and what kind of fault stopped the latest, if one did."""

    last: R | None = None
    fault: str | None = None


class Keeper(ABC, Generic[R]):
    """Does one job again and again. A fault is shown to everybody who depends on it, and the next run is tried."""

    #: What the server's log says of a fault.
    failed: ClassVar[str]

    def __init__(self) -> None:
        self.state: JobState[R] = JobState()
        self.stopped = Event()

    @abstractmethod
    def once(self, by: str, /) -> R:
        """Do the job. ``by``: person id, or "loop"; a long job looks at ``stopped`` in between."""

    def run(self, by: str = "loop") -> JobState[R]:
        """Do the job once, and say how that went."""
        try:
            self.state = JobState(self.once(by))
        except Exception as problem:
            # Its words may hold a title, a name or an address; the log gets the kind alone.
            log.error("%s: %s", self.failed, type(problem).__name__)
            self.state = JobState(self.state.last, type(problem).__name__)
        return self.state

    def run_until(self, stopped: Event, every_s: float) -> None:
        """Do the job every so many seconds until told to stop."""
        self.stopped = stopped
        while not stopped.is_set():
            self.run()
            stopped.wait(every_s)
