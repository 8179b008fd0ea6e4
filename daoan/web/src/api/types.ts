/** Shapes of the API. They are the records of `daoan/terms/records/` as JSON; that folder is the source. */

export interface Text { en: string; zh: string }
export interface Estimate { value: number; low: number; high: number; level: number }
export interface Share { part: number; whole: number }

export type Level = "red" | "orange" | "yellow" | "blue";
export type Severity = "fatal" | "serious" | "slight" | "injured" | "damage_only";

export interface Page<T> { rows: T[]; next: string | null; total: number; more?: boolean }

export interface Run {
  run_id: string;
  city: string;
  as_of: string;
  rule_packs: Record<string, string>;
  inputs: Record<string, string>;
  seconds: Record<string, number>;
  simulated: boolean;
}

export interface Area { code: string; name: Text; population: number | null }
export interface RulePack { name: string; version: string; title: Text; status: "verified" | "partial" | "project_default"; source: string }

export interface Meta {
  city: string;
  name: Text;
  zone: string;
  as_of: string | null; // null before the loop has run
  replay: boolean;
  simulated: boolean;
  run: Run | null;
  bounds: [number, number, number, number];
  centre: [number, number];
  network: { segments: number; length_km: number; source: string } | null;
  off_network: { all: Share; ksi: Share } | null;
  areas: Area[];
  rule_packs: RulePack[];
  attribution: Text[];
  version: string;
  languages: string[];
}

export interface SegmentEstimate {
  segment_id: string;
  road_name: string | null;
  road_class: string;
  area: string | null;
  length_m: number;
  lon: number;
  lat: number;
  vehicles_per_day: Estimate | null;
  exposure_source: string;
  crashes: number;
  ksi: number;
  years: number;
  crashes_per_year: Estimate;
  ksi_per_year: Estimate;
  injury_weight_per_year: Estimate;
  model_crashes_per_year: number;
  excess_crashes_per_year: Estimate;
  prob_excess: number;
  rank: number;
  reasons: Text[];
}

export interface CoarseCrash {
  crash_id: string;
  month: string;
  hour_band: string | null;
  severity: Severity;
  lon: number | null;
  lat: number | null;
  area: string | null;
  road_class: string | null;
  road_name: string | null;
  segment_id: string | null;
  casualties: number | null;
  light: string | null;
  weather: string | null;
  surface: string | null;
}

export type YearRow = [year: number, crashes: number, ksi: number];

export interface SegmentDetail {
  estimate: SegmentEstimate;
  geometry: GeoJSON.Geometry;
  by_year: YearRow[];
  crashes: CoarseCrash[];
  blackspots: string[];
}

export interface Pattern { key: string; label: Text; here: Share; network: Share; p_value: number }

export interface BlackSpot {
  blackspot_id: string;
  rule_pack: string;
  rule: string;
  kind: string;
  road_name: string | null;
  route_id: string | null;
  from_m: number | null;
  to_m: number | null;
  segment_ids: string[];
  crash_ids: string[];
  area: string | null;
  lon: number;
  lat: number;
  length_m: number;
  crashes: number;
  fatal: number;
  ksi: number;
  window_starts: string;
  window_ends: string;
  expected_crashes: Estimate | null;
  prob_excess: number | null;
  eb_agrees: boolean | null;
  q_value: number | null;
  patterns: Pattern[];
}

export interface Evidence { kind: string; ref: string; label: Text; value: string | null }

export interface HazardTicket {
  ticket_id: string;
  blackspot_id: string;
  grade: string;
  title: Text;
  finding: Text;
  suggestions: Text[];
  road_name: string | null;
  area: string | null;
  lon: number;
  lat: number;
  drafted_at: string;
  due_days: number;
  injuries_per_year: Estimate | null;
  evidence: Evidence[];
  state: string;
  rule_pack: string;
}

export interface BlackSpotDetail {
  blackspot: BlackSpot;
  geometry: GeoJSON.Geometry;
  crashes: CoarseCrash[];
  ticket: HazardTicket | null;
}

export interface Alert {
  alert_id: string;
  rule: string;
  level: Level;
  title: Text;
  body: Text;
  area: string | null;
  raised_at: string;
  evidence: Evidence[];
  lon: number | null;
  lat: number | null;
  subject: string;
  score: number;
  state: "open" | "held" | "cleared";
  cleared_at: string | null;
  rule_pack: string;
}

export interface Indicator {
  key: string;
  label: Text;
  unit: Text;
  value: number | null;
  previous: number | null;
  change_pct: number | null;
  mean_3y: number | null;
  expected: Estimate | null;
  note: Text | null;
}

export interface BreakdownRow { code: string; label: Text; crashes: number; ksi: number }
export interface Breakdown { key: string; label: Text; recorded: boolean; rows: BreakdownRow[]; not_recorded: number }
export interface PacePoint { day: string; actual: number | null; expected: number; low: number; high: number }

export interface IndicatorSet {
  area: string;
  period: string;
  starts: string;
  ends: string;
  indicators: Indicator[];
  breakdowns: Breakdown[];
  pace_crashes: PacePoint[];
  pace_ksi: PacePoint[];
  by_year: [year: number, crashes: number, ksi: number, deaths: number | null][];
  off_network: Share;
  notes: Text[];
}

export interface DutyPlacement {
  rank: number;
  segment_id: string;
  road_name: string | null;
  lon: number;
  lat: number;
  shift: string;
  starts_at: string;
  ends_at: string;
  hours: number;
  expected_injuries: Estimate;
  why: Text;
  cost_of_moving: number;
}

export interface DutyPlan {
  plan_id: string;
  kind: string;
  title: Text;
  starts_at: string;
  ends_at: string;
  patrol_hours: number;
  placements: DutyPlacement[];
  covered: Share;
  covered_as_usual: Share;
  gap_pct: number;
  notes: Text[];
  rule_pack: string;
}

export interface GridCell {
  cell_id: string;
  lon: number;
  lat: number;
  size_m: number;
  crashes: number;
  ksi: number;
  crashes_per_year: Estimate;
  rank: number;
}

export interface Capture { origin: number; method: string; outcome: string; top_pct: number; captured: Share }
export interface Gain { method: string; against: string; outcome: string; top_pct: number; points: Estimate }
export interface CalibrationBin {
  method: string;
  outcome: string;
  predicted: number;
  observed: number;
  low: number;
  high: number;
  stretches: number;
}
export interface Consistency {
  test: string;
  method: string;
  outcome: string;
  top_pct: number;
  value: Estimate;
  higher_is_better: boolean;
}
export type TotalRow = [method: string, outcome: string, year: number, predicted: number, low: number, high: number, observed: number];

export interface Scorecard {
  as_of: string;
  stretches: number;
  length_km: number;
  mean_stretch_m: number;
  methods: Record<string, Text>;
  captures: Capture[];
  gains: Gain[];
  calibration: CalibrationBin[];
  consistency: Consistency[];
  totals: TotalRow[];
  verdicts: Text[];
}

export interface Notice { code: string; file: string; message: Text; rows: number }
export interface Receipt {
  feed: string;
  file: string;
  sha256: string;
  layout: string;
  encoding: string;
  received_at: string;
  rows_read: number;
  rows_accepted: number;
  rows_refused: number;
  records: number;
  records_added: number;
  records_changed: number;
  records_unchanged: number;
  notices: Notice[];
}
export interface Quality {
  receipts: Receipt[];
  refusals: { feed: string; code: string; state: string; rows: number }[];
  flags: { code: string; title: Text; crashes: number }[];
  notices: Notice[]; // of the whole record: changed recording practice
  snap: { within_m: number; histogram: [from_m: number, to_m: number, crashes: number][]; snapped: Share } | null;
  without_place: Share | null;
  clock: ClockHealth | null; // of the server; null: it does not look at it
  exchange: ExchangeState | null; // with the other network; null: there is none
}
export interface BundleLine { number: number; at: string; digest: string; acknowledged_at: string | null }
/** How files are exchanged with the other network. `waiting`: outside, acts; inside, copies of records. */
export interface ExchangeState {
  side: "inside" | "outside";
  trusted: boolean;
  made: BundleLine | null;
  acknowledged: BundleLine | null;
  taken: BundleLine | null;
  waiting: number;
  oldest_at: string | null;
  late: boolean;
  silent: boolean;
  late_hours: number;
  refused: number;
  held: number;
  rule_pack: string;
}
/** Outside: what became of one's own acts. `what`: the last part of the address that was asked. */
export interface OwnActs { outside: boolean; waiting: number; oldest_at: string | null; refused: { at: string; what: string; matter: string; title: string; code: string; message: Text | null }[] }
export interface ClockHealth {
  at: string;
  state: "right" | "wrong" | "unknown";
  causes: Text[];
  kernel: { synchronised: boolean | null; error_s: number | null };
  database: { offset_s: number; within_s: number } | null;
  ahead: Share | null;
  since: string | null;
}
export interface Refusal {
  refusal_id: string;
  feed: string;
  file: string;
  row: number | null;
  code: string;
  column: string | null;
  title: Text;
  refused_at: string;
  state: string;
}

export interface GlossaryEntry { key: string; term: Text; meaning: Text; unit: Text | null }
export type Labels = Record<string, Record<string, Text>>;
export interface IndicatorIndex { areas: string[]; periods: string[] }
