/** The rural desk, as JSON of `daoan/api/rural.py`. */
import { address, read, send, type Query } from "./client";
import type { Estimate, Share, Text } from "./types";

export interface Township { area: string; township: string; own: boolean }
export interface RuralDesk {
  today: string; townships: Township[]; villages: number; stations: number; wardens: number; vans: number; recorded: boolean;
  weather: { code: string; name: Text }[]; most_days: number; stamp: string; may_work: boolean; may_supervise: boolean; simulated: boolean;
  reports: { waiting: number; late: number };
}
export type Grade = "must" | "should" | "may";
export interface Opening {
  station: string; name: string; township: string; area: string; lon: number | null; lat: number | null; day: string; from_hour: number; until_hour: number;
  grade: Grade; grade_name: Text; reasons: Text[]; needed: number; wardens: string[]; left: number; why_left: Text | null; expected: Estimate | null; kept: boolean;
}
export interface PlanDay { day: string; openings: Record<Grade, number>; left: number; kept: boolean }
export interface Plan {
  first: string; days: string[]; openings: Opening[]; each: PlanDay[]; most: number; staffed: Record<Grade, Share>; covered: Share; stations: number; wardens: number; kept: number; over: number;
  gaps: Text[]; roads_known: boolean; digest: string; simulated: boolean;
}
export interface Confirmed { new: number; changed: number; ended: number }
export interface GroupLine {
  level: "city" | "county" | "township"; area: string; township: string; villages: number; stations: number; opened: Share; opened_interval: Estimate | null; kept: Share; judged: number; silent: number;
  contact: Share; no_station: number; vans_filed: Share; vans_unknown: number; pledged: Share; visited: Share; shifts: number; contacts: number; handed_over: number;
}
export interface SilentLine { station: string; name: string; township: string; area: string; missed: string[]; crowd_days: number; promised_days: number; chance_silent: number; last_on: string | null; contacts: number }
export interface QuietLine { code: string; name: string; township: string; area: string; stations: number }
export interface VanLine { code: string; name: string; township: string; area: string; said: number | null; files: number; missing: number | null; surplus: number; unpledged: number; unvisited: number }
export interface Coverage { first: string; last: string; recorded: boolean; groups: GroupLine[]; silent: SilentLine[]; silent_total: number; quiet: QuietLine[]; quiet_total: number; vans: VanLine[]; vans_total: number; simulated: boolean }
export interface ExamLine { code: string; name: Text; share: Share; peers: number; believed: number; own: number; most: number; points: number; known: boolean }
export interface ExamEach { code: string; name: Text; number: number; points: number }
export interface Notice { matter_id: string; state: string; state_name: Text; due_at: string | null; overdue: boolean }
export interface Examined {
  level: "county" | "township"; area: string; township: string; unit_name: Text | null; total: Estimate; chance_above: number; standing: "above" | "below" | "level";
  lines: ExamLine[]; each: ExamEach[]; notice: Notice | null;
}
export interface Examination { month: string; day: string; closed: boolean; recorded: boolean; rows: Examined[]; peers: Record<string, number>; city: GroupLine | null; may_supervise: boolean; stamp: string; simulated: boolean }
export interface HandIn { matter_id: string; state: string; state_name: Text; entries: number; issuer_name: Text | null; due_at: string | null; overdue: boolean; mine: boolean }
export interface LedgerLine { register: string; name: Text; entries: Record<"entered" | "handed_in" | "returned" | "approved", number>; open: HandIn[]; may_hand_in: boolean }
export interface Spoken { part: string; rank: number; text: Text }
export interface Announcement { area: string; township: string; village: string; name: string; day: string; edition: string; at_hour: number; text: Text; sentences: Spoken[]; left_out: Spoken[]; seconds: [number, number] }
export interface PlanAsked extends Query { first: string; days: number; area: string; township: string }

type S = AbortSignal | undefined;
export const rural = {
  desk: (s?: S) => read<RuralDesk>("/rural", {}, s),
  planOf: (q: PlanAsked, day: string, s?: S) => read<Plan>("/rural/plan", { ...q, day: day || "first" }, s), // the openings of one day
  planFile: (q: PlanAsked) => address("/rural/plan.xlsx", q),
  confirm: (q: PlanAsked, digest: string) => send<Confirmed>("POST", "/rural/plan", { ...q, digest }),
  withdraw: (q: PlanAsked) => send<Confirmed>("POST", "/rural/plan/withdrawal", q),
  coverage: (q: Query, s?: S) => read<Coverage>("/rural/coverage", q, s),
  coverageFile: (q: Query) => address("/rural/coverage.xlsx", q),
  examination: (month: string, s?: S) => read<Examination>("/rural/examination", { month }, s),
  examinationFile: (month: string) => address("/rural/examination.xlsx", { month }),
  notice: (month: string, area: string, township: string) => send<Notice>("POST", "/rural/examination/notice", { month, area, township }),
  ledgers: (s?: S) => read<LedgerLine[]>("/rural/ledgers", {}, s),
  handIn: (register: string) => send<HandIn[]>("POST", `/rural/ledgers/${encodeURIComponent(register)}`, {}),
  handInAgain: (matter: string) => send<HandIn>("POST", `/rural/hand-ins/${encodeURIComponent(matter)}`, {}),
  texts: (q: Query, s?: S) => read<Announcement[]>("/rural/loudspeaker", q, s),
  textsFile: (q: Query) => address("/rural/loudspeaker.xlsx", q),
};
