"""Why a stretch stands where it stands, in words a duty officer can check."""

from daoan.assess.exposure import CLASS
from daoan.assess.risk.table import RiskTable
from daoan.terms.estimates import Text

#: From here on a difference is worth a sentence: 20 % around, half as many again for severity or flow.
AROUND_FACTOR, SEVERITY_FACTOR, FLOW_FACTOR = 1.2, 1.5, 1.5


def reasons_of(table: RiskTable, i: int, class_median_flow: float) -> tuple[Text, ...]:
    """Reasons of row ``i``, weightiest first. ``class_median_flow``: vehicles per day of the network's like roads."""
    out = [_own_crashes(table, i)]
    if table.ksi[i] >= 2 and table.ksi[i] > SEVERITY_FACTOR * table.ksi_model[i] * table.years:
        out.append(_severe(table, i))
    if table.around[i] >= AROUND_FACTOR or table.around[i] <= 1 / AROUND_FACTOR:
        out.append(_around(float(table.around[i])))
    flow = float(table.exposure.vehicles_per_day[i])
    if table.exposure.source[i] == CLASS:
        out.append(
            Text(
                "Traffic was not counted here; flow is assumed from the road class, so the interval is wider.",
                "该路段无交通量观测，流量按道路等级取值，区间相应放宽。",
            )
        )
    elif flow > FLOW_FACTOR * class_median_flow:
        times = f"{flow / class_median_flow:.1f}"
        out.append(
            Text(
                f"Traffic is {times} times that of a typical road of its class.",
                f"交通量为同等级道路一般水平的{times}倍。",
            )
        )
    return tuple(out)


def _own_crashes(table: RiskTable, i: int) -> Text:
    had, years = int(table.crashes[i]), table.years
    like = f"{table.model[i] * years:.1f}"
    noun = "crash" if had == 1 else "crashes"
    span = "1 year" if years == 1 else f"{years} years"
    seen = f"发生事故{had}起" if had else "未发生事故"
    return Text(
        f"{had or 'No'} {noun} in {span} where such roads have {like}.", f"{years}年内{seen}，同类路段平均为{like}起。"
    )


def _severe(table: RiskTable, i: int) -> Text:
    had, of, like = int(table.ksi[i]), int(table.crashes[i]), f"{table.ksi_model[i] * table.years:.1f}"
    return Text(
        f"{had} of its {of} crashes killed or seriously injured someone; such roads have {like}.",
        f"其中{had}起造成人员死亡或重伤（共{of}起），同类路段平均为{like}起。",
    )


def _around(factor: float) -> Text:
    if factor >= 1:
        more = f"{100 * (factor - 1):.0f}"
        return Text(
            f"The stretches around it have more crashes than expected (raises what is expected here by {more} %).",
            f"周边路段事故多于预期（本路段预期值因此上调{more}%）。",
        )
    fewer = f"{100 * (1 - factor):.0f}"
    return Text(
        f"The stretches around it have fewer crashes than expected (lowers what is expected here by {fewer} %).",
        f"周边路段事故少于预期（本路段预期值因此下调{fewer}%）。",
    )
