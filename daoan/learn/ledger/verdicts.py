"""What the loop report says in words, losses as plain as wins."""

from collections.abc import Sequence

from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import LoopConcentration, RunawayPoint

#: Hours beyond this multiple of expected injuries in the busiest part are called concentrated: a project default.
BEYOND = 2.0


def verdicts_of(
    basis: str,
    concentration: Sequence[LoopConcentration],
    correlation: Estimate | None,
    top_expected: Share,
    runaway: Sequence[RunawayPoint],
) -> tuple[Text, ...]:
    """Basis, concentration, correlation and simulation, a sentence each."""
    said = [_basis_words(basis)]
    said += [_concentration_words(c) for c in concentration if c.top_pct == 5.0]
    if correlation is not None:
        said.append(
            Text(
                f"Over squares, hours and expected injuries have a rank correlation of {correlation.value:.2f} "
                f"(95 %: {correlation.low:.2f} to {correlation.high:.2f}).",
                f"按网格比较，工时与伤害期望的秩相关系数为{correlation.value:.2f}"
                f"（95%区间{correlation.low:.2f}至{correlation.high:.2f}）。",
            )
        )
    last, share = runaway[-1], top_expected.value or 0.0
    said.append(
        Text(
            f"The tenth of squares with most expected injuries holds {share:.0%} of them. Simulated for {last.week} "
            f"weeks, planning from what patrols find sends {last.discovered.value:.0%} of patrols there "
            f"({last.discovered.low:.0%} to {last.discovered.high:.0%}); planning from reported crashes "
            f"{last.reported.value:.0%} ({last.reported.low:.0%} to {last.reported.high:.0%}).",
            f"伤害期望最高的一成网格占全部期望的{share:.0%}。模拟{last.week}周：若按巡逻发现的情况派警，"
            f"{last.discovered.value:.0%}的警力会去那里（{last.discovered.low:.0%}至{last.discovered.high:.0%}）；"
            f"若按上报事故派警，为{last.reported.value:.0%}（{last.reported.low:.0%}至{last.reported.high:.0%}）。",
        )
    )
    return tuple(said)


def _basis_words(basis: str) -> Text:
    if basis == "presence":
        return Text("Hours are those that police were recorded to be there.", "工时为有记录的实际到岗时间。")
    return Text(
        "Hours are those planned: presence is not recorded. No enforcement data feed the plan, so it cannot learn from "
        "where police were.",
        "工时为计划工时，实际到岗未记录。方案不使用执法数据，不会因警力曾到过某处而偏向该处。",
    )


def _concentration_words(c: LoopConcentration) -> Text:
    hours, expected = c.hours.value or 0.0, c.expected.value or 0.0
    beyond = expected > 0 and hours > BEYOND * expected
    return Text(
        f"The {c.top_pct:g} % of length with most expected injuries per km hold {expected:.0%} of them and get "
        f"{hours:.0%} of the hours" + ("; that is concentrated beyond the risk." if beyond else "."),
        f"每公里伤害期望最高的{c.top_pct:g}%里程占全部期望的{expected:.0%}，分得{hours:.0%}的工时"
        + ("，集中程度超出风险本身。" if beyond else "。"),
    )
