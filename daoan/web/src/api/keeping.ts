/** How long records are kept: the plan, holds, the log of what went. */
import { read, send } from "./client";
import type { Text } from "./types";

export interface KindPlan { kind: string; name: Text; keep_days: number; at_least_days: number; status: string; source: string; purged_here: boolean; due: number; oldest: string | null; held: Record<string, number>; in_open_cases: number }
export interface Hold { hold_id: string; ordered_by: string; why: string; since: string; kinds: string[]; record_ids: string[]; cases: string[]; released_at: string | null; released_by: string }
export interface PurgeLine { at: string; by: string; kind: string; purged: number; held: number; in_open_cases: number; oldest: string | null; newest: string | null; keep_days: number; rule_pack: string }
export interface KeepState { last: { at: string; lines: PurgeLine[]; put_off: number } | null; fault: string | null }
export interface Keeping { plans: KindPlan[]; holds: Hold[]; log: PurgeLine[]; state: KeepState }

export const keeping = {
  now: (s?: AbortSignal) => read<Keeping>("/keeping", {}, s),
  run: () => send<KeepState>("POST", "/keeping/run", {}),
  hold: (body: { why: string; kinds: string[]; record_ids: string[]; cases: string[] }) => send<Hold>("POST", "/keeping/holds", body),
  release: (id: string) => send<Hold>("POST", `/keeping/holds/${encodeURIComponent(id)}/release`, {}),
};
