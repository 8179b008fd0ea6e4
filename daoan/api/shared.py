"""What all processes of one server share: questions under way, grants, and the jobs that are run beside them.

A server of one process has all of it within. Of several, one holds it and the others ask (:mod:`daoan.app.processes`):
what stands here is the little that a request leaves for a later one without writing it into the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from daoan.api.knocks import Knocks
from daoan.api.masked import Grants
from daoan.api.pending import Pending
from daoan.jobs.keepers import JobState


class Job(Protocol):
    """A job that is repeated: how it stands, and doing it now."""

    @property
    def state(self) -> JobState[Any]:
        """How the last run went."""

    def run(self, by: str = "loop") -> JobState[Any]:
        """Do it once."""


@dataclass(frozen=True, slots=True)
class Shared:
    """``jobs``: by name, where another process runs them; else whoever needs one makes it."""

    pending: Pending = field(default_factory=Pending)
    grants: Grants = field(default_factory=Grants)
    knocks: Knocks = field(default_factory=Knocks)
    jobs: Mapping[str, Job] = field(default_factory=dict)
