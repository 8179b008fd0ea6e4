/** The outcome ledger, its experiments and the loop report, as the server tells them. */
import { read, type Query } from "./client";
import type { Estimate, Page, Share, Text } from "./types";

export interface LedgerSummary { rows: number; placements: number; alerts: number; held_out: number; with_outcome: number; settled: number; with_presence: number; crashes: number }
export type Arm = "treat" | "hold_out" | "planned" | "raised";
export interface LedgerEntry {
  entry_id: string; kind: "placement" | "alert"; source: string; segment_id: string; road_name: string | null; area: string | null; shift: string;
  starts_at: string; ends_at: string; predicted_injuries: Estimate | null; predicted_crashes: number | null; arm: Arm; chance: number; pair: string; counts: boolean;
  seed: string; planned_hours: number | null; presence_hours: number | null; crashes: number | null; injury_weight: number | null; settled: boolean;
}
export interface Experiment {
  experiment_id: string; plan_id: string; design: "hold_out" | "switch_back"; seed: string; starts_at: string; ends_at: string; assignments: unknown[];
  held_hours: Share; held_injuries: Share; guarded: number; effect: Estimate | null; effect_where_present: Estimate | null; p_value: number | null;
  crashes_treated: number; crashes_held: number; months_to_see: number | null; power: Text; notes: Text[]; rule_pack: string; state: string;
}
export interface LoopShare { group: "area" | "road_class"; key: string; hours: Share; expected: Share; length: Share }
export interface RunawayPoint { week: number; discovered: Estimate; reported: Estimate }
export interface LoopReport {
  plan_id: string; basis: "planned" | "presence"; shares: LoopShare[]; concentration: { top_pct: number; hours: Share; expected: Share }[];
  correlation: Estimate | null; squares: number; square_km: number; top_expected: Share; runaway: RunawayPoint[]; verdicts: Text[]; rule_pack: string;
}

type S = AbortSignal | undefined;

export const ledgerApi = {
  summary: (s?: S) => read<LedgerSummary>("/ledger/summary", {}, s),
  entries: (q: Query, s?: S) => read<Page<LedgerEntry>>("/ledger", q, s),
  experiments: (s?: S) => read<Experiment[]>("/ledger/experiments", {}, s),
  loop: (s?: S) => read<LoopReport>("/loop-report", {}, s),
};
