/** The evidence of an indicator, and what chance has to say about it. */
import type { Indicator, IndicatorSet } from "./api/types";
import { decimalsFor, num, range, share, shareWords } from "./format";
import { say, t } from "./i18n";
import { areaName, meta } from "./city";
import type { Proof } from "./proof";

export type Verdict = "within" | "above" | "below";

/** Inside or outside the interval in which chance alone would leave the value. */
export function verdictOf(i: Indicator): Verdict {
  if (i.value === null || !i.expected) return "within";
  if (i.value > i.expected.high) return "above";
  return i.value < i.expected.low ? "below" : "within";
}

export const figure = (value: number): string => num(value, Number.isInteger(value) ? 0 : decimalsFor(value));

const SEVERITY: Record<string, string | undefined> = {
  fatal_crashes: "fatal", deaths_7d: "fatal", deaths_30d: "fatal", ksi_crashes: "fatal,serious", ksi_per_100km: "fatal,serious", ksi_per_100m_vkm: "fatal,serious",
};

export function indicatorProof(i: Indicator, set: IndicatorSet): Proof {
  const none = t("app.notRecorded");
  const rows: [string, string][] = [[t("ind.period"), `${set.starts} – ${set.ends}`], [t("ind.area"), areaName(set.area)]];
  if (i.previous !== null) rows.push([t("ind.lastYear", { value: "" }).trim(), figure(i.previous)]);
  if (i.mean_3y !== null) rows.push([t("ind.mean", { value: "" }).trim(), figure(i.mean_3y)]);
  if (i.expected) rows.push([t("ind.band"), `${range(i.expected.low, i.expected.high, decimalsFor(i.expected.high))} (${Math.round(i.expected.level * 100)} %)`]);
  rows.push([t("crash.offNetwork"), `${share(set.off_network)} · ${shareWords(set.off_network)}`]);
  return {
    title: say(i.label),
    value: i.value === null ? none : `${figure(i.value)} ${say(i.unit)}`,
    rows,
    notes: [...(i.note ? [say(i.note)] : []), ...set.notes.map(say)],
    glossary: [i.key],
    crashes: { since: set.starts, until: set.ends, area: set.area === meta.value?.city ? null : set.area, severity: SEVERITY[i.key] },
  };
}
