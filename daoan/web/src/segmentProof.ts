/** The evidence of a stretch's estimates. */
import type { SegmentEstimate } from "./api/types";
import { meta } from "./city";
import { estimate, num, probability } from "./format";
import { say, t, type Key } from "./i18n";
import type { Proof } from "./proof";

export function estimateProof(e: SegmentEstimate, what: "crashes" | "ksi" | "weight"): Proof {
  const name: Record<typeof what, Key> = { crashes: "segment.expected", ksi: "segment.expectedKsi", weight: "segment.weight" };
  const of = { crashes: e.crashes_per_year, ksi: e.ksi_per_year, weight: e.injury_weight_per_year }[what];
  return {
    title: `${e.road_name ?? t("app.unnamed")} · ${t(name[what])}`,
    value: estimate(of),
    rows: [
      [t("segment.crashes"), t("segment.inYears", { n: num(e.crashes), years: num(e.years) })],
      [t("segment.ksi"), t("segment.inYears", { n: num(e.ksi), years: num(e.years) })],
      [t("segment.model"), num(e.model_crashes_per_year, 2)],
      [t("segment.excess"), estimate(e.excess_crashes_per_year)],
      [t("segment.prob"), probability(e.prob_excess)],
      [t("segment.traffic"), e.vehicles_per_day ? estimate(e.vehicles_per_day, 0) : t("app.notRecorded")],
      [t("segment.exposure"), t(`segment.exposure.${e.exposure_source}` as Key)],
    ],
    notes: e.reasons.map(say),
    glossary: ["empirical_bayes", "eb", what === "ksi" ? "ksi" : "expected", "safety_performance_function", "spf", "severity_weight"],
    packs: Object.keys(meta.value?.run?.rule_packs ?? {}),
    links: [{ to: `/segments/${encodeURIComponent(e.segment_id)}`, text: t("segment.open") }],
  };
}
