/** Deployments: which unit works which shift at which place; shapes of `daoan/api/deployments.py`. */
import { address, read, send } from "./client";
import type { DutyState } from "./patrols";
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
export interface LearnedPage { deployments: LearnedLine[]; results: HoldoutResult[]; as_of: string; simulated: boolean }
export interface NewLearning { on: boolean; design?: string; budget?: number; why?: string }
export interface StopLine { segment_id: string; road: string; lon: number; lat: number; arrives_at: string; leaves_at: string }
export interface PlacementDetail {
  deployment_id: string; unit_id: string; unit: Text; shift: string; shift_name: Text; place_id: string; place: string; lon: number; lat: number; starts_at: string; ends_at: string;
  why: Text; adds: number; cost_of_moving: number; stops: StopLine[]; simulated: boolean;
}
export interface NewDeployment { first_day: string; days: number; level: string; unit_id: string; why: string }
export interface Change { did: string; unit_id?: string; shift?: string; place_id?: string; to_shift?: string; level?: string; back_to?: number; why?: string }

export const POST_STATES = ["on_post", "under_way", "away", "silent"] as const;
export type PostState = (typeof POST_STATES)[number];
export interface LiveShift { key: string; name: Text; starts_at: string; ends_at: string }
export interface StopKept { segment_id: string; arrives_at: string; leaves_at: string; confirmed_min: number }
export interface HeardLine { crew: string; lon: number | null; lat: number | null; age_s: number; accuracy_m: number | null; is_fresh: boolean; source: string; state: DutyState }
export interface LiveUnit {
  unit_id: string; name: Text; place_id: string; place: string; lon: number; lat: number; starts_at: string; ends_at: string; state: PostState | null;
  heard: HeardLine | null; dwell: Share | null; stops: StopKept[]; on_post: [string, string][]; away_since: string | null;
}
export interface LiveBoard {
  deployment_id: string; unit: Text; version: number; latest: number; at: string; as_of: string; is_now: boolean; shift: LiveShift | null; following: LiveShift | null;
  units: LiveUnit[]; counts: Record<PostState, number>; dwell: Share; sees: boolean; may_send: boolean; radius_m: number; gap_minutes: number; simulated: boolean; rule_pack: string;
}
export const SPANS = ["shift", "day", "all"] as const;
export interface ClassScore { of: string; name: Text; weight: number; spots: number; coverage: Share; points: number | null }
export interface Match { points: number | null; classes: ClassScore[]; notes: Text[] }
export interface Covered { injuries: Estimate; share: Share }
export interface SpotScore { spot_id: string; of: string; name: string; area: string; lon: number | null; lat: number | null; active_min: number; planned_min: number; confirmed_min: number | null }
export interface UnitScore { unit_id: string; name: Text; placements: number; spots_planned_min: number; spots_confirmed_min: number | null; dwell: Share | null }
export interface Score {
  deployment_id: string; version: number; span: string; period: { since: string; until: string }; before: { since: string; until: string }; planned: Match; confirmed: Match | null;
  planned_before: Match | null; confirmed_before: Match | null; injuries: { planned: Covered; confirmed: Covered | null; missed: Estimate | null };
  spots: SpotScore[]; units: UnitScore[]; notes: Text[]; full: number; simulated: boolean; rule_packs: string[];
}
export interface EventWish { lon: number; lat: number; units: number; scene_minutes: number | null }
export interface AdvisedUnit {
  unit_id: string; name: Text; lon: number; lat: number; arrival_min: Estimate; arrives: [string, string, string]; away_h: number; loss: Estimate; chosen: boolean; against: boolean; reasons: Text[];
}
export interface MoveLine { unit_id: string; unit: Text; place_id: string; place: string; lon: number; lat: number; area: string; heals: boolean; words: Text }
export interface DispatchAdvice {
  deployment_id: string; version: number; at: string; lon: number; lat: number; needed: number; shortfall: number; units: AdvisedUnit[];
  not_sent: { unit_id: string; name: Text; why: Text }[]; warnings: Text[]; moves: MoveLine[]; notes: Text[]; simulated: boolean; rule_pack: string;
}

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
  live: (id: string, at: string, s?: AbortSignal) => read<LiveBoard>(`${of(id)}/live`, { at }, s),
  score: (id: string, span: string, at: string, s?: AbortSignal) => read<Score>(`${of(id)}/score`, { span, at }, s),
  scoreFile: (id: string, span: string, at: string) => address(`${of(id)}/score/xlsx`, { span, at }),
  advice: (id: string, wish: EventWish) => send<DispatchAdvice>("POST", `${of(id)}/advice`, wish),
  issue: (id: string, version: number) => send<DeploymentDetail>("POST", `${of(id)}/issue`, { version }, once()),
  withdraw: (id: string, version: number, why: string) => send<DeploymentDetail>("POST", `${of(id)}/withdraw`, { version, why }, once()),
  preview: (id: string, design: string, budget: number, s?: AbortSignal) => read<HoldoutDesign>(`${of(id)}/learning`, { design, budget }, s),
  learn: (id: string, version: number, asked: NewLearning) => send<DeploymentDetail>("POST", `${of(id)}/learning`, { version, ...asked }, once()),
  learned: (s?: AbortSignal) => read<LearnedPage>("/deployments/learned", {}, s),
  learnedFile: () => address("/deployments/learned/csv", {}),
  file: (id: string, version: number, kind: "xlsx" | "csv") => address(`${of(id)}/${kind}`, { version }),
};
