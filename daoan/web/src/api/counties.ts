/** The situation of counties and road classes; shapes of `daoan/terms/records/counties.py`. */
import { read, type Query } from "./client";
import type { Estimate, Level, Page, Text } from "./types";

export interface SituationIndicator {
  key: string;
  dimension: string;
  label: Text;
  crashes: number | null; // null: not recorded
  expected: Estimate | null;
  own_ratio: Estimate | null;
  peer_ratio: Estimate | null;
  score: Estimate | null;
  weight: number;
  contribution: number;
}

export interface SituationDimension { key: string; label: Text; score: Estimate | null; default_weight: number; weight: number; note: Text | null }
export interface RiskLens { key: string; label: Text; score: Estimate | null; reasons: Text[]; not_recorded: Text[] }
export interface SituationMonth { month: string; score: number; asked: Level; level: Level; veto: boolean; trend: boolean }

export interface CountyAssessment {
  unit: string;
  kind: "area" | "road_class";
  name: Text;
  month: string;
  starts: string;
  ends: string;
  score: Estimate;
  rank: number;
  rank_low: number;
  rank_high: number;
  rank_weights_low: number;
  rank_weights_high: number;
  units: number;
  level: Level;
  asked: Level;
  reasons: Text[];
  veto: Text | null;
  trend: Text | null;
  dimensions: SituationDimension[];
  indicators: SituationIndicator[];
  lenses: RiskLens[];
  history: SituationMonth[];
  notes: Text[];
  rule_pack: string;
}

/** What a county's colour asks for; what people do about it is a matter of work of the kind `county_warning`. */
export interface CountyWarning { warning_id: string; unit: string; month: string; level: Level; title: Text; reasons: Text[]; raised_at: string; measures: Text[] }

export const counties = {
  list: (q: Query, s?: AbortSignal) => read<Page<CountyAssessment> & { shortest_months: number }>("/counties", q, s),
  one: (unit: string, s?: AbortSignal) => read<{ assessment: CountyAssessment; warnings: CountyWarning[] }>(`/counties/${encodeURIComponent(unit)}`, {}, s),
};
