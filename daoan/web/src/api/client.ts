/** The only file that talks to the server: one function a resource, abortable, patient with a server that is starting. */
import type {
  Alert, BlackSpot, BlackSpotDetail, CoarseCrash, DutyPlan, GlossaryEntry, GridCell, IndicatorIndex, IndicatorSet,
  Labels, Meta, Page, Quality, Refusal, Scorecard, SegmentDetail, SegmentEstimate,
} from "./types";

export const API = "/api/v1";

/** What went wrong, in words that can be shown: `status` 0 means that no answer came at all. */
export class ApiProblem extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string) {
    super(detail || title);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  const tail = search.toString();
  return `${API}${path}${tail ? `?${tail}` : ""}`;
}

const PAUSES_MS = [300, 1200]; // two more tries where the server is silent or overloaded, never where it said no

async function problemOf(response: Response): Promise<ApiProblem> {
  try {
    const body = (await response.json()) as { title?: string; detail?: string };
    return new ApiProblem(response.status, body.title ?? response.statusText, typeof body.detail === "string" ? body.detail : "");
  } catch {
    return new ApiProblem(response.status, response.statusText, "");
  }
}

async function once<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal, headers: { accept: "application/json" } }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiProblem(0, "no answer", "");
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

export async function read<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const url = address(path, query);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once<T>(url, signal);
    } catch (cause) {
      const passing = cause instanceof ApiProblem && (cause.status === 0 || cause.status === 502 || cause.status === 503);
      const pause = PAUSES_MS[attempt];
      if (!passing || pause === undefined || signal?.aborted) throw cause;
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const api = {
  meta: (s?: S) => read<Meta>("/meta", {}, s),
  labels: (s?: S) => read<Labels>("/labels", {}, s),
  glossary: (s?: S) => read<GlossaryEntry[]>("/glossary", {}, s),
  segments: (q: Query, s?: S) => read<Page<SegmentEstimate>>("/segments", q, s),
  segment: (key: string, s?: S) => read<SegmentDetail>(`/segments/${id(key)}`, {}, s),
  blackspots: (q: Query, s?: S) => read<Page<BlackSpot>>("/blackspots", q, s),
  blackspot: (key: string, s?: S) => read<BlackSpotDetail>(`/blackspots/${id(key)}`, {}, s),
  alerts: (q: Query, s?: S) => read<Page<Alert>>("/alerts", q, s),
  indicatorIndex: (s?: S) => read<IndicatorIndex>("/indicators", {}, s),
  indicators: (area: string, period: string, s?: S) => read<IndicatorSet>(`/indicators/${id(area)}/${id(period)}`, {}, s),
  duty: (s?: S) => read<DutyPlan[]>("/duty", {}, s),
  cells: (q: Query, s?: S) => read<Page<GridCell>>("/cells", q, s),
  scorecard: (s?: S) => read<Scorecard>("/scorecard", {}, s),
  quality: (s?: S) => read<Quality>("/quality", {}, s),
  refusals: (q: Query, s?: S) => read<Page<Refusal>>("/refusals", q, s),
  crash: (key: string, s?: S) => read<CoarseCrash>(`/crashes/${id(key)}`, {}, s),
  crashes: (q: Query, s?: S) => read<Page<CoarseCrash>>("/crashes", q, s),
};
