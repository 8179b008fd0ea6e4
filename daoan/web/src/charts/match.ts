/** The radar of the match score: planned and confirmed, and the same one period before. */
import type { Match, Score } from "../api/deployments";
import { num } from "../format";
import { say, t } from "../i18n";
import { frame, type Ink } from "./ink";

/** Where the radar ends: 100 points, or a round figure over the highest, so that low scores can be told apart. */
export function radarEnd(score: Score): number {
  const all = [score.planned, score.confirmed, score.planned_before, score.confirmed_before].flatMap((m) => m?.classes.map((c) => c.points ?? 0) ?? []);
  return Math.min(100, Math.max(10, 10 * Math.ceil(Math.max(0, ...all) / 10)));
}

export function radarOptions(score: Score) {
  return (i: Ink) => {
    const f = frame(i);
    const kinds = score.planned.classes;
    const rows: [string, Match | null, string, boolean][] = [
      [t("match.planned"), score.planned, i.series[2]!, false], [t("match.confirmed"), score.confirmed, i.series[0]!, false],
      [t("match.plannedBefore"), score.planned_before, i.series[2]!, true], [t("match.confirmedBefore"), score.confirmed_before, i.series[0]!, true],
    ];
    const told = rows.flatMap(([name, match, color, before]) => (match ? [{ name, value: match.classes.map((c) => c.points ?? 0), itemStyle: { color }, lineStyle: { color, type: before ? [3, 3] : "solid", width: before ? 1.4 : 2.2 }, areaStyle: { color, opacity: before ? 0 : 0.14 }, symbol: before ? "none" : "circle" }] : []));
    return {
      ...f,
      legend: { ...f.legend, left: 0, right: "auto", data: told.map((r) => r.name) },
      tooltip: { ...f.tooltip, trigger: "item", formatter: (p: { name: string; value: number[] }) => `<b>${p.name}</b><br>${kinds.map((c, k) => `${say(c.name)} ${c.points === null ? t("match.none") : num(p.value[k] ?? 0, 1)}`).join("<br>")}` },
      xAxis: undefined, yAxis: undefined, grid: undefined,
      radar: {
        center: ["50%", "57%"], radius: "62%", indicator: kinds.map((c) => ({ name: c.points === null ? `${say(c.name)}\n(${t("match.none")})` : say(c.name), max: radarEnd(score) })),
        axisName: { color: i.ink2, fontSize: 11 }, splitNumber: 4, axisLine: { lineStyle: { color: i.line } }, splitLine: { lineStyle: { color: i.line } }, splitArea: { show: false },
      },
      series: [{ type: "radar", data: told }],
    };
  };
}
