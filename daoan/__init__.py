"""Daoan 道安: open road-safety operations for a city and its counties.

One loop, all day: sense 感知 → assess 研判 → warn 预警 → act 处置 → learn 反馈.
Start at :mod:`daoan.terms.records` (the nouns), then :mod:`daoan.loop` (the order), then the room you need.
"""

__version__ = "0.1.0"
