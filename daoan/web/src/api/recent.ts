/** The latest weeks: nowcasts, breaks in recording, watched series, surges. Shapes of `daoan/terms/records/`. */
import { read, type Query } from "./client";
import type { CoarseCrash, Estimate, Page, Severity, Share, Text } from "./types";

export interface NowcastWeek { starts: string; ends: string; known: number; completeness: Estimate | null; crashes: Estimate | null }

export interface Nowcast {
  area: string;
  severity: Severity | null; // null: all together
  as_of: string;
  state: "estimated" | "delay_not_recorded" | "too_few_reports";
  weeks: NowcastWeek[]; // latest first
  delay_median_days: number | null;
  delay_p90_days: number | null;
  delay_change_p: number | null;
  notes: Text[];
}

export interface RecordingBreak {
  break_id: string;
  feed: string;
  column: string;
  trait: string;
  label: Text;
  period: string;
  kind: "year" | "drift" | "months";
  since: string;
  settled: string;
  ends: string;
  before: Share;
  after: Share;
  p_value: number;
  word: boolean;
}

export interface WatchedWeek { ends: string; known: number; expected: number | null; high: number | null }

export interface WatchedSeries {
  series_id: string;
  area: string;
  label: Text;
  state: "watched" | "too_short" | "recording_changed" | "not_judged";
  weeks: WatchedWeek[]; // latest first
  p_value: number | null;
  q_value: number | null;
  note: Text | null;
}

export interface Surge {
  surge_id: string;
  series_id: string;
  area: string;
  label: Text;
  starts: string;
  ends: string;
  known: number;
  expected: Estimate;
  completeness: number | null;
  p_value: number;
  q_value: number;
  recurrence_years: number;
  crash_ids: string[];
  also: Text[];
  rule_pack: string;
  notes: Text[];
}

export interface SurgeDetail { surge: Surge; series: WatchedSeries; crashes: CoarseCrash[] }

type S = AbortSignal | undefined;

export const recent = {
  nowcasts: (q: Query, s?: S) => read<Page<Nowcast>>("/recent/nowcasts", q, s),
  breaks: (s?: S) => read<Page<RecordingBreak>>("/recent/breaks", {}, s),
  surges: (s?: S) => read<Page<Surge>>("/surges", {}, s),
  surge: (key: string, s?: S) => read<SurgeDetail>(`/surges/${encodeURIComponent(key)}`, {}, s),
  series: (q: Query, s?: S) => read<Page<WatchedSeries>>("/surges/series", q, s),
};
