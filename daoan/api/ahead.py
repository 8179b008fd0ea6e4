"""What somebody's first look at a page would wait for longest, worked out before anybody looks.

Each of these keeps what it found for as long as it holds, so that asking again in vain costs next to nothing.
"""

from collections.abc import Callable

from daoan.api.device_room import DeviceRoom
from daoan.api.outlook import squares_of
from daoan.api.quality import recording_changes
from daoan.api.rural_room import RuralRoom
from daoan.api.workdesk import WorkDesk
from daoan.assess.companies.schemes import DEFAULT, schemes_in
from daoan.jobs.companies.board import moment_of


def looks_ahead(work: WorkDesk) -> tuple[Callable[[], object], ...]:
    """Everything that is worked out ahead, what is asked for most often first."""
    return (
        DeviceRoom(work).look_ahead,
        RuralRoom(work).look_ahead,
        lambda: work.advice.stations(work.clock.now()),
        lambda: _companies(work),
        lambda: _results(work),
    )


def _companies(work: WorkDesk) -> None:
    room, scheme = work.room, schemes_in(work.desk.packs)[DEFAULT]
    work.company_ratings.of(room, scheme, moment_of("", work.clock.now(), room.zone))


def _results(work: WorkDesk) -> None:
    if (view := work.desk.find_view()) is not None:
        squares_of(view, None)
        recording_changes(work.desk, view)
