/** Days and hours on the city's clock, whatever clock this browser has. Days are written "2026-03-04". */
import { dateFormat } from "./formatters";
function parts(at: Date, zone: string): Record<string, string> {
  const format = dateFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]));
}

/** The local day of a moment. */
export function dayOf(at: string | Date, zone: string): string {
  const p = parts(new Date(at), zone);
  return `${p.year}-${p.month}-${p.day}`;
}

/** The local hour and minute of a moment: "08:00". */
export function hourOf(at: string | Date, zone: string): string {
  const p = parts(new Date(at), zone);
  return `${p.hour}:${p.minute}`;
}

/** The moment at which the city's clock shows a day and an hour; an hour that occurs twice is taken as the first. */
export function momentOf(date: string, hour: string, zone: string): Date {
  const wanted = Date.parse(`${date}T${hour}:00Z`);
  const shown = (ms: number): number => {
    const p = parts(new Date(ms), zone);
    return Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`) - ms;
  };
  const offsets = [shown(wanted - 86_400_000), shown(wanted + 86_400_000)];
  const found = offsets.map((offset) => wanted - offset).filter((ms) => shown(ms) === wanted - ms);
  return new Date(Math.min(...(found.length ? found : [wanted - offsets[0]!])));
}

export const addDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The Monday of a day's week. */
export const mondayOf = (date: string): string => addDays(date, -((new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7));
