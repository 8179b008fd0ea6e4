/** Registers: lists kept by hand, as JSON of `daoan/api/registers.py`; what a field is, the server tells. */
import { address, ApiProblem, read, send, upload, type Query } from "./client";
import type { Text } from "./types";

export type FieldKind = "text" | "long_text" | "number" | "date" | "choice" | "yes_no" | "unit" | "units" | "recurrence" | "table";
export interface Field {
  name: string; label: Text; kind: FieldKind; required: boolean; choices: { code: string; name: Text }[]; least: number | null; most: number | null;
  measured_in: string; personal: string | null; listed: boolean; fields: Field[];
}
export interface Register { kind: string; name: Text; purpose: Text; write: string; title: string; fields: Field[]; key: string; shared: boolean }
export interface RegisterLine { kind: string; name: Text; purpose: Text; entries: number; writable: boolean }
export type Values = Record<string, unknown>;
export interface Entry {
  entry_id: string; title: string; unit_id: string; unit_name: Text | null; version: number; changed_at: string; changed_by_name: string | null;
  ended_at: string | null; values: Values; writable: boolean; note: string;
}
export interface RegisterPage { register: Register; writable: boolean; rows: Entry[]; next: string | null; total: number }
/** What somebody wants an entry to say; without `entry_id` a new one. `version`: the one that was seen. */
export interface Draft { entry_id: string | null; version: number; unit_id: string; values: Values; ended: boolean; note: string }
export interface Wrong { field: string; message: Text }
export interface WrongLine { line: number; wrong: Wrong[] }

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const registers = {
  all: (s?: S) => read<RegisterLine[]>("/registers", {}, s),
  page: (kind: string, q: Query, s?: S) => read<RegisterPage>(`/registers/${id(kind)}`, q, s),
  versions: async (kind: string, entry: string, s?: S) => (await read<{ versions: Entry[] }>(`/registers/${id(kind)}/${id(entry)}`, {}, s)).versions,
  save: (kind: string, { entry_id, ...body }: Draft) =>
    send<Entry>(entry_id === null ? "POST" : "PUT", `/registers/${id(kind)}${entry_id === null ? "" : `/${id(entry_id)}`}`, body),
  csv: (kind: string, q: Query) => address(`/registers/${id(kind)}`, { ...q, format: "csv" }),
  takeFile: (kind: string, file: File, progress: (share: number) => void) => upload<{ new: number; changed: number }>(`/registers/${id(kind)}/file`, file, progress),
};

/** What is wrong by field; empty where the problem is another. */
export const wrongOf = (cause: unknown): Wrong[] => (cause instanceof ApiProblem ? ((cause.body as { wrong?: Wrong[] } | null)?.wrong ?? []) : []);
/** What is wrong by line of a file. */
export const wrongLinesOf = (cause: unknown): WrongLine[] => (cause instanceof ApiProblem ? ((cause.body as { lines?: WrongLine[] } | null)?.lines ?? []) : []);
