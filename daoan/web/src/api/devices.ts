/** Field equipment: where it stands as far as the reader may see, how it does, what is missing; JSON of `daoan/api/devices.py`. */
import { address, read, type Query } from "./client";
import type { Estimate, Share, Text } from "./types";

export type SiteState = "silent" | "poor" | "good" | "unknown";
export interface SharePart { share: Share; low: number; high: number }
export interface Silence { since: string; found: string; ended: string | null; expected: number; chance: number }
export interface DeviceClock { offset_s: Estimate | null; neighbours: number; part: number; why_not: "one_way" | "few" | null }
export interface DeviceHealth {
  state: SiteState; faults: string[]; passes: number; expected: Estimate | null; last: string | null; silence: Silence | null; delay_p50_s: Estimate | null;
  delay_p95_s: Estimate | null; missing_plates: SharePart | null; doubles: SharePart | null; wrong_heading: SharePart | null; clock: DeviceClock; strip: string;
}
export interface Device {
  code: string; name: string; kind: string; road_name: string; area: string | null; heading: string; lanes: number; limit_car_kmh: number | null; limit_large_kmh: number | null;
  register_state: string; unit_id: string; unit_name: Text | null; built: string; placed: boolean; chainage_m: number | null; lon: number | null; lat: number | null; health: DeviceHealth | null;
}
export interface DevicePage {
  as_of: string; exact: boolean; watched: boolean; on_roads: boolean; rows: Device[]; next: string | null; total: number; kinds: Record<string, number>;
  states: Record<string, number>; unplaced_count: number; unplaced: { code: string; reason: string; told: Text }[]; strangers: number;
}
export interface DeviceHour { begins: string; passes: number; expected: Estimate | null; state: "good" | "low" | "silent" | "unknown" }
export interface DeviceDetail { device: Device; hours: DeviceHour[]; silences: Silence[] }
export interface DeviceGap {
  gap_id: string; standard: string; road_name: string; heading: string; areas: string[]; from_m: number; to_m: number; length_m: number; excess_m: number; needed: number;
  crashes: number; ksi: number; crashes_per_year: number; ksi_per_year: number; geometry: GeoJSON.MultiLineString | null;
}
export interface DeviceStandard { code: string; name: Text; every_m: number; met_m: Share; sites: number; missing: number }
export interface GapPage { exact: boolean; standards: DeviceStandard[]; rows: DeviceGap[]; next: string | null; total: number; status: string; source: string }
export interface DeviceProposal {
  rank: number; road_name: string; area: string; chainage_m: number; lon: number | null; lat: number | null; gain: number; total: number; covers_m: number; vehicles_per_day: number;
  ksi_per_year: number; nearest_m: number | null; reasons: Text[];
}
export interface DeviceProposals { exact: boolean; rows: DeviceProposal[]; covered: Share; gap: number; proved: boolean; candidates: number }

type S = AbortSignal | undefined;
export const devices = {
  list: (q: Query, s?: S) => read<DevicePage>("/devices", q, s),
  one: (code: string, s?: S) => read<DeviceDetail>(`/devices/${encodeURIComponent(code)}`, {}, s),
  gaps: (q: Query, s?: S) => read<GapPage>("/devices/gaps", q, s),
  proposals: (s?: S) => read<DeviceProposals>("/devices/proposals", {}, s),
  csv: (q: Query) => address("/devices", { ...q, format: "csv" }),
  gapsCsv: (q: Query) => address("/devices/gaps", { ...q, format: "csv" }),
};
