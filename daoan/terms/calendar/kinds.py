"""Kinds of days."""

from enum import StrEnum


class DayKind(StrEnum):
    """How a day is spent. China's notices move working days onto weekends, so a Sunday may be worked."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SHIFTED_WORKDAY = "shifted_workday"  # 调休上班: a weekend day that is worked for a day off elsewhere
