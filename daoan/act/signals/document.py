"""The file of a proposal: everything that speaks for it, and what it looks like, where that was recorded."""

from dataclasses import dataclass, fields
from itertools import chain

import msgspec

from daoan.act.signals.proposal import Proposal
from daoan.terms.errors import Fault, InputError
from daoan.terms.signal_pictures import NetworkPicture, QueueRecording
from daoan.terms.signals import Programme

MOST_BYTES = 10 * 1024 * 1024
MOST_JUNCTIONS, MOST_PHASES, MOST_SEEDS, MOST_CELLS = 2_000, 60, 1_000, 2_000_000
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class SignalDocument(Proposal):
    """A proposal with its picture. ``picture``: lanes and junctions; ``recording``: queues before and after."""

    picture: NetworkPicture | None = None
    recording: QueueRecording | None = None

    @property
    def changed(self) -> tuple[int, ...]:
        """Rows of the programmes that differ from the shipped ones."""
        pairs = enumerate(zip(self.shipped, self.programmes, strict=True))
        return tuple(row for row, (old, new) in pairs if old != new)


def document_of(
    proposal: Proposal, picture: NetworkPicture | None = None, recording: QueueRecording | None = None
) -> SignalDocument:
    """A proposal with its picture."""
    return SignalDocument(
        **{f.name: getattr(proposal, f.name) for f in fields(Proposal)}, picture=picture, recording=recording
    )


def read_document(content: bytes) -> SignalDocument:
    """The file that ``daoan signals optimise`` writes. Raises :class:`InputError` for anything else."""
    if len(content) > MOST_BYTES:
        raise InputError(f"a proposal may have {MOST_BYTES // 1024 // 1024} MiB 方案文件过大")
    try:
        found = msgspec.json.decode(content, type=SignalDocument)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Fault) as problem:
        wrong = f"this is no *.signals.json of daoan signals optimise, judged on two seeds or more: {problem!s:.200}"
        raise InputError(f"{wrong} 不是信号优化方案文件，或检验种子不足两个") from None
    _require_whole(found)
    return found


def _require_whole(found: SignalDocument) -> None:
    if not found.programmes or not found.pairs:
        raise InputError("the proposal has no junction, or no seed that judges it 方案没有路口或检验种子")
    if [p.junction_id for p in found.programmes] != [p.junction_id for p in found.shipped]:
        raise InputError("programmes before and after are of different junctions 前后方案的路口不一致")
    if any(_differ(old, new) for old, new in zip(found.shipped, found.programmes, strict=True)):
        raise InputError("a programme has other phases than the shipped one, or none 前后方案的相位不一致")
    if set(found.search_seeds) & {p.seed for p in found.pairs}:
        raise InputError("a seed that the search met judges the proposal 检验种子与寻优种子重复")
    most = max(len(p.phases) for p in found.programmes)
    if len(found.programmes) > MOST_JUNCTIONS or most > MOST_PHASES or len(found.pairs) > MOST_SEEDS:
        raise InputError("the proposal has more junctions, phases or seeds than can be shown 方案规模超出可展示范围")
    names = (found.scenario, found.rule_pack, *(p.junction_id for p in found.programmes))
    if any(len(name) > LONGEST_NAME or not name.isprintable() for name in names):
        raise InputError("a name in the proposal is too long, or no name 方案中的名称过长或含非法字符")
    if found.recording is not None:
        _require_recording(found.recording)


def _differ(old: Programme, new: Programme) -> bool:
    seconds = [p.duration_s for p in (*old.phases, *new.phases)]
    return not seconds or min(seconds) <= 0 or [p.state for p in old.phases] != [p.state for p in new.phases]


def _require_recording(recording: QueueRecording) -> None:
    rows = [*recording.before, *recording.after]
    lengths = {len(row) for row in rows}
    even = len(recording.before) == len(recording.after) == len(recording.lanes) and len(lengths) <= 1
    if recording.step_s < 1 or not even or sum(map(len, rows)) > MOST_CELLS:
        raise InputError("the recording of queues does not fit together 排队记录不完整")
    if any(not 0 <= metres <= 100_000 for metres in chain.from_iterable(rows)):
        raise InputError("a queue in the recording has no possible length 排队长度有误")
