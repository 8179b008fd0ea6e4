/** Work: matters and what can be done with them, as JSON of `daoan/terms/records/working.py`. */
import { address, ApiProblem, read, send, upload, type Query } from "./client";
import type { Evidence, Page, Share, Text } from "./types";

export type Values = Record<string, unknown>;

export interface Matter {
  matter_id: string;
  kind: string;
  state: string;
  title: string;
  issuer: string;
  holder: string;
  created_at: string;
  changed_at: string;
  created_by: string;
  root: string;
  version: number;
  level: string;
  parent: string | null;
  due_at: string | null;
  due: Text | null;
  overdue_at: string | null;
  closed_at: string | null;
  area: string | null;
  segment_id: string | null;
  lon: number | null;
  lat: number | null;
  evidence: Evidence[];
  values: Values;
  rule_pack: string;
}
/** A line of a list. `received`: when this browser got it, in milliseconds, so that its clock can run on. */
export interface MatterLine extends Matter { kind_name: Text; state_name: Text; holder_name: Text | null; issuer_name: Text | null; late: boolean; minutes_left: number | null; received: number }

export interface Step {
  matter_id: string;
  version: number;
  event: string;
  label: Text;
  source: string;
  target: string;
  at: string;
  by: string;
  by_name: string | null;
  unit: string;
  unit_name: Text | null;
  note: string;
  values: Values;
  late: boolean;
}
export interface Attachment { attachment_id: string; matter_id: string; name: string; media_type: string; bytes: number; sha256: string; added_at: string; added_by: string }
export interface Can { event: string; label: Text; needs_note: boolean; needs: string[] }
export interface MatterDetail { matter: MatterLine; kind_name: Text; state_name: Text; steps: Step[]; family: MatterLine[]; can: Can[]; attachments: Attachment[]; masked: boolean; clear_until: string | null; about: MatterLine[]; must_go: MustGo | null }
/** The leader who must go to the scene of a crash, by when, and whose rule that is. */
export interface MustGo { level: string; who: Text; by: string; within_minutes: number; source: Text; status: string }
/** What every feedback on an order must hold. */
export interface Element { name: string; required: boolean; label?: Text; options?: string[] }

export interface Unit { unit_id: string; kind: string; name: Text; parent: string | null; area: string | null }

export interface WorkflowTable {
  kind: string;
  name: Text;
  start: string;
  closed: string[];
  states: Record<string, Text>;
  rows: { event: string; sources: string[]; target: string; parts: string[]; permission: string; label: Text; needs_note: boolean; needs: string[] }[];
  opened_by_hand: string | null; // the permission that it takes
}

export interface BoardRow {
  unit: Unit;
  to_sign: number;
  to_sign_late: number;
  to_feed_back: number;
  to_feed_back_late: number;
  to_audit: number;
  rejected_twice: number;
  misdirected: number;
  closed: number;
  on_time: Share;
}
/** `own`: what the actor's unit holds, by kind and state; `below`: parts of orders of each unit right below it. */
export interface Board { own: { counts: Record<string, Record<string, number>>; open: number; overdue: number }; below: BoardRow[] }

/** Supervision that is due, for a person to issue; `climbs`: the case that would go up to `rung`. */
export interface Proposal { key: string; unit: Unit; own: boolean; rung: string; rung_name: Text; trigger: string; why: Text; about: MatterLine[]; about_total: number; climbs: MatterLine | null }
export interface Proposals { rows: Proposal[]; rule_pack: string; status: string; source: string }

export interface News { number: number; matter_id: string; event: string; at: string }
/** What the own unit is told; `number` 0 where the clock alone says it. */
export interface Notice { number: number; why: string; unit_id: string; matter_id: string; title: string; level: string; at: string; text: Text }
export interface Draft { kind: string; title: string; level?: string; holder?: string; values?: Values; area?: string | null; segment_id?: string | null; lon?: number | null; lat?: number | null; evidence?: Evidence[] }
export interface BulkAnswer { done: { id: string; version: number; state: string }[]; refused: { id: string; code: string; message: Text }[] }

const id = encodeURIComponent;
type S = AbortSignal | undefined;
type Bare<T> = Omit<T, "received">;

export const stamped = (row: Bare<MatterLine>): MatterLine => ({ ...row, received: Date.now() });
const whole = (d: MatterDetail): MatterDetail => ({ ...d, matter: stamped(d.matter), family: d.family.map(stamped), about: d.about.map(stamped) });

export const attachmentAddress = (key: string): string => address(`/work/attachments/${id(key)}`);
export const letterAddress = (key: string, kind: "docx" | "pdf", lang: string): string => address(`/work/${id(key)}/letter.${kind}`, { lang });
export const NEWS = address("/work/news");

export const work = {
  list: async (q: Query, s?: S): Promise<Page<MatterLine>> => {
    const page = await read<Page<MatterLine>>("/work", q, s);
    return { ...page, rows: page.rows.map(stamped) };
  },
  one: async (key: string, s?: S) => whole(await read<MatterDetail>(`/work/${id(key)}`, {}, s)),
  board: (s?: S) => read<Board>("/work/board", {}, s),
  notices: (s?: S) => read<{ rows: Notice[]; head: number; on_duty: boolean | null }>("/notices", { limit: 40 }, s),
  proposals: (s?: S) => read<Proposals>("/work/proposals", {}, s),
  takeUp: async (key: string, issue: boolean) => whole(await send<MatterDetail>("POST", "/work/proposals/issue", { key, issue })),
  dismiss: async (key: string, reason: string) => whole(await send<MatterDetail>("POST", "/work/proposals/dismiss", { key, reason })),
  remind: async (unit: string) => whole(await send<MatterDetail>("POST", "/work/proposals/remind", { unit })),
  units: (s?: S) => read<Unit[]>("/units", {}, s),
  workflows: (s?: S) => read<WorkflowTable[]>("/workflows", {}, s),
  begin: async (draft: Draft, key: string) => whole(await send<MatterDetail>("POST", "/work", draft, { "idempotency-key": key })),
  fromAlert: async (alert: string) => whole(await send<MatterDetail>("POST", `/alerts/${id(alert)}/order`)),
  act: async (m: Matter, event: string, note: string, values: Values) =>
    whole(await send<MatterDetail>("POST", `/work/${id(m.matter_id)}/events`, { event, version: m.version, note, values })),
  bulk: (items: Matter[], event: string, note = "", values: Values = {}) =>
    send<BulkAnswer>("POST", "/work/bulk", { items: items.map((m) => ({ id: m.matter_id, version: m.version })), event, note, values }),
  comment: (m: Matter, note: string) => send<unknown>("POST", `/work/${id(m.matter_id)}/comments`, { note, version: m.version }),
  attach: (matter: string, file: File, progress: (share: number) => void) => upload<Attachment>(`/work/${id(matter)}/attachments`, file, progress),
};

/** Whether somebody else was first. */
export const isConflict = (cause: unknown): boolean => cause instanceof ApiProblem && cause.status === 409;

/** A word of this page's own for one act, so that a press that is sent twice is done once. */
export const newKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16).padStart(8, "0")).join("");
