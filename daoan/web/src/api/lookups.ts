/** Look-ups with purpose and case, requests for a second person, one matter in the clear, and the monthly review. */
import { read, send } from "./client";
import type { Text } from "./types";

export type LookUpKind = "plate" | "person" | "track";
export interface Wish { kind: LookUpKind; text: string; purpose: string; case: string; approval?: string }
export interface Purpose { code: string; name: Text }
export interface OwnLookUp { line: number; at: string; kind: string; subject: string; purpose: string; case: string; refused: string }
export interface Approval { request_id: string; kind: LookUpKind; subject: string; shown: string; purpose: string; case: string; asked_by: string; asked_at: string; until: string; state: "asked" | "approved" | "refused" | "used"; decided_by: string; decided_at: string | null }
export interface RequestLine { request: Approval; asked_by_name: string | null; unit_name: Text | null; mine: boolean; decidable: boolean; over: boolean }
export interface LookUpDesk { purposes: Purpose[]; second_person: string[]; hours: number; minutes: number; days: number; own: OwnLookUp[]; requests: RequestLine[] }
/** A record that tells of the subject, with the words that do, in the clear. */
export interface Found { record: string; record_id: string; title: string; kind: Text; state: Text | null; unit: Text | null; at: string | null; places: { where: Text; text: string }[] }
export interface LookedUp { line: number; at: string; kind: LookUpKind; subject: string; purpose: string; case: string; sources: { source: string; name: Text; rows: Found[] }[] }

export interface Flag { number: number; person_id: string; rule: string; message: Text }
export interface Mark { at: string; by: string; by_name: string | null; word: string; note: string }
export interface ReviewRow { line: number; at: string; person_id: string; name: string | null; unit: Text | null; kind: string; subject: string; purpose: Text; case: string; detail: string; flags: Flag[]; drawn: boolean; marks: Mark[] }
export interface Sheet { review: { month: string; seed: string; look_ups: number; flagged: number[]; drawn: number[]; rule_pack: string }; over: boolean; refused: number; rows: ReviewRow[] }

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const lookups = {
  desk: (s?: S) => read<LookUpDesk>("/lookups", {}, s),
  ask: (wish: Wish) => send<LookedUp>("POST", "/lookups", wish),
  request: (wish: Wish) => send<Approval>("POST", "/lookups/requests", wish),
  decide: (key: string, approve: boolean) => send<Approval>("POST", `/lookups/requests/${id(key)}/${approve ? "approve" : "refuse"}`, {}),
  unmask: (matter: string, purpose: string, number: string) => send<{ matter_id: string; until: string }>("POST", `/work/${id(matter)}/unmask`, { purpose, case: number }),
  review: (month: string, seed: string, s?: S) => read<Sheet>("/audit/review", { month, seed }, s),
  mark: (line: number, word: string, note: string) => send<{ line: number }>("POST", "/audit/review/marks", { line, word, note }),
};
