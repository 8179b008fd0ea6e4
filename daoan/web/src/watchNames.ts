/** Names of what stands in a watch entry: types, grounds, purposes, sources; read once, when first asked for. */
import { shallowRef } from "vue";
import { watches, type Choice, type WatchDesk } from "./api/watches";
import type { Matter } from "./api/work";
import { areaName, zone } from "./city";
import { moment } from "./format";
import { t, tell, type Key } from "./i18n";
import { may } from "./session";

export const WATCH_KINDS = ["watch", "secret_watch"];
export const WATCH_REASONS = ["caught", "mistaken", "case_closed", "other"];
const ALL_REASONS = [...WATCH_REASONS, "expired", "inspected", "processed", "found", "handed_in"];
export const isWatch = (m: Pick<Matter, "kind">): boolean => WATCH_KINDS.includes(m.kind);
export const maySeeWatches = (): boolean => may("watch") || may("approve_watch");

const known = shallowRef<WatchDesk | null>(null);
let asked = false;
function desk(): WatchDesk | null {
  if (!asked && maySeeWatches()) {
    asked = true;
    void watches.desk().then((found) => { known.value = found; }).catch(() => { asked = false; });
  }
  return known.value;
}
export const learn = (found: WatchDesk): void => { known.value = found; asked = true; };

const named = (list: Choice[] | undefined, code: string): string => tell(list?.find((c) => c.code === code)?.name) || code;
export const typeName = (code: unknown): string => tell(desk()?.types.find((x) => x.code === code)?.name) || String(code ?? "");
export const sourceName = (code: unknown): string => named(desk()?.sources, String(code ?? ""));
export const reasonName = (code: unknown): string => (ALL_REASONS.includes(String(code)) ? t(`watch.reason.${String(code)}` as Key) : String(code ?? ""));

/** People and keys: the log names the people, and a key is for machines. */
const HIDDEN = new Set(["title", "subject", "filed_by", "filed_at", "reviewed_by", "approved_by", "refused_by", "withdrawal_by", "withdrawal_reviewed_by", "proposed_by"]);
/** A value of an entry as a person reads it; null where it is not for reading. */
export function watchWords(name: string, value: unknown): string | null {
  if (HIDDEN.has(name) || value === null || value === undefined || value === "" || value === false || (Array.isArray(value) && !value.length)) return null;
  if (name === "type") return `${String(value)} ${typeName(value)}`;
  if (name === "ground") return named(desk()?.grounds, String(value));
  if (name === "purpose") return named(desk()?.purposes, String(value));
  if (name === "source") return sourceName(value);
  if (/reason$|ended_why/.test(name)) return reasonName(value);
  if (name === "areas" && Array.isArray(value)) return value.map((a) => areaName(String(a))).join(t("work.and"));
  if (Array.isArray(value)) return value.map(String).join(t("work.and"));
  if (/^(until|in_force_from|ended_at|last_hit_at)$/.test(name)) return moment(String(value), zone.value);
  if (value === true) return t("work.yes");
  return String(value);
}
