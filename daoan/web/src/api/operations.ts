/** Operations, measure packs, disorder points, precursors; shapes of `daoan/api/operation_shapes.py`. */
import { address, read, send } from "./client";
import type { Entry, Field, Values } from "./registers";
import type { CoarseCrash, Estimate, Share, Text } from "./types";
import { stamped, type Can, type MatterDetail, type MatterLine } from "./work";

export interface Violation { code: string; name: Text; sourced: boolean }
export interface ViolationSet { code: string; name: Text; roads: string; valid_from: string | null; valid_to: string | null; source: string; status: string; members: Violation[] }
export interface Ratio { code: string; name: Text; share: Share | null; tables: number; per: boolean }
export interface Rate { period: string; name: Text; share: Share | null; estimate: Estimate | null; tables: number }
export interface Total { field: string; value: number | null; tables: number }
export interface Group { of: string; tables: number; totals: Record<string, Total> }
export interface Relation { code: string; name: Text; part: Text; whole: Text; share: Share | null }
export interface OperationLine { operation: MatterLine; type: string; type_name: Text; tables: number; units: number; rate: Rate }
export interface Board { operations: OperationLine[]; types: Record<string, Text>; sets: ViolationSet[]; relations: Relation[]; can_plan: boolean }
export interface Span { begins: string; treated: number; others: number }
export interface Evaluation { ratio: Estimate | null; seen: number | null; expected: number | null; trend_p_value: number | null; spans: Span[]; treated: string[]; others: string[]; at_night: boolean; words: Text; rule_pack: string }
export interface Site { name: string; weight: number; chance: number; lon: number | null; lat: number | null; area: string | null; segment_id: string | null }
export interface Draw { seed: string; candidates: number; fingerprint: string; source: string; number: number }
export interface OperationDetail {
  operation: MatterLine; type_name: Text; can: Can[]; can_write: boolean; fields: Field[]; names: Record<string, Text>; tables: Entry[]; outside: number;
  whole: Group; by_day: Group[]; by_unit: Group[]; ratios: Ratio[]; rates: Rate[]; violations: ViolationSet | null; order_signed: Share; order_fed_back: Share;
  evaluation: Evaluation | null; hours: Record<string, number[]>;
}
export interface Standing { of: string; points: number; untaken: number; states: Record<string, number>; overdue: number; reopened: number }
export interface PointLine { entry: Entry; matter: MatterLine | null; late: boolean }
export interface DisorderBoard { points: PointLine[]; by_unit: Standing[]; by_kind: Standing[]; kinds: Record<string, Text>; states: Record<string, Text>; units: Record<string, Text>; untaken: number; can_take_up: boolean }
export interface PackMeasure { code: string; name: Text; purpose: string; items: { code: string; name: Text }[]; counts: Text; source: string; status: string }
export interface MeasurePack { code: string; name: Text; source: string; status: string; missing: number; measures: PackMeasure[] }
export interface PackLine { matter: MatterLine; items: Share; units: Share; overdue: number }
export interface PackBoard { packs: MeasurePack[]; running: PackLine[]; status: string; stamp: string; can_start: boolean }
export interface PartLine { matter: MatterLine; items: { code: string; en: string; zh: string }[]; done: string[]; figure: number | null; can: string[] }
export interface MeasureLine { code: string; name: Text; items: Share; units: Share; overdue: number; figure: number | null; told: number; parts: PartLine[] }
export interface PackDetail { matter: MatterLine; measures: MeasureLine[]; counts: Record<string, Text> }
export interface PrecursorLine { crash: CoarseCrash; kinds: string[]; hurt: number; taken: boolean; matter: MatterLine | null }
export interface Precursors { rows: PrecursorLine[]; by_hand: MatterLine[]; watched: { code: string; name: Text; vehicle: string | null }[]; since: string | null; until: string | null; can_follow: boolean }
export interface PackStart { units: string[]; since: string; until: string; why: string; measures: string[] }

const id = encodeURIComponent;
type S = AbortSignal | undefined;
const whole = (d: OperationDetail): OperationDetail => ({ ...d, operation: stamped(d.operation) });
const packed = (d: PackDetail): PackDetail => ({ ...d, matter: stamped(d.matter), measures: d.measures.map((m) => ({ ...m, parts: m.parts.map((p) => ({ ...p, matter: stamped(p.matter) })) })) });

export const operations = {
  board: async (s?: S): Promise<Board> => {
    const found = await read<Board>("/operations", {}, s);
    return { ...found, operations: found.operations.map((o) => ({ ...o, operation: stamped(o.operation) })) };
  },
  one: async (key: string, s?: S) => whole(await read<OperationDetail>(`/operations/${id(key)}`, {}, s)),
  draw: async (key: string, body: { version: number; sites: number; places: { name: string; weight: number }[]; seed: string }) => whole(await send<OperationDetail>("POST", `/operations/${id(key)}/draw`, body)),
  deploy: async (key: string, version: number, once: string) => whole(await send<OperationDetail>("POST", `/operations/${id(key)}/deploy`, { version }, { "idempotency-key": once })),
  table: async (key: string, body: { values: Values; entry_id: string; version: number }) => whole(await send<OperationDetail>("POST", `/operations/${id(key)}/tables`, body)),
  file: (key: string, kind: "csv" | "xlsx"): string => address(`/operations/${id(key)}/tables.${kind}`),
};
export const disorder = {
  board: async (s?: S): Promise<DisorderBoard> => {
    const found = await read<DisorderBoard>("/disorder", {}, s);
    return { ...found, points: found.points.map((p) => ({ ...p, matter: p.matter && stamped(p.matter) })) };
  },
  takeUp: (entries: string[]) => send<{ matters: MatterLine[]; left: { entry_id: string; why: Text }[] }>("POST", "/disorder/take-up", { entries }),
};
export const measurePacks = {
  board: async (s?: S): Promise<PackBoard> => {
    const found = await read<PackBoard>("/measure-packs", {}, s);
    return { ...found, running: found.running.map((r) => ({ ...r, matter: stamped(r.matter) })) };
  },
  start: async (code: string, body: PackStart, once: string) => packed(await send<PackDetail>("POST", `/measure-packs/${id(code)}/start`, body, { "idempotency-key": once })),
  one: async (key: string, s?: S) => packed(await read<PackDetail>(`/measure-packs/running/${id(key)}`, {}, s)),
  csv: (key: string): string => address(`/measure-packs/running/${id(key)}`, { format: "csv" }),
};
export const precursors = {
  list: (s?: S) => read<Precursors>("/precursors", {}, s),
  follow: (crash_id: string, unit: string) => send<MatterDetail>("POST", "/precursors/follow", { crash_id, unit }),
};
