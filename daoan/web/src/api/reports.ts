/** Villagers' reports at the desk, as JSON of `daoan/api/reports.py`. */
import { address, read, send } from "./client";
import type { Text } from "./types";
import type { MatterDetail } from "./work";

export interface Report {
  matter_id: string; receipt: string; version: number; state: string; state_name: Text; kind: string; kind_name: Text; code: string; place: string;
  unit_id: string; unit: Text | null; created_at: string; happened_at: string | null; due_at: string | null; late: boolean; lon: number | null; lat: number | null;
  accuracy_m: number | null; outside: boolean; where: string; text: string; contact: string; photo: string | null; hazard: string | null; hazard_state: Text | null;
  reason: Text | null; words: string;
}
export interface ReportList { rows: Report[]; next: string | null; total: number; waiting: number; late: number; open: boolean; reasons: { code: string; name: Text }[]; kinds: { code: string; name: Text }[] }
export interface NearHazard { matter_id: string; title: string; state_name: Text; distance_m: number }
export interface ReportDetail { report: Report; can: string[]; near: NearHazard[] }
export interface ReportCode {
  number: string; kind: string; place: string; name: string; unit_id: string; unit: Text | null; made_at: string; withdrawn_at: string | null; address: string; qr: string;
  reports: number; waiting: number; spam: number;
}
export interface CodeList { rows: ReportCode[]; without: { kind: string; place: string; name: string }[]; without_all: number; places: number; may_make: boolean; open: boolean; local: boolean }

type S = AbortSignal | undefined;
const one = (id: string): string => `/reports/${encodeURIComponent(id)}`;
export const reports = {
  list: (state: string, after: string | null, s?: S) => read<ReportList>("/reports", { state, after, limit: 50 }, s),
  file: (state: string) => address("/reports/file.xlsx", { state }),
  detail: (id: string, s?: S) => read<ReportDetail>(one(id), {}, s),
  takeUp: (r: Report, title: string) => send<{ hazard: string }>("POST", `${one(r.matter_id)}/take-up`, { version: r.version, title, note: "" }),
  join: (r: Report, hazard: string) => send<{ hazard: string }>("POST", `${one(r.matter_id)}/join`, { version: r.version, hazard }),
  end: (r: Report, event: "turn_down" | "mark_spam", values: Record<string, string>, note: string) =>
    send<MatterDetail>("POST", `/work/${encodeURIComponent(r.matter_id)}/events`, { event, version: r.version, note, values }),
  contact: (id: string, why: string) => send<{ phone: string }>("POST", `${one(id)}/contact`, { why }),
  codes: (text: string, s?: S) => read<CodeList>("/reports/codes", { text }, s),
  make: (kind: string, place: string) => send<ReportCode>("POST", "/reports/codes", { kind, place }),
  withdraw: (number: string) => send<ReportCode>("DELETE", `/reports/codes/${encodeURIComponent(number)}`),
  poster: (number: string, paper: "a4" | "a6", lang: string) => address(`/reports/codes/${encodeURIComponent(number)}/${paper}.pdf`, { lang }),
};
