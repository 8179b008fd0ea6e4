/** Closed months of company ratings and a company's own side, as JSON of `daoan/api/company_months.py` and `my_company.py`. */
import { address, read, send } from "./client";
import type { Carried, CompanyLine, EventLine, Ground, ItemLine, Scheme, ScoreLine } from "./companies";
import type { AlarmLine } from "./fleet";
import type { Evidence, Text } from "./types";

export interface MonthLine { month: string; scheme: string; stamp: string; title: Text; day: string; as_of: string; closed_at: string; closed_by: string; digest: string; companies: number; levels: Record<string, number>; open: number }
export interface MonthTable { scheme: Scheme; months: MonthLine[]; next: string | null; may_close: boolean; appeal_days: number; appeal_days_are: string }
export interface RatedLine { company: CompanyLine; revision: number; first_level: string; first_level_name: Text; matter_id: string | null; state: string; state_name: Text | null; due_at: string | null; late: boolean }
export interface MonthRatings { month: MonthLine; companies: RatedLine[] }
export interface ChangedLine { kind: string; item_id: string; shown: string; label: Text; fields: { field: string; name: Text; before: string; now: string }[]; used: boolean }
export interface RatingVersion { revision: number; kept_at: string; kept_by: string; reason: string; corrections: number; rating: CompanyLine; grounds: Ground[]; lines: ScoreLine[]; unsettled: Evidence[]; carried: Carried | null }
export interface RatedCompany { month: MonthLine; scheme: Scheme; versions: RatingVersion[]; changed: ChangedLine[]; matter_id: string | null; state: string; state_name: Text | null; due_at: string | null; may_revise: boolean }
export interface CheckedAgain { month: string; ratings: number; same: boolean; kept: string; digest: string; differs: string[]; missing: string[] }

export interface DueLine { code: string; name: Text; on: string | null; days: number | null; state: "overdue" | "soon" | "kept" | "not_recorded" | "over" }
export interface ExplainedItem { item: ItemLine; day: string; scheme: Text; stamp: string; explained: boolean; dues: DueLine[]; grounds: Ground[]; indicators: { code: string; name: Text; number: number; weight: number; source: string }[]; events: EventLine[] }
export interface OwnTask { matter_id: string; kind: string; kind_name: Text; title: Text; state_name: Text; due_at: string | null; due: Text | null; overdue: boolean; held: boolean; left: number | null }
export interface OwnRating { month: string; scheme: string; level: string; level_name: Text; revision: number; matter_id: string | null; state: string; state_name: Text | null; due_at: string | null; appeal_until: string | null; can_appeal: boolean }
export interface OwnCompany { company_id: string; name: string; kind_name: Text; police: Text | null; day: string; vehicles: ItemLine[]; drivers: ItemLine[]; overdue: Record<string, number>; due_names: Record<string, Text>; tasks: OwnTask[]; ratings: OwnRating[]; alarms: AlarmLine[]; alarms_total: number }
export interface OwnRatingDetail { rating: OwnRating; scheme: Text; day: string; high_from: number; middle_from: number; versions: RatingVersion[] }

type S = AbortSignal | undefined;
const id = encodeURIComponent;
export const companyMonths = {
  all: (s?: S) => read<MonthTable>("/companies/months", {}, s),
  close: (month: string) => send<MonthRatings>("POST", "/companies/months", { month }),
  one: (month: string, s?: S) => read<MonthRatings>(`/companies/months/${id(month)}`, {}, s),
  file: (month: string) => address(`/companies/months/${id(month)}/xlsx`),
  check: (month: string) => send<CheckedAgain>("POST", `/companies/months/${id(month)}/check`, {}),
  rating: (month: string, company: string, s?: S) => read<RatedCompany>(`/companies/months/${id(month)}/${id(company)}`, {}, s),
  revise: (month: string, company: string, wrong: { kind: string; item_id: string }[], reason: string) => send<RatedCompany>("POST", `/companies/months/${id(month)}/${id(company)}/revise`, { wrong, reason }),
  ban: (driver: string, banned_on: string | null, lifted_on: string | null, why: string) => send<ExplainedItem>("POST", `/companies/items/driver/${id(driver)}/ban`, { banned_on, lifted_on, why }),
  item: (kind: string, item: string, s?: S) => read<ExplainedItem>(`/companies/items/${kind}/${id(item)}`, {}, s),
};
export const myCompany = {
  own: (s?: S) => read<OwnCompany>("/my-company", {}, s),
  item: (kind: string, item: string, s?: S) => read<ExplainedItem>(`/my-company/items/${kind}/${id(item)}`, {}, s),
  rating: (month: string, s?: S) => read<OwnRatingDetail>(`/my-company/ratings/${id(month)}`, {}, s),
};
