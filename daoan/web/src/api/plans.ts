/** Plans, graded intervention, lights and bumps; shapes of `daoan/api/{plans,interventions,improvements}.py`. */
import { address, read, send, type Query } from "./client";
import type { Estimate, Level, Share, Text } from "./types";
import type { MatterLine } from "./work";

export interface PlanStep { order: number; what: string; unit: string; unit_kind: string; area: string; urgency: string; sign_minutes: number | null; finish_minutes: number | null; elements: string[] }
export interface Plan {
  entry_id: string;
  version: number;
  unit_id: string;
  name: string;
  scenario: string;
  trigger: string;
  trigger_of: string;
  trigger_level: Level | null;
  condition: string;
  area: string;
  may_activate: string;
  steps: PlanStep[];
}
export interface Signal { trigger: string; what: string; level: Level | null; area: string | null; label: Text; ref: string }
export interface Proposal { entry_id: string; name: string; area: string; level: Level | null; reason: Text; signals: Signal[] }
export interface PlanLine {
  plan: Plan;
  scenario: Text;
  trigger: Text;
  unit_name: Text | null;
  can_activate: boolean;
  faults: Text[];
  running: string[];
  exercised_on: string | null;
  proposal: Proposal | null;
}
export interface Exercise {
  entry_id: string;
  on: string;
  well?: string;
  badly?: string;
  improvements?: string;
  activation?: string;
  units?: string[];
  measured?: { order: number; what?: string; signed_minutes?: number; finished_minutes?: number }[];
}
export interface PlanDetail {
  line: PlanLine;
  steps: { step: PlanStep; targets: Text[] }[];
  values: { resources?: { what: string; number?: number; where?: string }[]; contacts?: { duty: string; name?: string; phone?: string }[] };
  activations: MatterLine[];
  exercises: Exercise[];
}
export interface PartProgress { matter_id: string; unit: string; state: string; late: boolean; due_at: string | null; signed_minutes: number | null; fed_back_minutes: number | null }
export interface StepProgress { order_id: string; step: number; what: string; level: string; state: string; signed: Share; fed_back: Share; done: Share; late: number; parts: PartProgress[] }
export interface PartLine extends Omit<PartProgress, "unit"> { unit: Text; state_name: Text }
export interface ActivationDetail { activation: MatterLine; steps: StepProgress[]; parts: Record<string, PartLine>; can_stand_down: boolean }

export interface Measure { code: string; name: Text; unit: string; unit_kind: string; within_minutes: Partial<Record<Level, number>>; ends: Text; elements: string[]; source: Text; status: string }
export interface InterventionTable { table: { risks: { kind: string; name: Text; measures: Measure[] }[]; stamp: string }; unit_kinds: Record<string, Text> }
export interface MeasureLine { measure: Measure; who: Text; takers: Text[]; level: Level; within_minutes: number; due_at: string; state: string; late: boolean; order_id: string | null }
export interface AlertMeasures { rows: MeasureLine[]; rule_pack: string }

export interface ImprovementSite {
  rank: number;
  site_id: string;
  kind: "light" | "bump";
  lon: number;
  lat: number;
  area: string | null;
  segment_id: string;
  main_road: string | null;
  side_road: string | null;
  main_class: Text;
  side_class: Text;
  crashes_near: number;
  vehicles_per_day: Estimate | null;
  injuries_per_year: Estimate;
  prevented_per_year: Estimate;
  prevented_so_far: number;
}
export interface ImprovementPlan {
  asked: { lights: number; bumps: number; least_per_area: number; area: string };
  effects: { kind: string; name: Text; cmf: Estimate; source: Text; status: string }[];
  rows: ImprovementSite[];
  prevented_per_year: Estimate;
  exact: boolean;
  gap_pct: number;
  coverage_cost: number;
  coverage: { area: string | null; junctions: number; lights: number; bumps: number }[];
  junctions: number;
  within_reach: Share;
  off_network: Share;
  concentration: Estimate;
  unrecorded: { segment_id: string; road_name: string | null; area: string | null; lon: number; lat: number; injuries_per_year: Estimate }[];
  notes: Text[];
  rule_pack: string;
}

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const plans = {
  list: (s?: S) => read<PlanLine[]>("/plans", {}, s),
  one: (key: string, s?: S) => read<PlanDetail>(`/plans/${id(key)}`, {}, s),
  activate: (key: string, body: { why: string; area: string; drill: boolean; grounds: string[] }, once: string) =>
    send<ActivationDetail>("POST", `/plans/${id(key)}/activate`, body, { "idempotency-key": once }),
  activation: (key: string, s?: S) => read<ActivationDetail>(`/plans/activations/${id(key)}`, {}, s),
  report: (key: string) => send<{ entry_id: string }>("POST", `/plans/activations/${id(key)}/report`),
};
export const interventions = {
  table: (s?: S) => read<InterventionTable>("/interventions", {}, s),
  of: (alert: string, s?: S) => read<AlertMeasures>(`/alerts/${id(alert)}/measures`, {}, s),
  begin: (alert: string, measures: string[]) => send<AlertMeasures>("POST", `/alerts/${id(alert)}/measures`, { measures }),
};
export const improvements = {
  plan: (q: Query, s?: S) => read<ImprovementPlan>("/improvements", q, s),
  csv: (q: Query): string => address("/improvements", { ...q, format: "csv" }),
  open: (asked: ImprovementPlan["asked"], sites: { site_id: string; kind: string }[]) => send<{ matters: MatterLine[] }>("POST", "/improvements/hazards", { ...asked, sites }),
};
