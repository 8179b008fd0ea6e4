/** Names and wordings of what steps fill in. */
import type { Estimate, Text } from "./api/types";
import type { Element, Matter } from "./api/work";
import { zone } from "./city";
import { estimate, moment } from "./format";
import { say, t, type Key } from "./i18n";
import { unitName } from "./units";
import { may } from "./session";
import { isWatch, reasonName, watchWords } from "./watchNames";

/** The wording of a field; one that the console has no word for is shown by its name. */
export const fieldName = (name: string): string => t(`work.field.${name}` as Key);

export const elementName = (element: Element): string => (element.label && say(element.label)) || fieldName(element.name);

const isText = (value: unknown): value is Text => typeof value === "object" && value !== null && "en" in value && "zh" in value;
/** Words that were kept in both languages or in one. */
export const textOf = (value: unknown): string => (isText(value) ? say(value) : String(value ?? ""));
/** The title in the language of the page where the matter has both. */
export const titleOf = (m: Pick<Matter, "title" | "values">): string => textOf(m.values.title) || m.title;

/** Grades of a hazard, gravest first. */
export const GRADES = ["major", "larger", "general"] as const;

/** Whether what people say is true. */
export const TRUTHS = ["true", "partly", "rumour", "unclear"] as const;

/** How a field is asked for: a unit, units, a moment, a level, a number, long or short words. */
export type FieldKind = "unit" | "units" | "moment" | "day" | "level" | "grade" | "truth" | "number" | "text";
export function fieldKind(name: string): FieldKind {
  if (/^(unit|target|holder|responsible|who_must_go)$|_unit$/.test(name)) return "unit";
  if (/^(units|targets|acceptors)$|_units$/.test(name)) return "units";
  if (/_at$|^(due|until|sign_by|feed_back_by|appeal_until|rectify_by)$/.test(name)) return "moment";
  if (/_(on|day|date)$|^(limit|finish_by)$/.test(name)) return "day";
  if (/^(level|warned|revised_level)$/.test(name)) return "level";
  if (/^(grade|truth)$/.test(name)) return name as "grade" | "truth";
  if (/_(m|km|count|yuan|days|minutes|hours)$|^(days|funds)$/.test(name)) return "number";
  return "text";
}

/** A value of a step as a person reads it; null where another part of the page shows it. */
export function valueWords(name: string, value: unknown): string | null {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return null;
  const kind = fieldKind(name);
  if (name === "elements") return (value as Element[]).map(elementName).join(t("work.and"));
  if (kind === "units" && Array.isArray(value)) return value.map((v) => unitName(String(v))).join(t("work.and"));
  if (kind === "unit") return unitName(String(value));
  if (kind === "moment" && typeof value === "string" && !Number.isNaN(Date.parse(value))) return moment(value, zone.value);
  if (name === "reason") return reasonName(value);
  if (name === "rule") return t(`work.rule.${String(value)}` as Key);
  if (kind === "grade") return t(`work.grade.${String(value)}` as Key);
  if (kind === "truth") return t(`work.truth.${String(value)}` as Key);
  if (kind === "level") return t((/^(red|orange|yellow|blue)$/.test(String(value)) ? `level.${String(value)}` : `work.level.${String(value)}`) as Key);
  if (typeof value === "boolean") return value ? t("work.yes") : t("work.no");
  if (isText(value)) return say(value);
  if (name === "category" && /^[a-z_]+$/.test(String(value))) return t(`alert.rule.${String(value)}` as Key); // of the rule that raised an alert
  if (name === "kind") return t(`work.hazard.${String(value)}` as Key);
  if (typeof value === "object" && "low" in value && "high" in value) return estimate(value as Estimate);
  if (Array.isArray(value)) {
    const all = value.map(textOf);
    return all.join(all.every((one) => /[.。]$/.test(one)) ? " " : t("work.and")); // sentences need no comma between
  }
  if (typeof value === "object") return Object.entries(value as Record<string, unknown>).map(([k, v]) => `${fieldName(k)} ${valueWords(k, v) ?? ""}`).join(t("work.and"));
  return String(value);
}

/** The same of a matter of some kind: kinds with codes of their own name them. */
export const valueIn = (m: Pick<Matter, "kind">, name: string, value: unknown): string | null => (isWatch(m) ? watchWords(name, value) : valueWords(name, value));

/** Where something has a page of its own, and the acts that are done there. */
export const OWN_PAGES: Record<string, { acts: string[]; to: (m: Pick<Matter, "matter_id" | "root">) => string }> = {
  operation: { acts: ["edit", "draw_sites", "deploy"], to: (m) => `/operations/${encodeURIComponent(m.matter_id)}` },
  measure_pack: { acts: [], to: (m) => `/measure-packs/${encodeURIComponent(m.matter_id)}` },
  measure: { acts: ["tick"], to: (m) => `/measure-packs/${encodeURIComponent(m.root)}` },
  clearing: { acts: [], to: () => "/companies/overdue" },
  company_rating: { acts: [], to: (m) => (may("own_company") ? `/my-company/ratings/${m.matter_id.slice(15, 22)}` : `/companies/months/${m.matter_id.slice(15, 22)}/${encodeURIComponent(m.matter_id.split("-").at(-1) ?? "")}`) },
  fleet_alarm: { acts: [], to: (m) => (may("own_company") ? "/my-company" : `/companies/alarms/${m.matter_id.replace("fleet-alarm-", "")}`) },
  disorder: { acts: [], to: () => "/disorder" },
  precursor: { acts: [], to: () => "/precursors" },
  education: { acts: ["segment", "edit", "compare"], to: (m) => `/publicity/campaigns/${encodeURIComponent(m.matter_id)}` },
  publicity_message: { acts: ["edit"], to: () => "/publicity/library" },
  exposure: { acts: ["edit"], to: () => "/publicity/library" },
  villager_report: { acts: ["take_up", "join"], to: (m) => `/rural/reports?state=all&id=${encodeURIComponent(m.matter_id)}` },
  rider_appeal: { acts: [], to: () => "/publicity/riders" },
  signal_proposal: { acts: ["go_live", "mend_live"], to: (m) => `/signals/${encodeURIComponent(m.matter_id)}` },
};

/** Fields that an act takes besides those that it must have. */
export function moreFields(m: Pick<Matter, "kind" | "level" | "values">, event: string): string[] {
  if (isWatch(m) && event === "refile") return ["until", "brief", "ground_words"];
  if (m.kind === "supervision" && event === "edit") return ["text", "finish_by"];
  if (m.kind === "supervision" && event === "accept") return m.level === "listed" ? ["rechecked_on"] : m.level === "inquiry" ? ["finding"] : [];
  if (m.kind === "county_warning" && event === "publish" && !m.values.county_unit) return ["unit"];
  return [];
}

/** What `datetime-local` gave, in the zone of this machine, as an ISO moment with its zone. */
export const asMoment = (local: string): string => (local ? new Date(local).toISOString() : "");
