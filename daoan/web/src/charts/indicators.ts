/** Charts of the indicators: pace with its band, hours by weekdays, years. */
import type { Breakdown, IndicatorSet, PacePoint } from "../api/types";
import { num } from "../format";
import { dateFormat } from "../formatters";
import { locale, t, type Key } from "../i18n";
import { RISK } from "../map/palette";
import { theme } from "../theme";
import { frame, type Ink } from "./ink";

export function paceOptions(points: PacePoint[]) {
  return (i: Ink) => {
    const f = frame(i);
    const days = points.map((p) => p.day);
    const line = { type: "line", symbol: "none", silent: true };
    return {
      ...f,
      legend: { ...f.legend, data: [t("ind.actual"), t("ind.usual")] },
      tooltip: {
        ...f.tooltip,
        formatter: (items: { dataIndex: number }[]) => {
          const p = points[items[0]?.dataIndex ?? 0];
          if (!p) return "";
          return `<b>${p.day}</b><br>${t("ind.actual")} ${p.actual === null ? "–" : num(p.actual)}<br>${t("ind.usual")} ${num(p.expected)} (${num(p.low)}–${num(p.high)})`;
        },
      },
      xAxis: { ...f.xAxis, type: "category", data: days, boundaryGap: false, axisLabel: { ...f.xAxis.axisLabel, interval: (_: number, d: string) => d.endsWith("-01"), formatter: (d: string) => dateFormat(locale.value, { month: "short", timeZone: "UTC" }).format(new Date(d)) } },
      yAxis: { ...f.yAxis, type: "value", axisLabel: { ...f.yAxis.axisLabel, formatter: (v: number) => num(v) } },
      series: [
        { ...line, data: points.map((p) => p.low), stack: "band", lineStyle: { opacity: 0 }, tooltip: { show: false } },
        { ...line, data: points.map((p) => p.high - p.low), stack: "band", lineStyle: { opacity: 0 }, areaStyle: { color: i.ink3, opacity: 0.22 } },
        { ...line, name: t("ind.usual"), data: points.map((p) => p.expected), color: i.ink3, lineStyle: { type: [5, 4], width: 1.5, color: i.ink3 } },
        { ...line, name: t("ind.actual"), data: points.map((p) => p.actual), color: i.accent, lineStyle: { width: 2.6, color: i.accent } },
      ],
    };
  };
}

export function heatOptions(b: Breakdown) {
  return (i: Ink) => {
    const f = frame(i);
    const cells = b.rows.map((r) => { const [d, h] = r.code.split("-"); return [Number(h), Number(d) - 1, r.crashes]; });
    const max = Math.max(1, ...cells.map((c) => c[2] ?? 0));
    const days = [1, 2, 3, 4, 5, 6, 7].map((d) => t(`days.${d}` as Key));
    return {
      ...f,
      legend: { show: false },
      grid: { ...f.grid, top: 4, bottom: 46 },
      tooltip: { ...f.tooltip, trigger: "item", formatter: (p: { value: number[] }) => `${days[p.value[1] ?? 0]} ${String(p.value[0]).padStart(2, "0")}:00 · <b>${p.value[2]}</b>` },
      xAxis: { ...f.xAxis, type: "category", data: Array.from({ length: 24 }, (_, h) => String(h).padStart(2, "0")), axisLine: { show: false } },
      yAxis: { ...f.yAxis, type: "category", data: days, inverse: true, splitLine: { show: false } },
      visualMap: { min: 0, max, calculable: false, orient: "horizontal", left: "center", bottom: 0, itemHeight: 120, itemWidth: 10, textStyle: { color: i.ink2, fontSize: 11 }, inRange: { color: theme.value === "dark" ? RISK.dark : ["#eef2f0", ...RISK.light.slice(1)] } },
      series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: i.surface, borderWidth: 1.5 }, emphasis: { itemStyle: { borderColor: i.ink } } }],
    };
  };
}

export function yearOptions(set: IndicatorSet) {
  return (i: Ink) => {
    const f = frame(i);
    const rows = set.by_year;
    return {
      ...f,
      xAxis: { ...f.xAxis, type: "category", data: rows.map((r) => String(r[0])) },
      yAxis: { ...f.yAxis, type: "value", axisLabel: { ...f.yAxis.axisLabel, formatter: (v: number) => num(v) } },
      tooltip: { ...f.tooltip, formatter: (items: { dataIndex: number }[]) => { const r = rows[items[0]?.dataIndex ?? 0]; return r ? `<b>${r[0]}</b><br>${t("segment.crashes")} ${num(r[1])}<br>${t("segment.ksi")} ${num(r[2])}<br>${t("ind.deaths")} ${r[3] === null ? t("app.notRecorded") : num(r[3])}` : ""; } },
      series: [
        { name: t("segment.ksi"), type: "bar", stack: "all", data: rows.map((r) => r[2]), color: i.ink, barMaxWidth: 34 },
        { name: t("ind.slightOnly"), type: "bar", stack: "all", data: rows.map((r) => r[1] - r[2]), color: i.accent, barMaxWidth: 34 },
      ],
    };
  };
}
