/** Shifts: who is on duty when, as JSON of `daoan/api/shifts.py`. */
import { address, read, send } from "./client";
import type { Text } from "./types";
import type { Unit } from "./work";

export interface Shift { shift_id: string; person_id: string; unit_id: string; starts_at: string; ends_at: string; post: string }
export interface Colleague { person_id: string; name: string; unit_id: string; on_duty: boolean | null }
export interface Roster { today: string; since: string; until: string; shifts: Shift[]; people: Colleague[]; units: Unit[]; may_plan: boolean }
export interface RefusedRow { line: number; code: string; message: Text }
export interface Imported { kept: number; known: number; refused: RefusedRow[] }
export type NewShift = Pick<Shift, "person_id" | "starts_at" | "ends_at" | "post">;

export const shifts = {
  roster: (of: { since?: string; unit?: string }, s?: AbortSignal) => read<Roster>("/shifts", { ...of, week: true }, s), // a week
  add: (shift: NewShift) => send<Shift>("POST", "/shifts", shift),
  remove: (id: string) => send<null>("DELETE", `/shifts/${encodeURIComponent(id)}`),
  import: (file: File) => { const form = new FormData(); form.append("file", file); return send<Imported>("POST", "/shifts/csv", form); },
  csv: (since: string, until: string) => address("/shifts/csv", { since, until }),
};
