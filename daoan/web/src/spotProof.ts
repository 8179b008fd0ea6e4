/** The evidence of a black spot's count. */
import type { BlackSpot } from "./api/types";
import { packTitle } from "./city";
import { chainage, estimate, metres, num, smallP } from "./format";
import { t } from "./i18n";
import type { Proof } from "./proof";

export function spotProof(b: BlackSpot): Proof {
  return {
    title: `${b.road_name ?? t("app.unnamed")} ${chainage(b.from_m, b.to_m) ?? ""}`,
    value: `${num(b.crashes)} ${t("segment.crashes")}`,
    rows: [
      [t("spot.window"), t("spot.windowDays", { from: b.window_starts, to: b.window_ends })],
      [t("spot.pack"), `${packTitle(b.rule_pack)} (${b.rule_pack})`],
      [t("spot.rule"), b.rule],
      [t("segment.length"), metres(b.length_m)],
      [t("segment.ksi"), num(b.ksi)],
      [t("spot.expected"), b.expected_crashes ? estimate(b.expected_crashes) : t("spot.eb.none")],
      [t("spot.q"), b.q_value === null ? t("app.notRecorded") : smallP(b.q_value)],
    ],
    glossary: ["blackspot", "black_spot", "q_value", "false_discovery_rate"],
    packs: [b.rule_pack],
    links: [{ to: `/blackspots/${encodeURIComponent(b.blackspot_id)}`, text: t("spot.crashes") }],
  };
}
