"""Whether a programme may replace another: said by rules alone, with nothing of the search in it.

Each breach is a sentence in both languages; none means that the programme keeps every rule that this house knows of.
"""

from collections.abc import Sequence

from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import GREEN, Programme, SignalJunction

EPSILON = 1e-6


def breaches(junction: SignalJunction, proposed: Programme, pack: RulePack) -> tuple[Text, ...]:
    """What the programme breaks: identity of phases and clearance, greens, pedestrians, cycle, longest red."""
    shipped = junction.programme
    name = shipped.junction_id
    if proposed.junction_id != name:
        return (
            Text(f"{name}: the programme is for {proposed.junction_id}", f"{name}：方案属于{proposed.junction_id}"),
        )
    if [p.state for p in proposed.phases] != [p.state for p in shipped.phases]:
        return (Text(f"{name}: states or order of phases differ", f"{name}：相位灯态或顺序被改动"),)
    free = shipped.green_rows(float(pack.get("clearance.most_s")))
    found = [_of_phase(junction, proposed, row, row in free, pack) for row in range(len(shipped.phases))]
    found += [_of_cycle(proposed, pack), _of_reds(junction, proposed, pack)]
    return tuple(text for one in found for text in one)


def longest_red_s(states: Sequence[str], durations_s: Sequence[float], link: int) -> float:
    """Longest uninterrupted time without green of a link in a cycle that repeats; infinite where it never gets any."""
    green = [s[link] in GREEN for s in states]
    if not any(green):
        return float("inf")
    first = green.index(True)
    longest = run = 0.0
    for k in range(len(states)):
        row = (first + k) % len(states)
        run = 0.0 if green[row] else run + durations_s[row]
        longest = max(longest, run)
    return longest


def _of_phase(junction: SignalJunction, proposed: Programme, row: int, free: bool, pack: RulePack) -> list[Text]:
    was, now, name = junction.programme.phases[row], proposed.phases[row], junction.junction_id
    seconds, found = now.duration_s, []
    if not free:
        if abs(seconds - was.duration_s) > EPSILON:
            en = f"{name}, phase {row}: clearance changed from {was.duration_s:g} to {seconds:g} s"
            found.append(Text(en, f"{name}第{row}相位：清空时间由{was.duration_s:g}秒改为{seconds:g}秒"))
        return found
    if abs(seconds - round(seconds)) > EPSILON:
        found.append(
            Text(f"{name}, phase {row}: {seconds:g} s is not whole", f"{name}第{row}相位：{seconds:g}秒不是整秒")
        )
    least = max(float(pack.get("limits.least_green_s")), was.least_s or 0.0)
    most = min(float(pack.get("limits.most_green_s")), was.most_s if was.most_s is not None else float("inf"))
    if not least - EPSILON <= seconds <= most + EPSILON:
        en = f"{name}, phase {row}: green of {seconds:g} s, allowed {least:g} to {most:g}"
        found.append(Text(en, f"{name}第{row}相位：绿灯{seconds:g}秒，允许{least:g}至{most:g}秒"))
    for link in junction.links:
        if link.crossing_m is None or was.state[link.index] not in GREEN:
            continue
        need = float(pack.get("pedestrian.walk_s")) + link.crossing_m / float(pack.get("pedestrian.speed_m_s"))
        if seconds < need - EPSILON:
            en = f"{name}, phase {row}: pedestrians need {need:.1f} s, green is {seconds:g} s"
            found.append(Text(en, f"{name}第{row}相位：行人过街需{need:.1f}秒，绿灯仅{seconds:g}秒"))
    return found


def _of_cycle(proposed: Programme, pack: RulePack) -> list[Text]:
    low, high = float(pack.get("limits.least_cycle_s")), float(pack.get("limits.most_cycle_s"))
    name, cycle, found = proposed.junction_id, proposed.cycle_s, []
    if not low - EPSILON <= cycle <= high + EPSILON:
        en = f"{name}: cycle of {cycle:g} s, allowed {low:g} to {high:g}"
        found.append(Text(en, f"{name}：周期{cycle:g}秒，允许{low:g}至{high:g}秒"))
    if not -EPSILON <= proposed.offset_s < cycle:
        en = f"{name}: offset of {proposed.offset_s:g} s lies outside the cycle"
        found.append(Text(en, f"{name}：相位差{proposed.offset_s:g}秒超出周期"))
    return found


def _of_reds(junction: SignalJunction, proposed: Programme, pack: RulePack) -> list[Text]:
    limit, name, found = float(pack.get("limits.most_red_s")), junction.junction_id, []
    states, seconds = [p.state for p in proposed.phases], [p.duration_s for p in proposed.phases]
    shipped = [p.duration_s for p in junction.programme.phases]
    for link in range(len(states[0])):
        longest = longest_red_s(states, seconds, link)
        never = longest == float("inf") and longest_red_s(states, shipped, link) == longest
        if longest > limit + EPSILON and not never:
            en = f"{name}, link {link}: red for {longest:g} s, at most {limit:g}"
            found.append(Text(en, f"{name}第{link}流向：连续红灯{longest:g}秒，应不超过{limit:g}秒"))
    return found
