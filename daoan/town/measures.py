"""What the town's authorities say of their measures: which, where, since when. Not what they do; nobody knows that."""

import csv
from dataclasses import dataclass
from datetime import date
from io import StringIO

from daoan.town.build import Town
from daoan.town.changes import ChangeKind

SOURCE = "model town, simulated 模型城市（模拟）"
HEADINGS = ("措施编号", "措施类型", "措施名称", "路段编号", "实施日期", "来源")
#: What measures are called in a list of works, by kind.
TITLES = {
    "speed_camera": "speed cameras · 测速抓拍",
    "section_control": "average-speed enforcement · 区间测速",
    "lighting": "street lighting · 道路照明",
    "warning_signs": "warning signs · 警示标志",
}


@dataclass(frozen=True, slots=True)
class TownMeasure:
    """One measure as a list of works would hold it."""

    measure_id: str
    kind: str
    segment_ids: tuple[str, ...]
    starts: date
    source: str = SOURCE

    @property
    def title(self) -> str:
        """What it is called, in both languages; its kind, where that has no name."""
        return TITLES.get(self.kind, self.kind)


def list_measures(town: Town) -> tuple[TownMeasure, ...]:
    """The measures among a town's changes, in their order."""
    ids = town.network.segment_id
    measures = [change for change in town.truth.changes if change.kind is ChangeKind.MEASURE]
    return tuple(
        TownMeasure(f"M{k:02d}", m.name or "measure", tuple(str(ids[row]) for row in m.segments), m.starts)
        for k, m in enumerate(measures, start=1)
    )


def write_measures(measures: tuple[TownMeasure, ...]) -> bytes:
    """The measures as CSV (UTF-8 with a byte-order mark), segment ids parted by ``;``."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for m in measures:
        writer.writerow([m.measure_id, m.kind, m.title, ";".join(m.segment_ids), m.starts.isoformat(), m.source])
    return text.getvalue().encode("utf-8-sig")
