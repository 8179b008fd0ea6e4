/** What the numbers of a county's assessment stand on. */
import type { CountyAssessment, RiskLens, SituationDimension, SituationIndicator } from "./api/counties";
import { estimate, num, percent } from "./format";
import { say, t } from "./i18n";
import { meta } from "./city";
import type { Proof } from "./proof";

const crashesOf = (a: CountyAssessment): Proof["crashes"] =>
  a.kind === "area" ? { since: a.starts, until: a.ends, area: a.unit === meta.value?.city ? null : a.unit } : null;

export function indicatorProof(i: SituationIndicator, a: CountyAssessment): Proof {
  const rows: [string, string][] = [[t("county.months"), `${a.starts} – ${a.ends}`]];
  if (i.expected) rows.push([t("county.expected"), estimate(i.expected, 1)]);
  if (i.own_ratio) rows.push([t("county.own"), estimate(i.own_ratio, 2)]);
  rows.push([t("county.peers"), i.peer_ratio ? estimate(i.peer_ratio, 2) : t("county.noPeers")]);
  rows.push([t("county.weight"), percent(i.weight)], [t("county.contribution"), num(i.contribution, 1)]);
  return {
    title: `${say(a.name)} · ${say(i.label)}`, value: i.score ? estimate(i.score, 1) : t("app.notRecorded"),
    rows, notes: [t("county.scale"), ...a.notes.map(say)], packs: [a.rule_pack], crashes: crashesOf(a),
  };
}

export function totalProof(a: CountyAssessment): Proof {
  const moving = a.indicators.filter((i) => i.score).sort((x, y) => Math.abs(y.contribution) - Math.abs(x.contribution));
  return {
    title: `${say(a.name)} · ${a.month}`, value: estimate(a.score, 1),
    rows: moving.map((i): [string, string] => [say(i.label), t("county.points", { n: num(i.contribution, 1) })]),
    notes: [t("county.scale"), t("county.rankLong"), ...a.notes.map(say)], packs: [a.rule_pack], crashes: crashesOf(a),
  };
}

export function dimensionProof(d: SituationDimension, a: CountyAssessment): Proof {
  const inside = a.indicators.filter((i) => i.dimension === d.key);
  return {
    title: `${say(a.name)} · ${say(d.label)}`, value: d.score ? estimate(d.score, 1) : t("app.notRecorded"),
    rows: [
      [t("county.weightDefault"), percent(d.default_weight, 0)], [t("county.weight"), percent(d.weight, 0)],
      ...inside.map((i): [string, string] => [say(i.label), i.score ? estimate(i.score, 1) : t("app.notRecorded")]),
    ],
    notes: [t("county.scale"), ...(d.note ? [say(d.note)] : [])], packs: [a.rule_pack], crashes: crashesOf(a),
  };
}

export function lensProof(l: RiskLens, a: CountyAssessment): Proof {
  return {
    title: `${say(a.name)} · ${say(l.label)}`, value: l.score ? estimate(l.score, 1) : t("app.notRecorded"),
    rows: l.not_recorded.map((n): [string, string] => [say(n), t("app.notRecorded")]),
    notes: [t("county.scale"), ...l.reasons.map(say)], packs: [a.rule_pack], crashes: crashesOf(a),
  };
}
