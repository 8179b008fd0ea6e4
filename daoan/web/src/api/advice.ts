/** Advice records, as JSON of `daoan/api/advice*.py`. */
import { address, read, send, type Query } from "./client";
import type { Share, Text } from "./types";

export interface Choice { code: string; name: Text; say: Text | null; of: string[]; two: string; handed: boolean }
export interface StationLine { code: string; name: string; unit_id: string; lon: number | null; lat: number | null }
export interface ShiftLine { code: string; name: Text; begins: string; ends: string }
export interface Reference {
  person_id: string; vehicles: Choice[]; behaviours: Choice[]; outcomes: Choice[]; shifts: ShiftLine[]; stations: StationLine[];
  photos: number; photo_bytes: number; photo_side_px: number; chunk_bytes: number; batch: number; doubt_s: number; may_take: boolean; may_enter: boolean; rule_pack: string;
}
/** One version of a record as the phone makes it; `null` leaves plate and note as the base has them. */
export interface VersionForm {
  record_id: string; version_id: string; based_on: string[]; station: string; seq: number; phone_at: string; vehicle: string; behaviours: string[]; outcome: string;
  lon: number | null; lat: number | null; accuracy_m: number | null; people: number | null; plate: string | null; photos: string[]; note: string | null;
}
export interface CheckInForm { presence_id: string; station: string; what: "in" | "out"; phone_at: string; lon: number | null; lat: number | null; accuracy_m: number | null; contacts: number | null }
export interface BatchForm { person_id: string; device_id: string; sent_at: string; records: VersionForm[]; presence: CheckInForm[] }
export interface MissingPhoto { sha256: string; have: number }
export interface BatchLine { record_id: string; version_id: string; result: "new" | "changed" | "same" | "conflict" | "refused" | "wait"; code: string; message: Text | null; heads: number; photos: MissingPhoto[] }
export interface BatchAnswer { at: string; offset_s: number; clock_off: boolean; records: BatchLine[]; presence: BatchLine[] }
export interface VersionLine {
  version_id: string; based_on: string[]; station: string; station_name: string; by: string | null; mine: boolean; device: string; seq: number; phone_at: string; offset_s: number;
  happened_at: string; known_at: string; clock_off: boolean; vehicle: string; behaviours: string[]; outcome: string; lon: number | null; lat: number | null; accuracy_m: number | null;
  people: number | null; shown: string; photos: string[]; photos_here: number; note: string;
}
export interface RecordLine { record_id: string; place: number; unit_id: string; unit: Text | null; conflict: boolean; versions: number; begun_at: string; handed: string; current: VersionLine; heads: VersionLine[] }
export interface RecordDetail { record: RecordLine; versions: VersionLine[]; may_resolve: boolean; may_hand: boolean; may_clear: boolean }
export interface Changes { rows: RecordLine[]; next: number; more: boolean }
export interface RecordPage { rows: RecordLine[]; next: string | null; total: number; conflicts: number }
export interface PhotoState { sha256: string; have: number; total: number; done: boolean }
export interface CodeAnswer { station: string; day: string; shift: string; proved: boolean; why: string; reply: Text }
export interface StationDay { station: string; day: string; shifts_due: number; shifts_attended: number; contacts: number; handed_over: number; wardens: number }
export interface PresenceLine { presence_id: string; station: string; station_name: string; way: "position" | "sms" | "paper"; what: "in" | "out" | "shift"; day: string; shift: string; happened_at: string; known_at: string; by: string | null; sender_known: boolean; distance_m: number | null; contacts: number | null; proved: boolean; why: string; why_text: Text | null }
export interface Days { days: StationDay[]; names: Record<string, string>; presence: PresenceLine[] }
export interface Row { group: string; stopped: number; overfull_van: number; unlawful_carrying: number; two: Share; handed_over: Share; put_right: Share }
export interface Figures {
  total: Row; by_township: Row[]; by_month: Row[]; by_behaviour: Row[]; by_vehicle: Row[]; shifts: number; stations: number; active_stations: Share; per_shift: Share; plated: Share; repeat: Share;
  repeated: { shown: string; times: number; two: number; stations: number; last: string }[]; conflicts: number;
}
export interface FigurePage { since: string; until: string; figures: Figures; units: Record<string, Text>; rule_pack: string }

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const advice = {
  reference: (s?: S) => read<Reference>("/advice/reference", {}, s),
  changes: (after: number, s?: S) => read<Changes>("/advice/changes", { after }, s),
  list: (q: Query, s?: S) => read<RecordPage>("/advice", q, s),
  listFile: (q: Query, format: string) => address("/advice", { ...q, format }),
  one: (key: string, s?: S) => read<RecordDetail>(`/advice/${id(key)}`, {}, s),
  resolve: (key: string, heads: string[], chosen: string) => send<RecordLine>("POST", `/advice/${id(key)}/resolve`, { heads, chosen }),
  handOver: (key: string, note: string) => send<{ matter_id: string }>("POST", `/advice/${id(key)}/hand-over`, { note }),
  clear: (key: string, purpose: string, number: string) => send<{ plate: string }>("POST", `/advice/${id(key)}/clear`, { purpose, case: number }),
  photo: (key: string, sha: string) => address(`/advice/${id(key)}/photos/${sha}`),
  days: (q: Query, s?: S) => read<Days>("/advice/days", q, s),
  figures: (q: Query, s?: S) => read<FigurePage>("/advice/figures", q, s),
  figuresFile: (q: Query, format: string) => address("/advice/figures", { ...q, format }),
  enter: (body: { station: string; day: string; code: string; contacts: number | null }) => send<CodeAnswer>("POST", "/advice/codes", body),
  sheet: (station: string, month: string, lang: string) => address(`/advice/stations/${id(station)}/codes/${month}.pdf`, { lang }),
  renew: (station: string) => send<{ station: string; number: number }>("POST", `/advice/stations/${id(station)}/codes`),
};
