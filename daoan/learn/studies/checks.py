"""What the comparison takes for granted, looked at in the data before the measure."""

from daoan.kernels.effects.differences import parallel_trend_p_value
from daoan.learn.studies.ground import Ground, Span
from daoan.learn.studies.methods import monthly
from daoan.learn.studies.sites import Sites
from daoan.terms.estimates import Text
from daoan.terms.records import StudyCheck

ALIKE = Text(
    "Before the measure these stretches and the comparison roads went alike, as far as {n} crashes can tell (p = {p}).",
    "措施实施前，这些路段与对照路段走势一致（仅就{n}起事故而言，p = {p}）。",
)
APART = Text(
    "Before the measure these stretches did not go as the comparison roads did (p = {p}); read the effect with doubt.",
    "措施实施前，这些路段与对照路段走势已不一致（p = {p}），效果估计须谨慎对待。",
)
SHORT = Text(
    "Only {n} year(s) before: what such places have weighs more than what these had.",
    "实施前仅有{n}年记录，估计更多依赖同类路段的水平。",
)
LONG = Text("{n} years before.", "实施前有{n}年记录。")
USUAL_YEARS = 3


def list_checks(span: Span, sites: Sites, ground: Ground) -> tuple[StudyCheck, ...]:
    """Whether both groups went alike before, and whether the past is long enough."""
    mine, theirs = (monthly(span, mask, ground)[0] for mask in (sites.changed, sites.comparison))
    years = (span.years, -1)
    p = parallel_trend_p_value(mine.reshape(years).sum(axis=1), theirs.reshape(years).sum(axis=1))
    alike = p >= float(ground.pack.get("judgement.trend_p_value"))
    long = span.years >= USUAL_YEARS
    return (
        StudyCheck("parallel_trend", alike, _say(ALIKE if alike else APART, n=int(mine.sum()), p=f"{p:.2f}"), p),
        StudyCheck("years_before", long, _say(LONG if long else SHORT, n=span.years)),
    )


def _say(words: Text, **places: object) -> Text:
    return Text(words.en.format(**places), words.zh.format(**places))
