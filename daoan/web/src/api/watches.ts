/** The watch list: choices, entries, filings, batches, outside lists; shapes of `daoan/api/watch_shapes.py`. */
import { address, read, send, upload, type Query } from "./client";
import type { Page, Text } from "./types";
import { stamped, type MatterDetail, type MatterLine } from "./work";

export interface Choice { code: string; name: Text; needs_words: boolean }
export interface TypeChoice { code: string; name: Text; level: string; ground: string; purpose: string; half_life_days: number; ends_by_itself: Text[]; status: string }
export interface OutsideLine { list_id: string; name: string; keeper: string; keeper_name: Text | null; count: number; matched: number; hits: number; mine: boolean; unseen: number; webhook: string }
/** A pass of a vehicle on an own list. `entry`: the reference that the list's keeper was told when it came in. */
export interface OutsideHit { hit_id: string; list_id: string; keeper: string; entry: string; pass_id: string; site: string; happened_at: string; known_at: string; told_at: string; seen_at: string | null; seen_by: string }
export interface ListKept { count: number; unreadable: number[]; references: string[]; secret: string }
export interface WatchDesk {
  types: TypeChoice[];
  grounds: Choice[];
  purposes: Choice[];
  sources: Choice[];
  reasons: Choice[];
  states: Choice[];
  default_days: number;
  most_days: number;
  by_state: Record<string, number>;
  by_source: { source: string; state: string; number: number }[];
  late: number;
  can_file: boolean;
  can_decide: boolean;
  outside: OutsideLine[];
  source: string;
  status: string;
}
export interface Filing { plate: string; large: boolean; type: string; case: string; ground: string; ground_words: string; purpose: string; source: string; level: string; brief: string; until: string; areas: string[]; sites: string[]; secret: boolean }
export interface Batch { filed: string[]; refused: { line: number; code: string; message: Text }[] }

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const watches = {
  desk: (s?: S) => read<WatchDesk>("/watches/desk", {}, s),
  list: async (q: Query, s?: S): Promise<Page<MatterLine>> => {
    const page = await read<Page<MatterLine>>("/watches", q, s);
    return { ...page, rows: page.rows.map(stamped) };
  },
  csv: (q: Query) => address("/watches", { ...q, format: "csv" }),
  file: (filing: Filing, key: string) => send<MatterDetail>("POST", "/watches", filing, { "idempotency-key": key }),
  batch: (file: File, progress: (share: number) => void) => upload<Batch>("/watches/batch", file, progress),
  keepList: (list: string, name: string, plates: string[], more: boolean, webhook: string) => send<ListKept>("PUT", `/watches/outside/${id(list)}`, { name, plates, more, webhook }),
  hits: (list: string, q: Query, s?: S) => read<{ rows: OutsideHit[]; next: string | null; line: number }>(`/watches/outside/${id(list)}/hits`, q, s),
  seeHits: (list: string, hits: string[]) => send<{ seen: number }>("POST", `/watches/outside/${id(list)}/hits/seen`, { hits }),
  dropList: (list: string) => send<null>("DELETE", `/watches/outside/${id(list)}`),
};
