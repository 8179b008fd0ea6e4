/** Numbers, shares, days and places as people read them, in the language of the page. */
import type { Estimate, Share } from "./api/types";
import { dateFormat, numberFormat } from "./formatters";
import { locale, t } from "./i18n";

const MINUS = "\u2212";
const signed = (text: string): string => text.replace("-", MINUS);

/** A number with a fixed count of decimals, digits grouped. */
export function num(value: number, decimals = 0): string {
  const text = numberFormat(locale.value, decimals).format(value);
  return signed(/[1-9]/.test(text) ? text : text.replace("-", "")); // no minus before a rounded nought
}

/** Decimals that show two figures of a quantity of this size. */
export function decimalsFor(size: number): number {
  const s = Math.abs(size);
  if (s >= 100) return 0;
  if (s >= 1) return 1;
  if (s >= 0.1) return 2;
  if (s >= 0.01) return 3;
  return s === 0 ? 0 : 4;
}

export const estimateDecimals = (e: Estimate): number => decimalsFor(Math.max(Math.abs(e.value), (e.high - e.low) / 2));

/** "4.1 (2.9–5.6)"; "to" instead of a dash where a bound is negative. */
export function estimate(e: Estimate, decimals = estimateDecimals(e)): string {
  return `${num(e.value, decimals)} (${range(e.low, e.high, decimals)})`;
}

export function range(low: number, high: number, decimals: number): string {
  const dash = low < 0 ? (locale.value === "zh-CN" ? " 至 " : " to ") : "–";
  return `${num(low, decimals)}${dash}${num(high, decimals)}`;
}

export const intervalWords = (e: Estimate, decimals = estimateDecimals(e)): string =>
  t("app.interval", { level: Math.round(e.level * 100), low: num(e.low, decimals), high: num(e.high, decimals) });

export function percent(fraction: number, decimals = 1): string {
  return `${num(fraction * 100, decimals)}${locale.value === "zh-CN" ? "" : "\u00a0"}%`;
}

/** The share as percent; a dash where its whole is empty. */
export const share = (s: Share, decimals = 1): string => (s.whole ? percent(s.part / s.whole, decimals) : "–");

const plain = (v: number): string => num(v, Number.isInteger(v) ? 0 : decimalsFor(v));
export const shareWords = (s: Share): string => t("app.of", { part: plain(s.part), whole: plain(s.whole) });

/** A probability; never rounded up to certainty. */
export function probability(p: number): string {
  if (p > 0.99) return `> ${percent(0.99, 0)}`;
  if (p < 0.01) return `< ${percent(0.01, 0)}`;
  return percent(p, 0);
}

export const smallP = (p: number): string => (p < 0.001 ? "< 0.001" : num(p, 3));

export function metres(m: number): string {
  const unit = locale.value === "zh-CN" ? ["米", "公里"] : ["m", "km"];
  return m < 1000 ? `${num(m)} ${unit[0]}` : `${num(m / 1000, 2)} ${unit[1]}`;
}

/** Chainage as road people write it: K12+340. */
export function chainage(from: number | null, to: number | null): string | null {
  const one = (m: number): string => `K${Math.floor(m / 1000)}+${String(Math.round(m % 1000)).padStart(3, "0")}`;
  if (from === null) return null;
  return to === null ? one(from) : `${one(from)} – ${one(to)}`;
}

export function day(iso: string | Date, zone: string): string {
  return dateFormat(locale.value, { day: "numeric", month: "short", year: "numeric", timeZone: zone }).format(new Date(iso));
}

/** The last local day that is over at a moment: midnight belongs to the day before. */
export const lastDay = (iso: string, zone: string): string => day(new Date(new Date(iso).getTime() - 1), zone);

export function moment(iso: string, zone: string): string {
  const options = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone } as const;
  return dateFormat(locale.value, options).format(new Date(iso));
}

export function hours(from: string, to: string, zone: string): string {
  const clock = dateFormat(locale.value, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });
  return `${clock.format(new Date(from))}–${clock.format(new Date(to))}`;
}
