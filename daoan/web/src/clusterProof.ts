/** The evidence of a cluster's count, and how rarely chance makes one like it. */
import type { Cluster } from "./api/clusters";
import { estimate, metres, num, smallP } from "./format";
import { t } from "./i18n";
import type { Proof } from "./proof";

/** "4 days", "171 days", "12 years": one night in so long. */
export function oneNightIn(days: number): string {
  if (days >= 36525) return t("cluster.century");
  return days >= 730 ? t("cluster.years", { n: num(days / 365.25) }) : t("cluster.days", { n: num(days, days < 10 ? 1 : 0) });
}

/** From 90 nights on a cluster is warned of, as the rule pack of warnings has it. */
export const isNews = (c: Cluster): boolean => c.recurrence_days >= 90;

export function clusterProof(c: Cluster): Proof {
  return {
    title: `${t("cluster.title")} · ${c.road_name ?? t("app.unnamed")}`,
    value: `${num(c.crashes)} ${t("segment.crashes")}`,
    rows: [
      [t("cluster.when"), t("spot.windowDays", { from: c.starts, to: c.ends })],
      [t("cluster.usual"), estimate(c.expected_crashes)],
      [t("cluster.risk"), estimate(c.relative_risk)],
      [t("cluster.ratio"), num(c.log_likelihood_ratio, 3)],
      [t("cluster.p"), `${smallP(c.p_value)} (${c.p_by_tail ? t("cluster.byTail") : t("cluster.byCount", { n: num(c.draws) })})`],
      [t("cluster.rare"), oneNightIn(c.recurrence_days)],
      [t("cluster.reach"), `${metres(c.radius_m)} · ${t("cluster.stretches", { n: num(c.segment_ids.length) })}`],
    ],
    glossary: ["cluster", "recurrence_interval"],
    packs: [c.rule_pack],
    links: [{ to: `/clusters/${encodeURIComponent(c.cluster_id)}`, text: t("spot.crashes") }],
  };
}
