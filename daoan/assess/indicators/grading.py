"""Casualty grades of a crash 事故等级: 一般, 较大, 重大, 特别重大, by deaths."""

import numpy as np

from daoan.assess.indicators.register import Register
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack

#: Grades in rising order; a crash without deaths has none.
GRADES: tuple[tuple[str, Text], ...] = (
    ("none", Text("no deaths", "无人死亡")),
    ("general", Text("general (1–2 deaths)", "一般事故（死亡1—2人）")),
    ("larger", Text("larger (3–9 deaths)", "较大事故（死亡3—9人）")),
    ("major", Text("major (10–29 deaths)", "重大事故（死亡10—29人）")),
    ("extreme", Text("extreme (30 deaths or more)", "特别重大事故（死亡30人以上）")),
)


def grades_of(deaths: Floats, pack: RulePack) -> Ints:
    """Position in :data:`GRADES` of each crash, from its deaths and the pack's ``grading`` bounds."""
    bounds = [
        1,
        pack.get("grading.larger_deaths"),
        pack.get("grading.major_deaths"),
        pack.get("grading.extreme_deaths"),
    ]
    return np.searchsorted(np.array(bounds, dtype=np.float64), deaths, side="right").astype(np.int64)


def graded_deaths(register: Register) -> Floats:
    """Deaths that grading goes by: the official 7-day count where recorded, else whatever count there is."""
    return np.where(np.isnan(register.deaths_7d), register.deaths, register.deaths_7d)
