/** Who answers for what, as JSON of `daoan/api/responsibility.py`. */
import { address, read } from "./client";
import type { Share, Text } from "./types";

export interface Duty { entry_id: string; duty: string; unit: string; period: string; kind: string; leader: string; phone: string; basis: string; since: string | null; until: string | null }
export interface Cell { duties: Duty[]; standing: string; met: Share | null; missing: boolean }
export interface Matrix { kind: string; columns: { duty: string; period: string }[]; rows: { unit_id: string; cells: Cell[] }[] }
export interface Gap { why: string; unit_id: string; duty: string; period: string; words: Text }
export interface Responsibility { as_of: string; days: number; matrices: Matrix[]; gaps: Gap[]; periods: Record<string, Text>; shown_by: Record<string, Text>; units: Record<string, Text> }

export const responsibilityApi = {
  matrix: (days: string, s?: AbortSignal) => read<Responsibility>("/responsibility", { days }, s),
  csv: (days: string) => address("/responsibility", { days, format: "csv" }),
};
