/** The short-term outlook and its weekly scores, as the server tells them. */
import { address, read, type Query } from "./client";
import type { Estimate, Page, Share, Text } from "./types";

export interface OutlookPeriod { starts_at: string; ends_at: string; day: string; shift: number; expected_crashes: Estimate; day_note: Text | null }
export interface Outlook {
  as_of: string; zone: string; cell_size_m: number; shift_hours: number[]; periods: OutlookPeriod[]; cells: number; level: number;
  learned_from: string | null; learned_to: string | null; crashes: number; on_grid: Share; off_network: Share; method: Text; notes: Text[]; refusal: Text | null;
}
export interface OutlookReason { key: string; label: Text; factor: number }
export interface OutlookCell {
  cell_id: string; rank: number; lon: number; lat: number; corners: [number, number][]; area: string | null; roads: string[]; road_km: number; crashes: number;
  probability: number[]; injury_weight: number[]; injury_weight_low: number[]; injury_weight_high: number[]; week: Estimate; peak: number; reasons: OutlookReason[];
}
export interface OutlookScore { method: string; key: string; top_pct: number | null; value: Estimate }
export interface OutlookSkill { against: string; key: string; top_pct: number | null; gain: Estimate }
export interface OutlookWeek { starts: string; expected: Estimate; observed: number; outside: number; log_loss: Record<string, number>; hit_area: Record<string, number | null> }
export interface OutlookBin { predicted: number; observed: number; low: number; high: number; count: number }
export interface OutlookScores {
  as_of: string; weeks: OutlookWeek[]; served: string; methods: Record<string, Text>; scores: OutlookScore[]; skills: OutlookSkill[];
  calibration: OutlookBin[]; verdicts: Text[]; notes: Text[]; refusal: Text | null;
}

type S = AbortSignal | undefined;

export const outlookApi = {
  outlook: (s?: S) => read<Outlook>("/outlook", {}, s),
  squares: (period: number | null) => address("/outlook/map.geojson", { period }),
  cells: (q: Query, s?: S) => read<Page<OutlookCell>>("/outlook/cells", q, s),
  cell: (id: string, s?: S) => read<OutlookCell>(`/outlook/cells/${encodeURIComponent(id)}`, {}, s),
  scores: (s?: S) => read<OutlookScores>("/outlook/scores", {}, s),
};
