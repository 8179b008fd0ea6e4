/** Meetings of the committee, as JSON of `daoan/api/meetings.py`. */
import { read, send, type Query } from "./client";
import type { Page } from "./types";
import type { MatterLine } from "./work";

export interface Decision { place: number; text: string; units: string[]; finish_by: string; opened: boolean; matter: MatterLine | null; parts: MatterLine[] }
export interface Meeting {
  entry_id: string; version: number; day: string; subject: string; chair: string; attendees: string[]; video: boolean | null; agenda: string; minutes: string;
  changed_at: string; changed_by_name: string | null; writable: boolean; decisions: Decision[];
}

export const meetingsApi = {
  list: (q: Query, s?: AbortSignal) => read<Page<Meeting>>("/meetings", q, s),
  one: (id: string, s?: AbortSignal) => read<Meeting>(`/meetings/${encodeURIComponent(id)}`, {}, s),
  open: (m: Meeting, place: number) => send<Meeting>("POST", `/meetings/${encodeURIComponent(m.entry_id)}/decisions/${place}`, { version: m.version }),
};
