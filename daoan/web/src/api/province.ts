/** The province's examination of the city, as JSON of `daoan/api/province.py`. */
import { address, read, upload } from "./client";
import type { CellProblem, ProblemCount } from "./companies";
import type { Share, Text } from "./types";

export interface Part { area: string; share: Share | null; number: number | null; lost: number | null }
export interface CityLine {
  code: string; name: Text; kind: "share" | "count" | "open"; share: Share | null; number: number | null; each: number | null; least: number | null; most: number | null;
  points: number | null; parts: Part[]; why: Text | null;
}
export interface Mark { area: string; code: string; name: string; part: number | null; whole: number | null; most: number | null; points: number | null; reason: string }
export interface Gap { points: number; counted: number | null; weighed: number | null; judged: number | null }
export interface BesideLine { ours: CityLine | null; theirs: Mark | null; difference: Gap | null; counties: Mark[] }
export interface ResultHead { version: number; kept_at: string; source: string; issued_on: string; file: string; sha256: string; by_hand: boolean }
export interface ProvinceSheet {
  month: string; day: string; closed: boolean; recorded: boolean; points: number; most: number; open: number; lines: BesideLine[]; result: ResultHead | null;
  totals: { theirs: number; total_told: boolean; ours_compared: number; theirs_compared: number; compared: number } | null;
  versions: ResultHead[]; months: string[]; whole: boolean; may_take_in: boolean; stamp: string; simulated: boolean;
}
export interface ResultPreview {
  month: string; file: string; digest: string; rows: number; usable: number; version: number; same: boolean; heading_row: number; columns: { label: Text; heading: string }[];
  strangers: string[]; notices: Text[]; counts: ProblemCount[]; problems: CellProblem[];
}
export interface ResultTakenIn { preview: ResultPreview; kept: ResultHead | null }

type S = AbortSignal | undefined;
export const province = {
  sheet: (month: string, version: string, s?: S) => read<ProvinceSheet>("/rural/province", { month, version: version || undefined }, s),
  file: (month: string, version: string) => address("/rural/province/xlsx", { month, version: version || undefined }),
  template: (month: string) => address("/rural/province/template", { month }),
  take: (file: File, q: { month: string; digest?: string; source?: string; issued_on?: string }, progress: (share: number) => void) =>
    upload<ResultTakenIn>(address("/rural/province/files", q).replace(/^\/api\/v1/, ""), file, progress),
};
