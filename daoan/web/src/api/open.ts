/** Open data: the page for anybody, which sends no session; releasing, for whoever may. */
import { API, ApiProblem, read, send } from "./client";
import type { Text } from "./types";

export interface OpenField { name: string; kind: string; meaning: Text; unit: Text }
export interface OpenFile { name: string; bytes: number; sha256: string }
export interface OpenSet { name: string; title: Text; source: Text; fields: OpenField[]; rows: number; records: number; suppressed: number; held: number; files: OpenFile[] }
export interface OpenRelease {
  version: number; released_at: string; as_of: string; until: string; scheme: string; k: number; licence: Text;
  attribution: Text[]; simulated: boolean; sets: OpenSet[]; withdrawn: Text; tables: Record<string, string[][]>;
}
export interface OpenPage { city: Text; zone: string; simulated: boolean; releases: OpenRelease[] }

export async function readOpen(): Promise<OpenPage> {
  const response = await fetch(`${API}/open`, { credentials: "omit", headers: { accept: "application/json" } }).catch(() => { throw new ApiProblem(0, "no answer", ""); });
  if (!response.ok) throw new ApiProblem(response.status, response.statusText, "");
  return (await response.json()) as OpenPage;
}

export const openFile = (version: number, name: string): string => `${API}/open/${version}/${encodeURIComponent(name)}`;

export interface OpenStanding { opened: boolean; licence: Text; obstacle: Text | null; may_release: boolean; releases: OpenRelease[] }
export type DraftSet = Pick<OpenSet, "name" | "title" | "rows" | "records" | "suppressed" | "held">;
export interface OpenDraft { as_of: string; sets: DraftSet[]; until: string; lag_days: number; k: number; scheme: string; released: boolean }

/** Releasing, for whoever may: behind a session, unlike the page. */
export const releasing = {
  standing: (s?: AbortSignal) => read<OpenStanding>("/open/standing", {}, s),
  draft: () => read<OpenDraft>("/open/draft"),
  release: () => send<OpenRelease>("POST", "/open/releases"),
  withdraw: (version: number, why: Text) => send<OpenRelease>("DELETE", `/open/releases/${version}`, why),
};
