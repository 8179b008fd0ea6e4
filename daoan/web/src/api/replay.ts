/** One day as it was known at each of its moments, as JSON of `daoan/api/replay.py`. */
import { read } from "./client";
import type { Estimate, Level, Text } from "./types";

export interface ReplayedCrash { crash_id: string; happened_at: string; timed: boolean; known_at: string; known_at_assumed: boolean; severity: string; severity_then: string | null; lon: number | null; lat: number | null; area: string | null; road_name: string | null; segment_id: string | null }
export interface ReplayedAlert { alert_id: string; level: Level; title: Text; area: string | null; lon: number | null; lat: number | null; since: string; until: string | null; opens: boolean; ends: boolean }
export interface ReplayedMatter { matter_id: string; kind: string; kind_name: Text; title: string; level: string; area: string | null; lon: number | null; lat: number | null; opened_at: string; closed_at: string | null; due_at: string | null; late: [string, string | null][] }
export interface ReplayedPlacement { plan_id: string; segment_id: string; rank: number; road_name: string | null; lon: number; lat: number; since: string; until: string; expected_injuries: Estimate }
export interface ReplayedStand { deployment_id: string; unit_id: string; unit: Text; place: string; lon: number; lat: number; since: string; until: string }
export interface ReplayedGathering { gathering_id: string; name: Text; kind: string; area: string; place: string; lon: number | null; lat: number | null; people: number | null; since: string; until: string; usual: boolean; known: boolean }
export interface ReplayedPresence { unit_id: string; unit: Text | null; since: string; until: string; people: number }
export interface Replay {
  day: string; begins: string; ends: string; known_by: string; today: string; last_day: string | null; turns: string[];
  crashes: ReplayedCrash[]; alerts: ReplayedAlert[]; matters: ReplayedMatter[]; placements: ReplayedPlacement[]; stands: ReplayedStand[]; gatherings: ReplayedGathering[]; presence: ReplayedPresence[];
  sees_crashes: boolean; sees_risk: boolean; sees_work: boolean; area: string | null; simulated: boolean;
}

export const replayOf = (day: string | null, s?: AbortSignal) => read<Replay>("/replay", { day }, s);
