"""A small proposal as a file: two junctions on the globe, three seeds, queues of two steps."""

from dataclasses import replace

import msgspec

from daoan.act.signals.document import SignalDocument, document_of
from daoan.act.signals.proposal import Pair, Proposal
from daoan.terms.estimates import Estimate, Text
from daoan.terms.signal_pictures import JunctionPlace, LaneShape, NetworkPicture, QueueRecording
from tests.act.signals.lights_given import PACK, junction


def proposal(scenario: str = "street", names: tuple[str, str] = ("J1", "J2"), note: str = "n") -> Proposal:
    shipped = tuple(junction(name).programme for name in names)
    better = (shipped[0].timed({0: 40.0}), shipped[1])
    return Proposal(
        scenario, better, shipped, (Pair(1, 40.0, 30.0), Pair(2, 42.0, 33.0), Pair(3, 41.0, 30.0)),
        Estimate(41.0, 38.5, 43.5), Estimate(31.0, 26.7, 35.3), Estimate(10.0, 7.5, 12.5), True, 500.0, 420.0,
        (7001, 7002), 90, (Text(note, note),), PACK.stamp,
    )  # fmt: skip


def document(**told) -> SignalDocument:
    made = proposal(**told)
    names = [p.junction_id for p in made.programmes]
    lanes = (
        LaneShape("in_0", ((107.50, 35.50), (107.51, 35.50)), names[0]),
        LaneShape("out_0", ((107.51, 35.50), (107.52, 35.50))),
    )
    places = (JunctionPlace(names[0], 107.51, 35.50), JunctionPlace(names[1], 107.52, 35.50))
    recording = QueueRecording(1, 0, 10, 900, ("in_0",), ((40, 60),), ((10, 20),))
    return document_of(made, NetworkPicture(True, lanes, places), recording)


def content(made: SignalDocument | None = None, **changes) -> bytes:
    return msgspec.json.encode(replace(made or document(), **changes))
