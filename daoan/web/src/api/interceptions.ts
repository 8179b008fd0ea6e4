/** Where a vehicle may be stopped, and by whom; shapes of `daoan/api/interceptions.py`. */
import { read } from "./client";
import type { DutyState } from "./patrols";
import type { Text } from "./types";

export interface InterceptPlan {
  unit_id: string; unit: Text; place: string; lon: number; lat: number; p_comes: number; p_stop: number; travel_minutes: number;
  early: string; expected: string; late: string; wait_until: string; loss: number; best: boolean; reasons: Text[]; difference: Text | null;
}
export interface Ring { radius_m: number; units: [string, number][] }
export interface Nearby { unit_id: string; of: string; name: Text; lon: number; lat: number; live: boolean; age_s: number | null; state: DutyState | null; usable: boolean }
export interface SiteAhead { site: string; chance: number; early: string; middle: string; late: string }
export interface InterceptionAnswer {
  interception: { matter_id: string; judged_valid: boolean; plans: InterceptPlan[]; rings: Ring[]; without: Text | null; around: Nearby[] };
  ahead: SiteAhead[];
  as_of: string;
}

export const interceptions = {
  one: (matterId: string, s?: AbortSignal) => read<InterceptionAnswer>(`/interceptions/${encodeURIComponent(matterId)}`, {}, s),
};
