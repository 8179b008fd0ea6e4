/** Months and days of the calendar of gatherings: days are written "2026-03-04", months "2026-03". */
import type { Held } from "./api/gatherings";
import type { Key } from "./i18n";

export const KINDS = ["market", "fair", "family", "harvest", "school", "exam", "show", "festival", "other"] as const;
export const kindKey = (kind: string): Key => `gather.kind.${(KINDS as readonly string[]).includes(kind) ? kind : "other"}` as Key;

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const written = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const addDays = (day: string, n: number): string => written(at(day) + n * 86_400_000);

export function addMonths(month: string, n: number): string {
  const [year, of] = month.split("-").map(Number);
  return written(Date.UTC(year ?? 1970, (of ?? 1) - 1 + n, 1)).slice(0, 7);
}

/** The Monday with which the sheet of a month begins, and how many days it shows: whole weeks. */
export function sheetOf(month: string): { first: string; days: number } {
  const first = `${month}-01`;
  const lead = (new Date(at(first)).getUTCDay() + 6) % 7;
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  return { first: addDays(first, -lead), days: Math.ceil((lead + Number(last.slice(8))) / 7) * 7 };
}

/** Kinds held on a day with how many of each, in the order of `KINDS`. */
export function kindsOf(held: Held[]): { kind: string; n: number; only: Held | null }[] {
  return KINDS.map((kind) => ({ kind, of: held.filter((h) => h.kind === kind) }))
    .filter(({ of }) => of.length > 0)
    .map(({ kind, of }) => ({ kind, n: of.length, only: of.length === 1 ? (of[0] ?? null) : null }));
}
