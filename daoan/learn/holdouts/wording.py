"""What a result says in words, losses as plain as wins."""

from collections.abc import Iterator, Sequence

from daoan.terms.estimates import Estimate, Text
from daoan.terms.records.holdouts import HoldoutResult

OUTCOME = {
    "crashes": Text("crashes", "事故"),
    "violations": Text("violations", "违法"),
    "speeds": Text("mean speed", "平均车速"),
}
VERDICT = {
    "works": Text("Presence lowers {what}", "上勤可降低{what}"),
    "harms": Text("There is more of {what} where units were sent", "上勤点位的{what}反而更高"),
    "not_yet": Text("Not yet able to tell whether presence changes {what}", "尚不能判断上勤是否影响{what}"),
}


def result_words(found: HoldoutResult, fewest: int, differing: int, weeks: Sequence[int]) -> tuple[Text, ...]:
    """Verdict, effect, presence and spill-over, a sentence each. ``fewest``: pairs of a verdict; ``differing``: pairs
    whose cells must differ before an effect is told."""
    return tuple(_words(found, fewest, differing, weeks))


def _words(found: HoldoutResult, fewest: int, differing: int, weeks: Sequence[int]) -> Iterator[Text]:
    what, verdict = OUTCOME[found.outcome], VERDICT[found.verdict]
    yield _when(found, fewest, weeks, verdict.en.format(what=what.en), verdict.zh.format(what=what.zh))
    if found.effect is not None:
        en, zh = _span(found.outcome, found.effect)
        yield Text(
            f"So far, as ordered: {en}, over {found.pairs} pairs (of which {found.informative} differ).",
            f"目前按指令比较：{zh}；共{found.pairs}对，其中{found.informative}对有差异。",
        )
    elif found.pairs:
        yield Text(
            f"{found.informative} of {found.pairs} pairs differ; how large an effect is, is told from {differing} on.",
            f"{found.pairs}对中{found.informative}对有差异；有差异的对数达到{differing}后方给出效果大小。",
        )
    kept, whole = int(found.followed.part), int(found.followed.whole)
    if whole:
        yield Text(
            f"Presence was as drawn in {kept} of {whole} cells; {found.by_position} of them known from positions, the "
            "others as planned.",
            f"{whole}个单元中{kept}个按抽取结果执行；其中{found.by_position}个有定位记录，其余以方案为准。",
        )
    if found.ring is not None:
        en, zh = _span(found.outcome, found.ring)
        yield Text(f"Around the cells (spill-over): {en}.", f"点位周边（外溢）：{zh}。")


def _when(found: HoldoutResult, fewest: int, weeks: Sequence[int], en: str, zh: str) -> Text:
    if found.spoken_at is None:
        return Text(
            f"{en}: {found.weeks} of the first {weeks[0]} weeks are over.",
            f"{zh}：首个结论时点为{weeks[0]}周，现累计{found.weeks}周。",
        )
    if found.pairs < fewest:
        return Text(
            f"{en}: {found.pairs} pairs, at least {fewest} are needed.", f"{zh}：仅{found.pairs}对，至少需{fewest}对。"
        )
    return Text(f"{en} (said at {found.spoken_at} weeks).", f"{zh}（{found.spoken_at}周时结论）。")


def _span(outcome: str, of: Estimate) -> tuple[str, str]:
    if outcome == "speeds":
        return (
            f"{of.value:+.1f} km/h ({of.low:+.1f} to {of.high:+.1f}) where units were sent",
            f"上勤点位相差{of.value:+.1f}公里/小时（{of.low:+.1f}至{of.high:+.1f}）",
        )
    return (
        f"{of.value:+.0%} ({of.low:+.0%} to {of.high:+.0%}) of what was expected, where units were sent",
        f"上勤点位相差期望数的{of.value:+.0%}（{of.low:+.0%}至{of.high:+.0%}）",
    )
