/** Villagers' reports by the door without sign-in: no session is asked for and none is sent. */
import { API, ApiProblem } from "./client";
import type { Text } from "./types";

export interface ReportPage {
  city: Text; place: string; township: Text; kinds: { code: string; name: Text }[]; emergency: Text; full: boolean; simulated: boolean;
  limits: { words: number; where: number; photo_bytes: number; photo_side_px: number; accuracy_m: number };
  bounds: [west: number, south: number, east: number, north: number];
}
export interface ReportForm {
  report_id: string; kind: string; lon: number | null; lat: number | null; accuracy_m: number | null; outside: boolean;
  where: string; text: string; phone: string; photo: string; waited_s: number;
}
export interface Receipt { receipt: string; state: string; told: Text; step: string; hazard: Text | null; reason: Text | null; words: string; changed_on: string }

const ANSWER_MS = 60_000;

/** Status 0: nobody answered. */
async function ask<T>(path: string, body?: unknown): Promise<T> {
  const request: RequestInit = { credentials: "omit", headers: { accept: "application/json" }, signal: AbortSignal.timeout(ANSWER_MS) };
  if (body !== undefined) Object.assign(request, { method: "POST", headers: { accept: "application/json", "content-type": "application/json" }, body: JSON.stringify(body) });
  const answer = await fetch(`${API}/report/${path}`, request).catch(() => { throw new ApiProblem(0, "no answer", ""); });
  if (answer.ok) return (await answer.json()) as T;
  const told = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string };
  throw new ApiProblem(answer.status, told.title ?? answer.statusText, told.detail ?? "");
}

export const villager = {
  page: (code: string) => ask<ReportPage>(encodeURIComponent(code)),
  send: (code: string, form: ReportForm) => ask<{ receipt: string }>(encodeURIComponent(code), form),
  receipt: (number: string) => ask<Receipt>(`receipts/${encodeURIComponent(number)}`),
};
