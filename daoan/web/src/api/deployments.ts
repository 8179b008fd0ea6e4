/** Deployments: which unit works which shift at which place; shapes of `daoan/api/deployments.py`. */
import { address, read, send } from "./client";
import type { Estimate, Share, Text } from "./types";

export const LEVELS = ["three", "two", "one"] as const;
export interface DeploymentLine {
  deployment_id: string; version: number; unit_id: string; unit: Text; state: "draft" | "issued" | "withdrawn"; made_at: string; by: string; did: string; why: Text;
  level: string; starts_at: string; ends_at: string; placements: number; changes: number; prevented: Estimate; covered: Share; gap_pct: number;
  usual: Estimate; usual_covered: Share; basis: "shifts" | "habit"; issued: number; simulated: boolean; from_now: boolean;
}
export interface Deployments { rows: DeploymentLine[]; may_plan: boolean; units: { unit_id: string; name: Text }[]; days: number; most_days: number; shifts: Text[]; as_of: string }
export interface UnitLine { unit_id: string; name: Text; lon: number; lat: number; origin: Text; people: number; hours: number; nights: number }
export interface ShiftLine { key: string; day: string; name: Text; starts_at: string; ends_at: string; night: boolean; begun: boolean }
export interface PlaceLine { place_id: string; name: string; lon: number; lat: number; stretches: number; expected: number }
export interface PlacementLine { unit_id: string; shift: string; place_id: string; starts_at: string; ends_at: string; duty_id: string | null; why: Text; adds: number; cost_of_moving: number }
export interface UnitOff { unit_id: string; shift: string; standby: boolean; why: Text }
export interface Mark { unit_id: string; shift: string; place_id: string | null }
export interface Difference { unit_id: string; shift: string; before: string | null; after: string | null }
export interface DeploymentDetail {
  head: DeploymentLine; versions: DeploymentLine[]; units: UnitLine[]; shifts: ShiftLine[]; places: PlaceLine[]; placements: PlacementLine[]; off: UnitOff[];
  pins: Mark[]; forbids: Mark[]; blocked: [string, string][]; differences: Difference[]; aways: { unit_id: string; from_at: string; back_at: string | null }[];
  busy: { unit_id: string; name: Text; state: string }[]; notes: Text[]; left_out: Text[]; learning: HoldoutDesign | null; bound: number; may_change: boolean; may_learn: boolean; as_of: string;
}
export interface HoldoutCell { place_id: string; shift: string; starts_at: string; ends_at: string; injuries: number; crashes: number | null }
export interface HoldoutPair { pair_id: string; first: HoldoutCell; second: HoldoutCell; chance: number; held_first: boolean; most_loss: number; mean_loss: number }
export interface SmallestEffect { outcome: "crashes" | "violations" | "speeds"; weeks: number; effect: number | null; basis: Text }
export interface HoldoutDeviation { pair_id: string; place_id: string; shift: string; kind: "manned" | "unmanned"; at: string; version: number; why: Text }
/** What is held out of a plan, what that costs and could show; `seed` is empty in a preview. */
export interface HoldoutDesign {
  design: "hold_out" | "switch_back"; budget: number; seed: string; drawn_at: string; pairs: HoldoutPair[]; mean_price: Share; most_price: Share;
  guarded: { why: Text; cells: number }[]; power: SmallestEffect[]; notes: Text[]; rule_pack: string; deviations: HoldoutDeviation[];
}
export interface HoldoutResult {
  outcome: string; pairs: number; informative: number; weeks: number; spoken_at: number | null; verdict: "works" | "harms" | "not_yet"; effect: Estimate | null; p_value: number | null;
  where_present: Estimate | null; ring: Estimate | null; counted_held: number; counted_patrolled: number; expected_held: number; expected_patrolled: number; followed: Share; by_position: number; words: Text[];
}
export interface LearnedLine { deployment_id: string; version: number; starts_at: string; ends_at: string; design: "hold_out" | "switch_back"; pairs: number; over: number; deviations: number; simulated: boolean }
export interface LearnedPage { deployments: LearnedLine[]; result: HoldoutResult; as_of: string; simulated: boolean }
export interface NewLearning { on: boolean; design?: string; budget?: number; why?: string }
export interface StopLine { segment_id: string; road: string; lon: number; lat: number; arrives_at: string; leaves_at: string }
export interface PlacementDetail {
  deployment_id: string; unit: Text; shift: string; shift_name: Text; place_id: string; place: string; lon: number; lat: number; starts_at: string; ends_at: string;
  why: Text; adds: number; cost_of_moving: number; stops: StopLine[]; simulated: boolean;
}
export interface NewDeployment { first_day: string; days: number; level: string; unit_id: string; why: string }
export interface Change { did: string; unit_id?: string; shift?: string; place_id?: string; to_shift?: string; level?: string; back_to?: number; why?: string }

const of = (id: string): string => `/deployments/${encodeURIComponent(id)}`;
/** A request's own word: what is sent twice is done once. */
const once = (): Record<string, string> => ({ "idempotency-key": crypto.randomUUID() });
export const deployments = {
  list: (s?: AbortSignal) => read<Deployments>("/deployments", {}, s),
  mine: (s?: AbortSignal) => read<PlacementDetail[]>("/deployments/mine", {}, s),
  begin: (asked: NewDeployment) => send<DeploymentDetail>("POST", "/deployments", asked, once()),
  one: (id: string, version: string, s?: AbortSignal) => read<DeploymentDetail>(of(id), { version }, s),
  placement: (id: string, version: number, unit: string, shift: string, s?: AbortSignal) => read<PlacementDetail>(`${of(id)}/placement`, { unit, shift, version }, s),
  change: (id: string, version: number, change: Change) => send<DeploymentDetail>("POST", `${of(id)}/changes`, { version, ...change }, once()),
  away: (id: string, version: number, unit_id: string, why: string) => send<DeploymentDetail>("POST", `${of(id)}/away`, { version, unit_id, why }, once()),
  issue: (id: string, version: number) => send<DeploymentDetail>("POST", `${of(id)}/issue`, { version }, once()),
  withdraw: (id: string, version: number, why: string) => send<DeploymentDetail>("POST", `${of(id)}/withdraw`, { version, why }, once()),
  preview: (id: string, design: string, budget: number, s?: AbortSignal) => read<HoldoutDesign>(`${of(id)}/learning`, { design, budget }, s),
  learn: (id: string, version: number, asked: NewLearning) => send<DeploymentDetail>("POST", `${of(id)}/learning`, { version, ...asked }, once()),
  learned: (s?: AbortSignal) => read<LearnedPage>("/deployments/learned", {}, s),
  learnedFile: () => address("/deployments/learned/csv", {}),
  file: (id: string, version: number, kind: "xlsx" | "csv") => address(`${of(id)}/${kind}`, { version }),
};
