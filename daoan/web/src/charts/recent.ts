/** Weeks of one series: known, not yet known, what was to be expected, and where recording changed. */
import type { Nowcast, RecordingBreak, WatchedSeries } from "../api/recent";
import { day, num, percent, range } from "../format";
import { dateFormat } from "../formatters";
import { locale, say, t } from "../i18n";
import { frame, legendSpace, type Ink } from "./ink";

const short = (iso: string, zone: string): string => dateFormat(locale.value, { day: "numeric", month: "numeric", timeZone: zone }).format(new Date(new Date(iso).getTime() - 1));

export function weekOptions(series: WatchedSeries, nowcast: Nowcast | null, breaks: RecordingBreak[], zone: string) {
  return (i: Ink) => {
    const f = frame(i);
    const weeks = [...series.weeks].reverse();
    const told = new Map((nowcast?.weeks ?? []).map((w) => [w.ends, w]));
    const ends = weeks.map((w) => w.ends);
    const toCome = weeks.map((w) => { const n = told.get(w.ends)?.crashes; return n ? Math.max(0, n.value - w.known) : 0; });
    const marks = breaks.filter((b) => b.settled > (ends[0] ?? "") && b.settled < (ends.at(-1) ?? "")).map((b) => ({ xAxis: ends.findIndex((e) => e >= b.settled), name: say(b.label) }));
    const line = { type: "line", symbol: "none", silent: true };
    const names = [t("recent.known"), ...(nowcast?.state === "estimated" ? [t("recent.toCome")] : []), t("recent.expected"), t("recent.band")];
    return {
      ...f,
      grid: { ...f.grid, top: legendSpace(i, names) + (marks.length ? 14 : 0) },
      legend: { ...f.legend, left: 0, right: "auto", data: names },
      tooltip: {
        ...f.tooltip,
        formatter: (items: { dataIndex: number }[]) => {
          const w = weeks[items[0]?.dataIndex ?? 0];
          if (!w) return "";
          const n = told.get(w.ends);
          const rows = [`<b>${t("recent.week")} ${day(new Date(new Date(w.ends).getTime() - 1), zone)}</b>`, `${t("recent.known")} ${num(w.known)}`];
          if (n?.crashes && n.completeness) rows.push(`${t("recent.total")} ${num(n.crashes.value, 1)} (${range(n.crashes.low, n.crashes.high, 0)})`, `${t("recent.share")} ${percent(n.completeness.value, 0)}`);
          if (w.expected !== null) rows.push(`${t("recent.expected")} ${num(w.expected, 1)}${w.high === null ? "" : ` (≤ ${num(w.high)})`}`);
          return rows.join("<br>");
        },
      },
      xAxis: { ...f.xAxis, type: "category", data: ends, axisLabel: { ...f.xAxis.axisLabel, formatter: (e: string) => short(e, zone), hideOverlap: true } },
      yAxis: { ...f.yAxis, type: "value", min: 0, axisLabel: { ...f.yAxis.axisLabel, formatter: (v: number) => num(v) } },
      series: [
        { ...line, name: t("recent.band"), data: weeks.map((w) => w.high), color: i.ink3, lineStyle: { opacity: 0 }, areaStyle: { color: i.ink3, opacity: 0.16 }, step: "middle", itemStyle: { color: i.ink3, opacity: 0.4 } },
        { name: t("recent.known"), type: "bar", stack: "w", barMaxWidth: 22, data: weeks.map((w) => ({ value: w.known, itemStyle: { color: w.high !== null && w.known > w.high ? i.bad : i.accent } })), color: i.accent,
          markLine: { symbol: "none", silent: true, lineStyle: { color: i.bad, type: [4, 3] }, label: { formatter: (p: { name: string }) => `${t("recent.break")}: ${p.name}`, color: i.ink2, fontSize: 11 }, data: marks } },
        { name: t("recent.toCome"), type: "bar", stack: "w", barMaxWidth: 22, data: toCome, itemStyle: { color: i.accent, opacity: 0.3, borderColor: i.accent, borderType: "dashed", borderWidth: 1 } },
        { ...line, name: t("recent.expected"), data: weeks.map((w) => w.expected), color: i.ink, lineStyle: { width: 1.5, type: [5, 4], color: i.ink } },
      ],
    };
  };
}
