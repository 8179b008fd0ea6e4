/** Look-ups with purpose and case, requests for a second person, one matter in the clear, and the monthly review. */
import { read, send, sendForFile } from "./client";
import type { Text } from "./types";

export type LookUpKind = "plate" | "person" | "track" | "track_export" | "place" | "companions";
/** `since`, `until`: ISO moments; only searches of passes have them. */
export interface Wish { kind: LookUpKind; text: string; purpose: string; case: string; approval?: string; since?: string | null; until?: string | null }
export interface Purpose { code: string; name: Text }
export interface OwnLookUp { line: number; at: string; kind: string; subject: string; purpose: string; case: string; refused: string }
export interface Approval { request_id: string; kind: LookUpKind; subject: string; shown: string; purpose: string; case: string; asked_by: string; asked_at: string; until: string; state: "asked" | "approved" | "refused" | "used"; decided_by: string; decided_at: string | null; about: string }
export interface RequestLine { request: Approval; asked_by_name: string | null; unit_name: Text | null; mine: boolean; decidable: boolean; over: boolean }
export interface LookUpDesk { purposes: Purpose[]; second_person: string[]; hours: number; minutes: number; days: number; own: OwnLookUp[]; requests: RequestLine[]; passes: PassDesk | null }
export interface LakeSite { site_id: string; name: Text; lon: number | null; lat: number | null; area: string }
export interface PassDesk { first: string; last: string; now: string; sites: LakeSite[]; track_days: number; place_hours: number; companions_days: number; companions: boolean }
interface Span { since: string; until: string }
export interface TrackPoint { at: string; site_id: string; site: Text; lon: number | null; lat: number | null; lane: number | null; speed_kmh: number | null; score: number | null; large: boolean; reads: number; doubts: ("speed" | "score")[] }
export interface Track { span: Span; passes: number; points: TrackPoint[]; more: boolean }
export interface AtPlace { span: Span; site: LakeSite; total: number; masked: boolean; rows: { at: string; plate: string; large: boolean; lane: number | null; speed_kmh: number | null }[] }
export interface Companions { span: Span; passes: number; within_s: number; least_sites: number; masked: boolean; rows: { plate: string; large: boolean; sites: number; meetings: number; first: string; last: string }[] }
/** A record that tells of the subject, with the words that do, in the clear. */
export interface Found { record: string; record_id: string; title: string; kind: Text; state: Text | null; unit: Text | null; at: string | null; places: { where: Text; text: string }[] }
export interface LookedUp { line: number; at: string; kind: LookUpKind; subject: string; purpose: string; case: string; sources: { source: string; name: Text; rows: Found[] }[]; passes: Track | AtPlace | Companions | null }

export interface Flag { number: number; person_id: string; rule: string; message: Text }
export interface Mark { at: string; by: string; by_name: string | null; word: string; note: string }
export interface ReviewRow { line: number; at: string; person_id: string; name: string | null; unit: Text | null; kind: string; subject: string; purpose: Text; case: string; detail: string; flags: Flag[]; drawn: boolean; marks: Mark[] }
export interface Sheet { review: { month: string; seed: string; look_ups: number; flagged: number[]; drawn: number[]; rule_pack: string }; over: boolean; refused: number; rows: ReviewRow[] }

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const lookups = {
  desk: (s?: S) => read<LookUpDesk>("/lookups", {}, s),
  ask: (wish: Wish) => send<LookedUp>("POST", "/lookups", wish),
  file: (wish: Wish, file: "csv" | "parquet") => sendForFile("/lookups/export", wish, { file }),
  request: (wish: Wish) => send<Approval>("POST", "/lookups/requests", wish),
  decide: (key: string, approve: boolean) => send<Approval>("POST", `/lookups/requests/${id(key)}/${approve ? "approve" : "refuse"}`, {}),
  unmask: (matter: string, purpose: string, number: string) => send<{ matter_id: string; until: string }>("POST", `/work/${id(matter)}/unmask`, { purpose, case: number }),
  review: (month: string, seed: string, s?: S) => read<Sheet>("/audit/review", { month, seed }, s),
  mark: (line: number, word: string, note: string) => send<{ line: number }>("POST", "/audit/review/marks", { line, word, note }),
};
