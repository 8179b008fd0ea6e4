"""What a person should know when the work is done, in ten lines."""

from daoan.api.desk import Desk
from daoan.api.meta import meta_of
from daoan.app.check import balance_of
from daoan.app.workspace import WEB, Workspace
from daoan.terms.estimates import Share, Text
from daoan.terms.records import Alert, BlackSpot, DutyPlan, SegmentEstimate


def summary_rows(workspace: Workspace) -> list[tuple[Text, str]]:
    """Label and value, in the order of the loop."""
    desk = Desk(workspace.store, workspace.city, workspace.packs, web=WEB, cache=workspace.cache)
    meta, view, balance = meta_of(desk), desk.view(), balance_of(workspace)
    alerts = view.all(Alert)
    opened, held = (sum(a.state == s for a in alerts) for s in ("open", "held"))
    credible = sum(s.prob_excess >= 0.95 for s in view.all(SegmentEstimate))
    rows = [
        (
            Text("rows read = accepted + refused", "读入=采用+退回"),
            f"{balance.rows_read:,} = {balance.rows_accepted:,} + {balance.rows_refused:,}",
        ),
        (Text("crashes, casualties", "事故、伤亡人员"), f"{balance.crashes:,}, {balance.casualties:,}"),
    ]
    if meta.network and meta.off_network:
        rows += [
            (Text("road network", "路网"), f"{meta.network.segments:,} × {meta.network.length_km:,.0f} km"),
            (
                Text("off the network (all, KSI)", "路网外（全部、死亡重伤）"),
                f"{_percent(meta.off_network.all)}, {_percent(meta.off_network.ksi)}",
            ),
        ]
    rows += [
        (Text("stretches surely worse than expected", "确信偏高路段"), f"{credible:,}"),
        (Text("black spots", "事故多发点段"), f"{len(view.all(BlackSpot)):,}"),
        (Text("alerts open, held", "预警生效、暂缓"), f"{opened:,}, {held:,}"),
    ]
    rows += [
        (
            Text(f"{plan.title.en}: injuries covered (as usual)", f"{plan.title.zh}：伤亡覆盖（按以往）"),
            f"{_percent(plan.covered)} ({_percent(plan.covered_as_usual)})",
        )
        for plan in view.all(DutyPlan)
    ]
    seconds = view.run.seconds
    rows.append((Text("the loop took", "一轮用时"), f"{sum(seconds.values()):.1f} s"))
    return rows


def _percent(share: Share) -> str:
    return "—" if share.value is None else f"{share.value * 100:.1f} %"
