/** Chart of the loop report: where patrols go when planned from discoveries, and from reported crashes. */
import type { LoopReport } from "../api/ledger";
import { num, percent } from "../format";
import { t } from "../i18n";
import { frame, legendSpace, type Ink } from "./ink";

export function runawayOptions(report: LoopReport) {
  return (i: Ink) => {
    const f = frame(i);
    const weeks = report.runaway;
    const expected = report.top_expected.part / (report.top_expected.whole || 1);
    const band = (key: "discovered" | "reported", colour: string) => [
      { type: "line", stack: key, data: weeks.map((w) => [w.week, w[key].low]), lineStyle: { opacity: 0 }, symbol: "none", silent: true, tooltip: { show: false } },
      { type: "line", stack: key, data: weeks.map((w) => [w.week, w[key].high - w[key].low]), lineStyle: { opacity: 0 }, symbol: "none", silent: true, areaStyle: { color: colour, opacity: 0.16 }, tooltip: { show: false } },
    ];
    const line = (key: "discovered" | "reported", colour: string, dashed: boolean) =>
      ({ name: t(`ledger.${key}`), type: "line", symbol: dashed ? "rect" : "circle", symbolSize: 6, color: colour, lineStyle: { width: 2, type: dashed ? [6, 3] : "solid" }, data: weeks.map((w) => [w.week, w[key].value]) });
    return {
      ...f,
      grid: { ...f.grid, top: legendSpace(i, [t("ledger.discovered"), t("ledger.reported")]), bottom: 18 },
      legend: { ...f.legend, left: 0, right: "auto", data: [t("ledger.discovered"), t("ledger.reported")] },
      tooltip: { ...f.tooltip, valueFormatter: (v: unknown) => (Array.isArray(v) ? percent(Number(v[1]), 0) : typeof v === "number" ? percent(v, 0) : "–") },
      xAxis: { ...f.xAxis, type: "value", min: 0, max: weeks.at(-1)?.week ?? 1, name: t("ledger.week"), nameLocation: "middle", nameGap: 22, nameTextStyle: { color: i.ink2 }, axisLabel: { ...f.xAxis.axisLabel, hideOverlap: true, showMaxLabel: false, formatter: (v: number) => num(v) } },
      yAxis: { ...f.yAxis, type: "value", min: 0, max: 1, axisLabel: { ...f.yAxis.axisLabel, formatter: (v: number) => percent(v, 0) } },
      series: [
        ...band("discovered", i.bad), ...band("reported", i.accent),
        { ...line("discovered", i.bad, true), markLine: { silent: true, symbol: "none", lineStyle: { color: i.ink3, type: [4, 4] }, label: { color: i.ink2, position: "insideEndTop", formatter: t("ledger.expectedThere") }, data: [{ yAxis: expected }] } },
        line("reported", i.accent, false),
      ],
    };
  };
}
