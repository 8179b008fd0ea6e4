"""What the loop does to county warnings: drafts them, keeps drafts up to date, withdraws and re-assesses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from daoan.act.county_warning import StepRefused, Terms, WarningEvent, advance
from daoan.act.warning_table import CLOSED
from daoan.terms.codes import LABELS, Level
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records import CountyAssessment, CountyWarning, SituationMonth


def draft_warnings(
    assessments: Sequence[CountyAssessment], earlier: Sequence[CountyWarning], as_of: datetime, terms: Terms
) -> tuple[CountyWarning, ...]:
    """Every warning that stands or is remembered, one open at most for each county.

    A county from the pack's level on gets a draft; a draft follows the latest assessment and is withdrawn when the
    county falls below that level; what was reported back is re-assessed by a later month. Nothing else happens here:
    the rest is for people.
    """
    oldest = as_of - timedelta(days=int(terms.pack.get("warning.remembered_days")))
    closed = [w for w in earlier if w.state in CLOSED and w.raised_at >= oldest]
    standing = {w.unit: w for w in earlier if w.state not in CLOSED}
    found: list[CountyWarning] = []
    for assessment in assessments:
        if assessment.kind != "area":
            continue
        warning = standing.pop(assessment.unit, None)
        if warning is not None:
            found.append(_carry(warning, assessment, as_of, terms))
        elif _warns(assessment, terms):
            found.append(_draft(assessment, as_of, terms))
    return (*found, *standing.values(), *closed)


def measures_for(history: Sequence[SituationMonth], terms: Terms) -> tuple[Text, ...]:
    """Measures of supervision that the colours of the last months call for, gentlest first."""
    pack, levels = terms.pack, [month.level for month in history]
    talk, listed = (int(pack.get(f"warning.{key}")) for key in ("talk_orange_months", "listed_red_months"))
    found = []
    grave = (Level.RED, Level.ORANGE)
    if levels[-1:] == [Level.RED] or (len(levels) >= talk and all(level in grave for level in levels[-talk:])):
        found.append(
            Text(
                f"talk with the county's leaders (red, or orange for {talk} months)",
                f"约谈（红色，或连续{talk}个月橙色）",
            )
        )
    red = len(levels) >= listed and all(level is Level.RED for level in levels[-listed:])
    if red or (history and history[-1].veto):
        deaths = int(pack.get("warning.listed_deaths"))
        found.append(
            Text(
                f"listed supervision (red for {listed} months, or a crash with {deaths} deaths or more)",
                f"挂牌督办（连续{listed}个月红色，或发生死亡{deaths}人以上事故）",
            )
        )
    return tuple(found)


def _warns(assessment: CountyAssessment, terms: Terms) -> bool:
    order = list(Level)
    return order.index(assessment.level) <= order.index(Level(terms.pack.get("warning.from_level")))


def _draft(assessment: CountyAssessment, as_of: datetime, terms: Terms) -> CountyWarning:
    name = f"{assessment.unit}|{assessment.month}"
    return CountyWarning(
        warning_id=f"county-{sha256(name.encode()).hexdigest()[:16]}",
        unit=assessment.unit,
        name=assessment.name,
        month=assessment.month,
        level=assessment.level,
        state="draft",
        title=_title(assessment),
        reasons=assessment.reasons,
        raised_at=as_of,
        due_at=None,
        due=None,
        measures=measures_for(assessment.history, terms),
        rule_pack=terms.pack.stamp,
    )


def _title(assessment: CountyAssessment) -> Text:
    level = LABELS[assessment.level]
    return Text(
        f"{level.en.capitalize()} warning for {assessment.name.en}, {assessment.month}",
        f"{assessment.name.zh}{assessment.month}{level.zh}预警",
    )


def _carry(warning: CountyWarning, assessment: CountyAssessment, as_of: datetime, terms: Terms) -> CountyWarning:
    if warning.state in ("draft", "review") and not _warns(assessment, terms):
        note = f"{assessment.month}: {assessment.level.value}"
        return _done(advance(warning, WarningEvent("withdraw", "loop", "loop", note), as_of, terms))
    if warning.state == "draft":
        return replace(
            warning,
            month=assessment.month,
            level=assessment.level,
            title=_title(assessment),
            reasons=assessment.reasons,
            measures=measures_for(assessment.history, terms),
            rule_pack=terms.pack.stamp,
        )
    if warning.state == "feedback" and assessment.month > warning.month:
        event = WarningEvent("reassess", "loop", "loop", level=assessment.level, month=assessment.month)
        return replace(_done(advance(warning, event, as_of, terms)), measures=measures_for(assessment.history, terms))
    return warning


def _done(answer: CountyWarning | StepRefused) -> CountyWarning:
    if isinstance(answer, StepRefused):
        raise Fault(f"the loop's own step on a county warning was refused: {answer.message.en}")
    return answer
