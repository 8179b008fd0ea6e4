"""Detections 研判结果: what passes gave reason to suspect, as columns. A detection is a suspicion, and nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from daoan.terms.passes import Column, Columns


class Suspicion(IntEnum):
    """What is suspected. Numbers are kept: never reordered."""

    WATCHED = 1  # 布控命中
    WATCHED_MISREAD = 2  # a read that resembles a watched plate
    CLONE = 3  # 套牌: two places that one vehicle cannot reach
    LOOKS = 4  # 套牌嫌疑: another type, colour or brand than registered
    POINT_SPEED = 5  # 超速
    SECTION_SPEED = 6  # 区间超速
    FATIGUE = 7  # 疲劳驾驶
    NIGHT_COACH = 8  # 客车凌晨 2–5 点运行
    INSPECTION = 9  # 逾期未检验
    SCRAP = 10  # 逾期未报废
    CANCELLED = 11  # 注销、报废公告、被盗登记的号牌
    UNREGISTERED = 12  # 假牌嫌疑: of home, and not in the register
    UNPROCESSED = 13  # 多次违法未处理
    HAZARD_ROAD = 14  # a vehicle on a road that it should not enter unseen
    SHUTTLE = 15  # 非法营运嫌疑: there and back, day after day


@dataclass(frozen=True, slots=True, eq=False)
class DetectionFrame(Columns):
    """Detections as columns, in the order of the passes that gave rise to them.

    ``value`` and ``limit`` are in the unit of the suspicion: km/h of a speed, hours of driving, days overdue, reads of
    a second vehicle, points of a look, violations, days of going to and fro.
    """

    detection_id: Column  # int64; follows from the evidence, so that the same evidence gives the same
    kind: Column  # uint8, Suspicion
    plate: Column  # int64, packed, as read
    pass_id: Column  # int64, of the pass that gave rise to it
    site: Column  # int32
    happened_ms: Column  # int64, UTC, by the device's clock
    other_site: Column  # int32, of the earlier read that it is held against; -1
    other_ms: Column  # int64; 0
    entry: Column  # int32, number of the watch entry; -1
    value: Column  # float32
    limit: Column  # float32
    p_right: Column  # float32, chance that this is the vehicle that it is taken for


#: The type of each column of a :class:`DetectionFrame`.
DETECTION_TYPES: dict[str, npt.DTypeLike] = {
    "detection_id": np.int64, "kind": np.uint8, "plate": np.int64, "pass_id": np.int64, "site": np.int32,
    "happened_ms": np.int64, "other_site": np.int32, "other_ms": np.int64, "entry": np.int32, "value": np.float32,
    "limit": np.float32, "p_right": np.float32,
}  # fmt: skip


#: The same as one record.
DETECTION = np.dtype(list(DETECTION_TYPES.items()), align=True)


def detections_of(records: npt.NDArray[np.void]) -> DetectionFrame:
    """Records of :data:`DETECTION` as columns."""
    return DetectionFrame(**{name: records[name].copy() for name in DETECTION_TYPES})


def empty_detections(length: int) -> DetectionFrame:
    """Columns to be filled: zeros of the right types."""
    return DetectionFrame(**{name: np.zeros(length, dtype) for name, dtype in DETECTION_TYPES.items()})


def join_detections(parts: Sequence[DetectionFrame]) -> DetectionFrame:
    """Detections one behind another."""
    if not parts:
        return empty_detections(0)
    return DetectionFrame(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in DETECTION_TYPES})
