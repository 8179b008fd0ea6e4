/** Charts of the outlook's weekly scores: weeks against their intervals, hit rates by week, calibration. */
import type { OutlookBin, OutlookScores } from "../api/outlook";
import { num, percent } from "../format";
import { say, t } from "../i18n";
import { frame, legendSpace, type Ink } from "./ink";

/** Methods with the served one in front, the others as the server lists them. */
export const servedFirst = (scores: OutlookScores): string[] => [scores.served, ...Object.keys(scores.methods).filter((m) => m !== scores.served)];

/** Crashes of each week, expected with interval and seen. */
export function weekOptions(scores: OutlookScores) {
  return (i: Ink) => {
    const f = frame(i);
    const weeks = scores.weeks;
    return {
      ...f,
      grid: { ...f.grid, top: 34 },
      legend: { ...f.legend, left: 0, right: "auto", data: [t("outlook.expected"), t("outlook.observed")] },
      xAxis: { ...f.xAxis, type: "category", data: weeks.map((w) => w.starts) },
      yAxis: { ...f.yAxis, type: "value", min: 0 },
      series: [
        { type: "line", stack: "interval", data: weeks.map((w) => w.expected.low), lineStyle: { opacity: 0 }, symbol: "none", silent: true, tooltip: { show: false } },
        { type: "line", stack: "interval", data: weeks.map((w) => w.expected.high - w.expected.low), lineStyle: { opacity: 0 }, symbol: "none", silent: true, areaStyle: { color: i.accent, opacity: 0.16 }, tooltip: { show: false } },
        { name: t("outlook.expected"), type: "line", data: weeks.map((w) => w.expected.value), symbol: "none", color: i.accent, lineStyle: { width: 2 }, tooltip: { valueFormatter: (v: unknown) => (typeof v === "number" ? num(v, 1) : "–") } },
        { name: t("outlook.observed"), type: "scatter", symbolSize: 7, color: i.ink, data: weeks.map((w) => ({ value: w.observed, itemStyle: { color: w.observed < w.expected.low || w.observed > w.expected.high ? i.bad : i.ink } })) },
      ],
    };
  };
}

/** Share of each week's crashes in the top tenth of area, by method. */
export function hitOptions(scores: OutlookScores) {
  return (i: Ink) => {
    const f = frame(i);
    return {
      ...f,
      grid: { ...f.grid, top: legendSpace(i, servedFirst(scores).map((m) => say(scores.methods[m]))) },
      legend: { ...f.legend, left: 0, right: "auto" },
      tooltip: { ...f.tooltip, valueFormatter: (v: unknown) => (typeof v === "number" ? percent(v, 0) : "–") },
      xAxis: { ...f.xAxis, type: "category", data: scores.weeks.map((w) => w.starts) },
      yAxis: { ...f.yAxis, type: "value", min: 0, axisLabel: { ...f.yAxis.axisLabel, formatter: (v: number) => percent(v, 0) } },
      series: servedFirst(scores).map((m, k) => ({
        name: say(scores.methods[m]), type: "line", symbol: "none", color: i.series[k % i.series.length], z: m === scores.served ? 5 : 2,
        lineStyle: { width: m === scores.served ? 2.6 : 1.1, type: m === scores.served ? "solid" : [5, 3] },
        data: scores.weeks.map((w) => w.hit_area[m] ?? null),
      })),
    };
  };
}

/** Predicted against observed share of cells and shifts with a crash, both axes logarithmic. */
export function binOptions(bins: OutlookBin[]) {
  return (i: Ink) => {
    const f = frame(i);
    const shown = bins.filter((b) => b.observed > 0 && b.low > 0);
    const low = Math.min(...shown.map((b) => Math.min(b.predicted, b.low))) / 1.3;
    const top = Math.max(...shown.map((b) => Math.max(b.predicted, b.high))) * 1.3;
    const label = { ...f.xAxis.axisLabel, formatter: (v: number) => percent(v, v < 0.0001 ? 3 : v < 0.001 ? 2 : v < 0.01 ? 1 : 0) };
    return {
      ...f,
      grid: { ...f.grid, top: 14, bottom: 18, left: 22 },
      legend: { show: false },
      tooltip: { ...f.tooltip, trigger: "item", formatter: (p: { dataIndex: number }) => { const b = shown[p.dataIndex]; return b ? `${t("outlook.predicted")} ${percent(b.predicted, 3)}<br>${t("outlook.seen")} ${percent(b.observed, 3)} (${percent(b.low, 3)}–${percent(b.high, 3)})` : ""; } },
      xAxis: { ...f.xAxis, type: "log", name: t("outlook.predicted"), nameLocation: "middle", nameGap: 24, nameTextStyle: { color: i.ink2 }, min: low, max: top, axisLabel: label },
      yAxis: { ...f.yAxis, type: "log", name: t("outlook.seen"), nameLocation: "middle", nameGap: 44, nameTextStyle: { color: i.ink2 }, min: low, max: top, axisLabel: label },
      series: [
        { type: "line", data: [[low, low], [top, top]], symbol: "none", lineStyle: { color: i.ink3, type: [4, 4], width: 1 }, silent: true, tooltip: { show: false } },
        ...shown.map((b) => ({ type: "line", data: [[b.predicted, b.low], [b.predicted, b.high]], symbol: "none", silent: true, lineStyle: { color: i.accent, width: 4, opacity: 0.3 }, tooltip: { show: false } })),
        { type: "scatter", symbolSize: 8, data: shown.map((b) => ({ value: [b.predicted, b.observed], itemStyle: { color: b.predicted < b.low || b.predicted > b.high ? i.bad : i.accent } })) },
      ],
    };
  };
}
