/** Alarms on positions of key vehicles and rates of companies, as JSON of `daoan/api/fleet.py`. */
import { address, read, send, type Query } from "./client";
import type { Share, Text } from "./types";

export interface AlarmLine {
  alarm_id: string; kind: string; name: Text; vehicle: string; vehicle_id: string; company: string; company_id: string; begins_at: string; ends_at: string; goes_on: boolean;
  value: number; limit: number; unit: string; lon: number; lat: number; notes: string[]; matter_id: string | null; state: string; state_name: Text | null;
}
export interface AlarmTable { rows: AlarmLine[]; total: number; next: string | null; counts: Record<string, number>; names: Record<string, Text>; last_day: string | null; may_track: boolean }
export interface ShownTrack { line: number; points: { at: string; lon: number; lat: number; speed_kmh: number | null; inside: boolean }[]; more: boolean }
export interface FleetRate { company: string; company_id: string; unit_name: Text | null; vehicles: number; online: Share; valid: Share; complete: Share; drift: Share; alarms: Record<string, number> }
export interface FleetRateTable { first: string; last: string; last_day: string | null; names: Record<string, Text>; rows: FleetRate[] }

type S = AbortSignal | undefined;
const id = encodeURIComponent;
export const fleet = {
  alarms: (q: Query, s?: S) => read<AlarmTable>("/fleet/alarms", q, s),
  alarmsFile: (q: Query) => address("/fleet/alarms.xlsx", q),
  alarm: (alarm: string, s?: S) => read<AlarmLine>(`/fleet/alarms/${id(alarm)}`, {}, s),
  track: (alarm: string, purpose: string, number: string) => send<ShownTrack>("POST", `/fleet/alarms/${id(alarm)}/track`, { purpose, case: number }),
  rates: (q: Query, s?: S) => read<FleetRateTable>("/fleet/rates", q, s),
  ratesFile: (q: Query) => address("/fleet/rates.xlsx", q),
};
