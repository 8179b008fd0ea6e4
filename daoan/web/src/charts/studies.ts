/** Charts of a study: the methods side by side, and the quarters beside what was expected without the measure. */
import type { Measure, Study } from "../api/studies";
import { num, percent } from "../format";
import { dateFormat } from "../formatters";
import { say, t, type Key } from "../i18n";
import { frame, legendSpace, type Ink } from "./ink";

/** A ratio as a signed change in per cent: 0.8 is −20 %. */
export const change = (ratio: number, decimals = 0): string => `${ratio > 1 ? "+" : ""}${percent(ratio - 1, decimals)}`;

/** What kind of measure, in words; a kind that is not among ours is in the words of who listed it. */
export const kindName = (m: Measure): string => (/^[a-z_]+$/.test(m.kind) ? t(`study.kind.${m.kind}` as Key) : m.kind);
export const measureName = (m: Measure): string => (m.title === m.kind ? kindName(m) : m.title);

/** The month in which a quarter begins, by the clock of the place. */
export const monthOf = (iso: string, zone: string): string => dateFormat("sv-SE", { year: "numeric", month: "2-digit", timeZone: zone }).format(new Date(iso));

interface RenderApi { value: (n: number) => number; coord: (p: [number, number]) => [number, number] }
const bar = (colour: string) => (_: unknown, api: RenderApi) => {
  const [low, y] = api.coord([api.value(1), api.value(0)]);
  const [high] = api.coord([api.value(2), api.value(0)]);
  return { type: "rect", shape: { x: low, y: y - 3, width: high - low, height: 6 }, style: { fill: colour, opacity: 0.32 } };
};

/** One row a method: interval and point, on a scale of change in per cent; the line at 0 is "nothing changed". */
export function forestOptions(study: Study) {
  return (i: Ink) => {
    const f = frame(i);
    const rows = [...study.readings].reverse();
    const points = rows.map((r, k) => [k, (r.ratio.low - 1) * 100, (r.ratio.high - 1) * 100, (r.ratio.value - 1) * 100]);
    return {
      ...f,
      legend: { show: false },
      grid: { ...f.grid, top: 8, left: 4 },
      tooltip: { ...f.tooltip, trigger: "item", formatter: (p: { dataIndex: number }) => { const r = rows[p.dataIndex]; return r ? `${say(r.name)}<br>${change(r.ratio.value)} (${change(r.ratio.low)} … ${change(r.ratio.high)})` : ""; } },
      xAxis: { ...f.xAxis, type: "value", axisLabel: { ...f.xAxis.axisLabel, hideOverlap: true, formatter: (v: number) => percent(v / 100, 0) }, splitNumber: i.width < 400 ? 3 : 5, splitLine: { show: true, lineStyle: { color: i.line, type: [2, 3] } } },
      yAxis: { ...f.yAxis, type: "category", data: rows.map((r) => say(r.name)), axisLabel: { ...f.yAxis.axisLabel, width: Math.min(150, i.width * 0.36), overflow: "break" }, splitLine: { show: false } },
      series: [
        { type: "custom", data: points, encode: { x: [1, 2], y: 0 }, renderItem: bar(i.accent), silent: true },
        { type: "scatter", symbolSize: 10, data: points.map((p, k) => ({ value: [p[3], p[0]], symbol: rows[k]?.method === study.method ? "diamond" : "circle", itemStyle: { color: rows[k]?.method === "naive" ? i.series[1] : i.accent } })), markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: i.ink3, type: "solid" }, data: [{ xAxis: 0 }] } },
      ],
    };
  };
}

/** Quarters: crashes seen, and the band of what was expected without the measure. */
export function quarterOptions(study: Study, zone: string) {
  return (i: Ink) => {
    const f = frame(i);
    const rows = study.series;
    const first = rows.findIndex((p) => p.phase === "after");
    return {
      ...f,
      grid: { ...f.grid, top: legendSpace(i, [t("study.without"), t("study.seen")]) + 14 },
      legend: { ...f.legend, left: 0, right: "auto", data: [t("study.without"), t("study.seen")] },
      xAxis: { ...f.xAxis, type: "category", data: rows.map((p) => monthOf(p.since, zone)) },
      yAxis: { ...f.yAxis, type: "value", min: 0 },
      series: [
        { type: "line", stack: "band", data: rows.map((p) => p.without.low), lineStyle: { opacity: 0 }, symbol: "none", silent: true, tooltip: { show: false } },
        { type: "line", stack: "band", data: rows.map((p) => p.without.high - p.without.low), lineStyle: { opacity: 0 }, symbol: "none", silent: true, areaStyle: { color: i.accent, opacity: 0.16 }, tooltip: { show: false } },
        { name: t("study.without"), type: "line", data: rows.map((p) => p.without.value), symbol: "none", color: i.accent, lineStyle: { width: 2, type: [6, 3] }, tooltip: { valueFormatter: (v: unknown) => (typeof v === "number" ? num(v, 1) : "–") } },
        { name: t("study.seen"), type: "line", data: rows.map((p) => p.crashes), symbol: "circle", symbolSize: 6, color: i.ink, lineStyle: { width: 1.2 }, markLine: first > 0 ? { symbol: "none", silent: true, label: { formatter: t("study.start"), color: i.ink2 }, lineStyle: { color: i.ink2, type: "solid" }, data: [{ xAxis: first }] } : undefined },
      ],
    };
  };
}
