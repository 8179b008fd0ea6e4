/** Units on duty: where they are and what they do; shapes of `daoan/api/patrols.py`. */
import { read, send } from "./client";
import type { Text } from "./types";

export const STATES = ["free", "patrolling", "to_scene", "busy", "intercepting", "off"] as const;
export type DutyState = (typeof STATES)[number];

export interface Crew {
  unit_id: string; unit: Text; crew: string; name: string; lon: number | null; lat: number | null; seen_at: string | null; age_s: number | null;
  accuracy_m: number | null; speed_kmh: number | null; direction_deg: number | null; source: "phone" | "terminal" | "manual" | "simulated"; is_fresh: boolean;
  state: DutyState; state_age_s: number | null; can_go: boolean;
}
export interface SharingTerms { unit_id: string; unit: Text | null; on_shift: boolean; crew: string; every_s: number; kept_days: number }
export interface Patrols {
  crews: Crew[]; sees_below: boolean; may_set: boolean; units: { unit_id: string; name: Text }[]; purposes: { code: string; name: Text }[];
  sharing: SharingTerms; fresh_minutes: number; as_of: string;
}
export interface TellPosition { age_s: number; lon?: number; lat?: number; accuracy_m?: number; speed_kmh?: number; direction_deg?: number; state?: DutyState }
export interface UnitPosition { unit_id: string; crew: string; happened_at: string; source: string; lon: number | null; lat: number | null; state: DutyState | null }
export interface HistoryWish { purpose: string; case: string; since: string; until: string; crew?: string }

const of = (unit: string): string => `/units/${encodeURIComponent(unit)}`;
export const patrols = {
  now: (s?: AbortSignal) => read<Patrols>("/patrols", {}, s),
  tell: (unit: string, positions: TellPosition[]) => send<{ kept: number; off_shift: number; late: number }>("POST", `${of(unit)}/positions`, { positions }),
  set: (unit: string, crew: string, state: DutyState) => send<Crew>("PUT", `${of(unit)}/state`, { crew, state }),
  history: (unit: string, wish: HistoryWish) => send<UnitPosition[]>("POST", `${of(unit)}/positions/history`, wish),
};
