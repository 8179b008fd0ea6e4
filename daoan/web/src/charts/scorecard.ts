/** Charts of the scorecard: captures with the spread of origins, calibration, yearly totals. */
import type { CalibrationBin, Scorecard, TotalRow } from "../api/types";
import { num, percent } from "../format";
import { say, t, type Key } from "../i18n";
import { frame, legendSpace, type Ink } from "./ink";

const wide = { low: 0, high: 0 };

/** Mean and range over the origins of the share captured, per method, at one top part. */
export function captured(card: Scorecard, method: string, outcome: string, top: number): { mean: number; low: number; high: number; part: number; whole: number; origins: number } | null {
  const rows = card.captures.filter((c) => c.method === method && c.outcome === outcome && c.top_pct === top && c.captured.whole > 0);
  if (rows.length === 0) return null;
  const shares = rows.map((c) => c.captured.part / c.captured.whole);
  return {
    mean: shares.reduce((a, b) => a + b, 0) / shares.length,
    low: Math.min(...shares), high: Math.max(...shares),
    part: rows.reduce((a, c) => a + c.captured.part, 0), whole: rows.reduce((a, c) => a + c.captured.whole, 0), origins: rows.length,
  };
}

/** Methods that were scored for an outcome; some are told of in the totals only. */
export const scoredFor = (card: Scorecard, outcome: string): string[] => Object.keys(card.methods).filter((m) => card.captures.some((c) => c.method === m && c.outcome === outcome));

// Colours come round after five, so the second five are hollow and dotted.
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "emptyCircle", "emptyRect", "emptyTriangle", "emptyDiamond", "emptyPin"];

export function captureOptions(card: Scorecard, outcome: string, top: number) {
  return (i: Ink) => {
    const f = frame(i);
    const years = [...new Set(card.captures.map((c) => c.origin))].sort();
    const methods = scoredFor(card, outcome);
    return {
      ...f,
      grid: { ...f.grid, top: legendSpace(i, methods.map((m) => say(card.methods[m]))) },
      legend: { ...f.legend, left: 0, right: "auto" },
      tooltip: { ...f.tooltip, valueFormatter: (v: unknown) => (typeof v === "number" ? percent(v) : "–") },
      xAxis: { ...f.xAxis, type: "category", data: years.map(String) },
      yAxis: { ...f.yAxis, type: "value", min: wide.low, axisLabel: { ...f.yAxis.axisLabel, formatter: (v: number) => percent(v, 0) } },
      series: methods.map((m, k) => ({
        name: say(card.methods[m]), type: "line", symbol: SYMBOLS[k % SYMBOLS.length], symbolSize: 8,
        lineStyle: { width: k === 0 ? 2.6 : 1.4, type: k === 0 ? "solid" : k < i.series.length ? [6, 3] : [2, 3] }, color: i.series[k % i.series.length],
        data: years.map((y) => { const c = card.captures.find((r) => r.origin === y && r.method === m && r.outcome === outcome && r.top_pct === top); return c?.captured.whole ? c.captured.part / c.captured.whole : null; }),
      })),
    };
  };
}

export function calibrationOptions(bins: CalibrationBin[]) {
  return (i: Ink) => {
    const f = frame(i);
    const top = Math.max(1, ...bins.map((b) => Math.max(b.high, b.observed))) * 1.05;
    return {
      ...f,
      grid: { ...f.grid, top: 14, bottom: 18, left: 22 },
      legend: { show: false },
      tooltip: { ...f.tooltip, trigger: "item", formatter: (p: { dataIndex: number; seriesType: string }) => { const b = bins[p.dataIndex]; return b ? `${t("score.predicted")} ${num(b.predicted, 1)} (${num(b.low, 0)}–${num(b.high, 0)})<br>${t("score.observed")} ${num(b.observed)}` : ""; } },
      xAxis: { ...f.xAxis, type: "value", name: t("score.predicted"), nameLocation: "middle", nameGap: 22, nameTextStyle: { color: i.ink2 }, max: top, min: 0, axisLabel: { ...f.xAxis.axisLabel, showMaxLabel: false, formatter: (v: number) => num(v) } },
      yAxis: { ...f.yAxis, type: "value", name: t("score.observed"), nameLocation: "middle", nameGap: 34, nameTextStyle: { color: i.ink2 }, max: top, min: 0, axisLabel: { ...f.yAxis.axisLabel, showMaxLabel: false, formatter: (v: number) => num(v) } },
      series: [
        { type: "line", data: [[0, 0], [top, top]], symbol: "none", lineStyle: { color: i.ink3, type: [4, 4], width: 1 }, silent: true, tooltip: { show: false } },
        { type: "custom", data: bins.map((b) => [b.predicted, b.low, b.high]), silent: true, renderItem: intervalBar(i.accent), encode: { x: 0, y: [1, 2] } },
        { type: "scatter", data: bins.map((b) => ({ value: [b.predicted, b.observed], itemStyle: { color: b.observed < b.low || b.observed > b.high ? i.bad : i.accent }, symbol: b.observed < b.low || b.observed > b.high ? "diamond" : "circle" })), symbolSize: 9 },
      ],
    };
  };
}

interface RenderApi { value: (n: number) => number; coord: (p: [number, number]) => [number, number] }
function intervalBar(colour: string) {
  return (_: unknown, api: RenderApi) => {
    const [x, low] = api.coord([api.value(0), api.value(1)]);
    const [, high] = api.coord([api.value(0), api.value(2)]);
    return { type: "rect", shape: { x: x - 2.5, y: high, width: 5, height: low - high }, style: { fill: colour, opacity: 0.3 } };
  };
}

export const methodName = (card: Scorecard, method: string): string => (card.methods[method] ? say(card.methods[method]) : t(`score.total.${method}` as Key));

export function totalsOf(card: Scorecard, outcome: string): { method: string; rows: TotalRow[] }[] {
  const rows = card.totals.filter((r) => r[1] === outcome);
  return [...new Set(rows.map((r) => r[0]))].map((method) => ({ method, rows: rows.filter((r) => r[0] === method).sort((a, b) => a[2] - b[2]) }));
}
