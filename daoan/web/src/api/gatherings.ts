/** The calendar of gatherings, as JSON of `daoan/api/gatherings.py`. */
import { address, read } from "./client";
import type { Estimate, Text } from "./types";

export type DayKind = "workday" | "weekend" | "holiday" | "shifted_workday";
export interface DayLine { day: string; kind: DayKind; holiday: Text | null; lunar: Text | null; known: boolean }
export interface Held {
  day: string; gathering_id: string; name: Text; kind: string; rule: Text | null; from_hour: number; until_hour: number; area: string; unit_id: string;
  place: string; people: number | null; roads: string; duty: string; usual: boolean; lon: number | null; lat: number | null;
}
export interface NearRisk { stretches: number; km: number; a_day: Estimate }
export interface GatheringCalendar { today: string; days: DayLine[]; held: Held[]; near: Record<string, NearRisk>; gaps: Text[]; writable: boolean; simulated: boolean }
export interface RuleLine { rule: Text; days: DayLine[] }
export interface Asked extends Record<string, string | number> { first: string; days: number; area: string }

export const gatheringsApi = {
  days: (q: Asked, s?: AbortSignal) => read<GatheringCalendar>("/gatherings", q, s),
  rule: (text: string, s?: AbortSignal) => read<RuleLine>("/gatherings/rule", { text }, s),
  csv: (q: Asked) => address("/gatherings/calendar.csv", q),
  ics: (q: Asked) => address("/gatherings/calendar.ics", q),
};
