/** Signal proposals and travel times between sites; shapes of `daoan/api/signal_shapes.py` and `daoan/api/efficiency.py`. */
import { address, read, upload } from "./client";
import type { Estimate, Share, Text } from "./types";
import { stamped, type Can, type MatterLine } from "./work";

export interface Phase { seconds: number; kind: "green" | "clearing" | "red"; links: number }
export interface Plan { cycle_s: number; offset_s: number; phases: Phase[] }
export interface Junction { number: number; name: string; x: number | null; y: number | null; before: Plan; after: Plan; changed: boolean }
export interface Pair { seed: number; before_s: number; after_s: number }
export interface NearLink { link: string; away_m: number }
export interface LinkChange { link: string; before_s: number; after_s: number; days_before: number; days_after: number }
export interface Verdict { ratio: Estimate | null; before: Estimate | null; words: Text; changes: LinkChange[]; compared: string[]; days_before: number; days_after: number; rule_pack: string }
export interface SignalDetail {
  matter: MatterLine; can: Can[]; scenario: string; geographic: boolean; junctions: Junction[]; pairs: Pair[]; before: Estimate; after: Estimate; less: Estimate; better: boolean;
  conflicts_before: number | null; conflicts_after: number | null; search_seeds: number[]; simulations: number; window: { trips: number; seconds: number } | null; limits: Record<string, number> | null;
  notes: Text[]; rule_pack: string; recorded: boolean; near: NearLink[]; link_names: Record<string, string>; verdict: Verdict | null;
}
export interface Lane { points: [number, number][]; queue: number | null }
export interface Recording { geographic: boolean; seed: number; begin_s: number; step_s: number; lanes: Lane[]; before: number[][]; after: number[][] }
export interface SignalBoard { rows: MatterLine[]; can_propose: boolean }

export interface LinkLine {
  link: string; first: string; second: string; area: string; hour: number; vehicles: number; road_m: number; travel_s: Estimate; free_s: number; delay_s: Estimate; speed_ratio: Estimate;
  speed_kmh: Estimate | null; mean_s: number; p95_s: number; planning: number; buffer: number; queue: Share | null; clocks: boolean; ends: [[number, number], [number, number]] | null;
}
export interface EfficiencyPage { days: string[]; day: string | null; hour: number; exact: boolean; rows: LinkLine[]; trips: number; below_floor: number; stops: number; least_vehicles: number; rule_pack: string }
export interface LinkHistory { link: string; days: [string, LinkLine][]; hours: LinkLine[] }

const id = encodeURIComponent;
type S = AbortSignal | undefined;
const whole = (d: SignalDetail): SignalDetail => ({ ...d, matter: stamped(d.matter) });

export const signals = {
  board: async (s?: S): Promise<SignalBoard> => { const found = await read<SignalBoard>("/signals", {}, s); return { ...found, rows: found.rows.map(stamped) }; },
  one: async (key: string, s?: S) => whole(await read<SignalDetail>(`/signals/${id(key)}`, {}, s)),
  queues: (key: string, s?: S) => read<Recording>(`/signals/${id(key)}/queues`, {}, s),
  bring: async (file: File, title: string, holder: string, progress: (share: number) => void) => {
    const query = new URLSearchParams(Object.entries({ title, holder }).filter(([, v]) => v)).toString();
    return whole(await upload<SignalDetail>(`/signals${query ? `?${query}` : ""}`, file, progress));
  },
  programmes: (key: string): string => address(`/signals/${id(key)}/programmes`),
};
export const efficiency = {
  page: (day: string, hour: number, s?: S) => read<EfficiencyPage>("/efficiency", { day, hour }, s),
  link: (link: string, day: string, s?: S) => read<LinkHistory>("/efficiency/link", { link, day }, s),
  file: (day: string, format: "csv" | "xlsx"): string => address("/efficiency", { day, format }),
};
