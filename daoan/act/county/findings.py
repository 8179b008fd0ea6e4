"""Which counties are to be warned this month, and which measures of supervision their colours call for."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from daoan.terms.codes import LABELS, Level
from daoan.terms.estimates import Text
from daoan.terms.records import CountyAssessment, CountyWarning, SituationMonth
from daoan.terms.rulepacks import RulePack


def find_warnings(
    assessments: Sequence[CountyAssessment], as_of: datetime, pack: RulePack
) -> tuple[CountyWarning, ...]:
    """A warning for each county from the pack's level on. ``pack``: the rule pack ``situation``."""
    order, least = list(Level), Level(pack.get("warning.from_level"))
    return tuple(
        _found(a, as_of, pack) for a in assessments if a.kind == "area" and order.index(a.level) <= order.index(least)
    )


def rungs_for(history: Sequence[SituationMonth], pack: RulePack) -> tuple[str, ...]:
    """Rungs of supervision that the colours of the last months call for, gentlest first."""
    levels, grave = [month.level for month in history], (Level.RED, Level.ORANGE)
    talk, listed = (int(pack.get(f"warning.{key}")) for key in ("talk_orange_months", "listed_red_months"))
    found = []
    if levels[-1:] == [Level.RED] or (len(levels) >= talk and all(level in grave for level in levels[-talk:])):
        found.append("talk")
    red = len(levels) >= listed and all(level is Level.RED for level in levels[-listed:])
    if red or (history and history[-1].veto):
        found.append("listed")
    return tuple(found)


def _measures(rungs: Sequence[str], pack: RulePack) -> tuple[Text, ...]:
    talk, listed = (int(pack.get(f"warning.{key}")) for key in ("talk_orange_months", "listed_red_months"))
    deaths = int(pack.get("warning.listed_deaths"))
    words = {
        "talk": Text(
            f"talk with the county's leaders (red, or orange for {talk} months)", f"约谈（红色，或连续{talk}个月橙色）"
        ),
        "listed": Text(
            f"listed supervision (red for {listed} months, or a crash with {deaths} deaths or more)",
            f"挂牌督办（连续{listed}个月红色，或发生死亡{deaths}人以上事故）",
        ),
    }
    return tuple(words[rung] for rung in rungs)


def _found(assessment: CountyAssessment, as_of: datetime, pack: RulePack) -> CountyWarning:
    name, level = f"{assessment.unit}|{assessment.month}", LABELS[assessment.level]
    rungs = rungs_for(assessment.history, pack)
    return CountyWarning(
        warning_id=f"county-{sha256(name.encode()).hexdigest()[:16]}",
        unit=assessment.unit,
        name=assessment.name,
        month=assessment.month,
        level=assessment.level,
        title=Text(
            f"{level.en.capitalize()} warning for {assessment.name.en}, {assessment.month}",
            f"{assessment.name.zh}{assessment.month}{level.zh}预警",
        ),
        reasons=assessment.reasons,
        raised_at=as_of,
        measures=_measures(rungs, pack),
        rungs=rungs,
        rule_pack=pack.stamp,
    )
