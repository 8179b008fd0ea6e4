/** The three-year programme, as JSON of `daoan/api/programme.py`. */
import { address, read } from "./client";
import type { CoarseCrash, Estimate, Share, Text } from "./types";
import type { MatterLine } from "./work";

export interface ProgrammeYear { year: number; target: number; figure: number | null; share: Share | null; expected: Estimate | null; verdict: string; why: Text; counted: number }
export interface MilestoneLine { day: string; what: string; done_by: string; done_on: string | null; late: boolean; days_over: number | null }
export interface TaskLine {
  entry_id: string; number: string; title: string; owner: string; owner_name: Text | null; helpers: string[]; measure: string | null; measure_name: Text | null;
  percent: boolean; more: boolean; whole_city: boolean; basis: string; verdict: string; why: Text; years: ProgrammeYear[]; milestones: MilestoneLine[]; overdue: number; done: number;
}
export interface Proposal { about: string; unit: string; rung: string; title: Text; why: Text }
export interface Programme { as_of: string; crashes_to: string | null; tasks: TaskLine[]; proposals: Proposal[]; verdicts: Record<string, Text> }
export interface CountedLine { weight: number; good: boolean; at: string | null; matter: Omit<MatterLine, "received"> | null; crash: CoarseCrash | null }
export interface CountedPage { total: number; hidden: number; rows: CountedLine[] }

type S = AbortSignal | undefined;
export const programmeApi = {
  whole: (day: string, s?: S) => read<Programme>("/programme", { day }, s),
  counted: (task: string, year: number, day: string, s?: S) => read<CountedPage>(`/programme/${encodeURIComponent(task)}/${year}`, { day }, s),
  csv: (day: string) => address("/programme", { day, format: "csv" }),
  report: (kind: "docx" | "pdf", day: string, lang: string) => address(`/programme/report.${kind}`, { day, lang }),
};
