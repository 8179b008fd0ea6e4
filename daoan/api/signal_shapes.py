"""What the routes of signal proposals answer. Junctions are called by number: names in a file are free text, masked."""

from dataclasses import dataclass

from daoan.act.signals.document import SignalDocument
from daoan.act.signals.proposal import Pair
from daoan.api.masked import mask_label
from daoan.api.work_shapes import MatterLine, Possible
from daoan.jobs.signal_links import NearLink
from daoan.learn.efficiency import LinkVerdict
from daoan.terms.estimates import Estimate, Text
from daoan.terms.masking import mask_text
from daoan.terms.signal_pictures import Point
from daoan.terms.signals import CLEARING, GREEN, Programme


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase. ``kind``: "green", "clearing" (yellow and what is like it) or "red"; ``links``: of how many it is green
    for."""

    seconds: float
    kind: str
    links: int


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A programme of one junction."""

    cycle_s: float
    offset_s: float
    phases: tuple[PhaseLine, ...]


@dataclass(frozen=True, slots=True)
class JunctionLine:
    """A junction before and after. ``x``, ``y``: degrees or metres, as the detail says; ``None`` where not known."""

    number: int
    name: str
    x: float | None
    y: float | None
    before: PlanLine
    after: PlanLine
    changed: bool


@dataclass(frozen=True, slots=True)
class SignalBoard:
    """Proposals, latest first."""

    rows: tuple[MatterLine, ...]
    can_propose: bool


@dataclass(frozen=True, slots=True)
class Window:
    """The demand that was simulated: so many trips due in so many seconds of one seed, with the recording."""

    trips: int
    seconds: int


@dataclass(frozen=True, slots=True)
class SignalDetail:
    """A proposal. ``limits``: what every plan keeps, of the rule pack that it was made with; ``None`` where that is not
    the one at hand. ``near``: measured links to choose from; ``verdict``: what came of it on the road."""

    matter: MatterLine
    can: tuple[Possible, ...]
    scenario: str
    geographic: bool
    junctions: tuple[JunctionLine, ...]
    pairs: tuple[Pair, ...]
    before: Estimate
    after: Estimate
    less: Estimate
    better: bool
    conflicts_before: float | None
    conflicts_after: float | None
    search_seeds: tuple[int, ...]
    simulations: int
    window: Window | None
    limits: dict[str, float] | None
    notes: tuple[Text, ...]
    rule_pack: str
    recorded: bool
    near: tuple[NearLink, ...]
    link_names: dict[str, str]
    verdict: LinkVerdict | None


@dataclass(frozen=True, slots=True)
class LaneLine:
    """A lane on the picture. ``queue``: its row in the recording, ``None`` where nobody ever queued."""

    points: tuple[Point, ...]
    queue: int | None


@dataclass(frozen=True, slots=True)
class Recording:
    """Queues before and after, step by step, metres."""

    geographic: bool
    seed: int
    begin_s: int
    step_s: int
    lanes: tuple[LaneLine, ...]
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]


def junction_lines(document: SignalDocument) -> tuple[JunctionLine, ...]:
    """Junctions of a proposal, in the order of its file."""
    picture = document.picture
    places = {j.junction_id: j for j in picture.junctions} if picture is not None else {}
    lines = []
    for number, (old, new) in enumerate(zip(document.shipped, document.programmes, strict=True), start=1):
        place = places.get(old.junction_id)
        lines.append(
            JunctionLine(
                number, mask_text(old.junction_id), place.x if place else None, place.y if place else None,
                plan_line(old), plan_line(new), old != new,
            )
        )  # fmt: skip
    return tuple(lines)


def plan_line(programme: Programme) -> PlanLine:
    """A programme as it is drawn."""
    return PlanLine(
        programme.cycle_s,
        programme.offset_s,
        tuple(PhaseLine(p.duration_s, kind_of(p.state), sum(c in GREEN for c in p.state)) for p in programme.phases),
    )


def kind_of(state: str) -> str:
    """What a phase is for whoever looks at the lights."""
    if CLEARING & set(state):
        return "clearing"
    return "green" if GREEN & set(state) else "red"


def recording_of(document: SignalDocument) -> Recording | None:
    """Queues on the picture; ``None`` where they were not recorded."""
    told, picture = document.recording, document.picture
    if told is None or picture is None:
        return None
    row = {name: k for k, name in enumerate(told.lanes)}
    lanes = tuple(LaneLine(lane.points, row.get(lane.lane)) for lane in picture.lanes)
    return Recording(picture.geographic, told.seed, told.begin_s, told.step_s, lanes, told.before, told.after)


def notes_of(document: SignalDocument) -> tuple[Text, ...]:
    """What has to be known beside the figures."""
    return tuple(mask_label(note) for note in document.notes)
