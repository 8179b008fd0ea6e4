/** Studies of measures: shapes of `daoan/terms/records/studied.py` and of a plan, and how they are fetched. */
import { read, type Query } from "./client";
import type { Estimate, Page, Text } from "./types";

export interface Measure {
  measure_id: string; kind: string; title: string; starts: string; known_at: string; source: string; known_at_assumed: boolean;
  works_from: string | null; ends: string | null; segment_ids: string[]; road_name: string | null; area: string | null;
  cost_yuan: number | null; planned: boolean;
}
export interface StudyWindow { since: string; until: string; crashes: number; comparison_crashes: number }
export interface Reading { method: string; name: Text; ratio: Estimate }
export interface StudyPoint { since: string; crashes: number; without: Estimate; phase: "before" | "works" | "after" }
export interface StudyCheck { name: string; held: boolean; words: Text; p_value: number | null }
export interface StudyPower { assumed_ratio: number; months_needed: number | null; months_watched: number; detectable_ratio: number | null; crashes_per_month: number }
export interface Study {
  study_id: string; measure: Measure; state: "judged" | "early" | "planned" | "refused"; verdict: Text; method: string | null;
  effect: Estimate | null; naive: Estimate | null; regression_ratio: number | null; trend_ratio: number | null;
  crashes_prevented: Estimate | null; people_prevented: Estimate | null; before: StudyWindow | null; after: StudyWindow | null;
  places: number; comparison_places: number; length_km: number; power: StudyPower | null;
  readings: Reading[]; series: StudyPoint[]; checks: StudyCheck[]; rule_pack: string;
}
export interface Milestone { months: number; power: number; detectable_ratio: number | null }
export interface Plan { effect_ratio: number; months_needed: number | null; power: number; milestones: Milestone[]; words: Text }

export const studiesApi = {
  studies: (q: Query, s?: AbortSignal) => read<Page<Study>>("/studies", q, s),
  plan: (q: Query, s?: AbortSignal) => read<Plan>("/power", q, s),
};
