/** Key companies, their vehicles and drivers, as JSON of `daoan/api/companies.py`. */
import { address, read, send, upload, type Query } from "./client";
import type { Estimate, Evidence, Share, Text } from "./types";

export interface Scheme { name: string; title: Text; stamp: string; source: string; status: string; grounds: number; indicators: number; levels: Record<string, Text>; high_from: number; middle_from: number }
export interface CompanyLine {
  company_id: string; name: string; kind: string; kind_name: Text; unit_id: string; unit_name: Text | null; level: string; level_name: Text; by: string;
  vehicles: number; drivers: number; score: Estimate; chance_high: number; grounds: Text[]; unsettled: number;
}
export interface Board { month: string; day: string; closed: boolean; scheme: Scheme; schemes: Scheme[]; levels: Record<string, number>; companies: CompanyLine[]; total: number; may_keep: boolean }
export interface CountyCompanies { area: string; name: Text | null; lon: number | null; lat: number | null; levels: Record<string, number>; total: number; gravest: { company_id: string; name: string; level: string; level_name: Text }[] }
export interface CompaniesByCounty { month: string; day: string; scheme: string; counties: CountyCompanies[]; total: number }
export interface Ground { code: string; name: Text; number: number; needed: number; source: string; rows: Evidence[] }
export interface ScoreLine { code: string; name: Text; per: string; share: Share; peers_rate: number; believed_rate: number; usual_rate: number; own: number; weight: number; points: number; about: Text; times: number }
export interface ItemLine { kind: "vehicle" | "driver"; item_id: string; shown: string; told: Text; standing: Text; company_id: string; company: string; days: Record<string, string | null>; overdue: string[]; open_violations: number | null; points: number | null; banned_on: string | null; ban_lifted_on: string | null }
export interface EventLine { event_id: string; kind: Text; happened_on: string; deaths: number; injured: number; liability: Text; serious: boolean; processed: boolean; code: string }
export interface History { month: string; level: string; level_name: Text; score: Estimate }
export interface Carried { left: Evidence[]; months: string[]; needed: number; name: Text; status: string; source: string }
export interface CompanyDetail { month: string; day: string; closed: boolean; scheme: Scheme; company: CompanyLine; grounds: Ground[]; lines: ScoreLine[]; unsettled: Evidence[]; vehicles: ItemLine[]; drivers: ItemLine[]; events: EventLine[]; history: History[]; carried: Carried | null }
export interface Rate { code: string; share: Share; not_recorded: number }
export interface UnitRate { unit_id: string; unit_name: Text | null; depth: number; month: string; vehicles: number; drivers: number; rates: Rate[] }
export interface RateTable { months: string[]; names: Record<string, Text>; rows: UnitRate[] }
export interface OverdueLine { kind: "vehicle" | "driver"; item_id: string; shown: string; told: Text; company_id: string; company: string; unit_id: string; unit_name: Text | null; due_on: string; days: number }
export interface TaskLine { matter_id: string; title: Text; due: string; unit_name: Text | null; state: string; items: number; left: number; due_at: string | null; overdue: boolean }
export interface OverdueTable { due: string; name: Text; names: Record<string, Text>; counts: Record<string, number>; rows: OverdueLine[]; next: string | null; total: number; tasks: TaskLine[]; may_ask: boolean }
export interface CellProblem { row: number; column: Text; code: string; message: Text; shown: string }
export interface ProblemCount { column: Text; code: string; message: Text; rows: number }
export interface Preview {
  kind: string; name: Text; file: string; digest: string; rows: number; usable: number; new: number; changed: number; same: number; heading_row: number;
  columns: { label: Text; heading: string }[]; strangers: string[]; exchanged: Text[]; notices: Text[]; counts: ProblemCount[]; problems: CellProblem[];
  missing: number; missing_rows: { item_id: string; shown: string; company: string }[]; ends: boolean;
}
export interface TakenIn { preview: Preview; kept: { new: number; changed: number; same: number } | null; cleared: number }
export interface Shown { plate: string; name: string; number: string; phone: string }
export const KINDS = ["companies", "vehicles", "drivers", "events"] as const;
export type FileKind = (typeof KINDS)[number];

type S = AbortSignal | undefined;
const id = encodeURIComponent;
export const companies = {
  board: (q: Query, s?: S) => read<Board>("/companies", q, s),
  byCounty: (s?: S) => read<CompaniesByCounty>("/companies/counties", {}, s),
  boardFile: (q: Query) => address("/companies/risk.xlsx", q),
  one: (company: string, q: Query, s?: S) => read<CompanyDetail>(`/companies/${id(company)}`, q, s),
  rates: (months: number, s?: S) => read<RateTable>("/companies/rates", { months }, s),
  ratesFile: () => address("/companies/rates.xlsx", { months: 12 }),
  overdue: (due: string, q: Query, s?: S) => read<OverdueTable>(`/companies/overdue/${id(due)}`, q, s),
  overdueFile: (due: string) => address(`/companies/overdue/${id(due)}/file.xlsx`),
  ask: (due: string) => send<TaskLine[]>("POST", "/companies/clearing", { due }),
  template: (kind: FileKind, ending: "xlsx" | "csv") => address(`/companies/templates/${kind}.${ending}`),
  file: (kind: FileKind, file: File, q: { digest?: string; exchange?: boolean; whole?: string; end?: boolean }, progress: (share: number) => void) =>
    upload<TakenIn>(address(`/companies/files/${kind}`, q).replace(/^\/api\/v1/, ""), file, progress),
  clear: (kind: string, item: string, purpose: string, number: string) => send<Shown>("POST", `/companies/items/${kind}/${id(item)}/clear`, { purpose, case: number }),
};
