/** The only file that talks to the server: one function a resource, abortable, patient with a server that is starting. */
import type {
  Alert, BlackSpot, BlackSpotDetail, CoarseCrash, DutyPlan, GlossaryEntry, GridCell, IndicatorIndex, IndicatorSet,
  Labels, Meta, OwnActs, Page, Quality, Refusal, Scorecard, SegmentDetail, SegmentEstimate, Text,
} from "./types";

export const API = "/api/v1";

/** What went wrong, in words that can be shown: `status` 0 means that no answer came at all. */
export class ApiProblem extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string, readonly code = "", readonly words: Text | null = null, readonly body: unknown = null) {
    super(detail || title);
  }
}

export type Query = Record<string, string | number | boolean | string[] | null | undefined>;

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined && one !== "") search.append(key, String(one));
  const tail = search.toString();
  return `${API}${path}${tail ? `?${tail}` : ""}`;
}

const PAUSES_MS = [300, 1200]; // two more tries where the server is silent or overloaded, never where it said no

async function problemOf(response: Response): Promise<ApiProblem> {
  try {
    const body = (await response.json()) as { type?: string; title?: string; detail?: string; code?: string; message?: Text };
    return new ApiProblem(response.status, body.title ?? response.statusText, typeof body.detail === "string" ? body.detail : "", body.code ?? body.type?.split(":").at(-1), body.message, body);
  } catch {
    return new ApiProblem(response.status, response.statusText, "");
  }
}

let signInAgain: (() => Promise<void>) | null = null;
/** What to do when a session has ended: it settles once somebody is signed in again, and what was asked is asked anew. */
export const whenSignedOut = (ask: () => Promise<void>): void => { signInAgain = ask; };

/** Ask; where the session has ended meanwhile, ask again behind the sign-in. The server did nothing the first time. */
async function ask(request: () => Promise<Response>): Promise<Response> {
  const response = await request();
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status !== 401 || problem.code !== "not-signed-in" || !signInAgain) throw problem;
  await signInAgain();
  const second = await request();
  if (!second.ok) throw await problemOf(second);
  return second;
}

async function once<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(() => fetch(url, { signal, headers: { accept: "application/json" } }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiProblem(0, "no answer", "");
  }));
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

let csrf = "";
/** The word that every changing call carries; it comes with the session. */
export const carry = (token: string): void => { csrf = token; };

/** Change something: sent once, never again by itself, since the first try may have been kept. `form`: sent as it is. */
export async function send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const form = body instanceof FormData;
  const response = await ask(() => fetch(address(path), {
    method,
    headers: { accept: "application/json", "x-csrf-token": csrf, ...(form || body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: form ? body : body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => { throw new ApiProblem(0, "no answer", ""); }));
  return (response.status === 204 ? null : await response.json()) as T;
}

/** Ask for a file by what is sent, and hand it to the browser to keep. */
export async function sendForFile(path: string, body: unknown, query: Query = {}): Promise<void> {
  const response = await ask(() => fetch(address(path, query), {
    method: "POST", headers: { "x-csrf-token": csrf, "content-type": "application/json" }, body: JSON.stringify(body),
  }).catch(() => { throw new ApiProblem(0, "no answer", ""); }));
  const link = document.createElement("a");
  link.download = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "file";
  link.href = URL.createObjectURL(await response.blob());
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Send a file and tell how much of it has left, from 0 to 1. */
export function upload<T>(path: string, file: File, progress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch cannot tell how far it is
    request.open("POST", address(path));
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("x-csrf-token", csrf);
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onerror = () => reject(new ApiProblem(0, "no answer", ""));
    request.onload = () => {
      const answer = new Response(request.status === 204 ? null : request.responseText, { status: request.status, statusText: request.statusText });
      if (answer.ok) void answer.json().then((found) => resolve(found as T), reject);
      else void problemOf(answer).then(reject);
    };
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}

const id = encodeURIComponent;
type S = AbortSignal | undefined;

export const api = {
  meta: (s?: S) => read<Meta>("/meta", {}, s),
  labels: (s?: S) => read<Labels>("/labels", {}, s),
  glossary: (s?: S) => read<GlossaryEntry[]>("/glossary", {}, s),
  segments: (q: Query, s?: S) => read<Page<SegmentEstimate>>("/segments", q, s),
  countyOutlines: (s?: AbortSignal) => read<GeoJSON.FeatureCollection>("/counties/outlines", {}, s),
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
  ownActs: (s?: S) => read<OwnActs>("/exchange/acts", {}, s),
  refusals: (q: Query, s?: S) => read<Page<Refusal>>("/refusals", q, s),
  crash: (key: string, s?: S) => read<CoarseCrash>(`/crashes/${id(key)}`, {}, s),
  crashes: (q: Query, s?: S) => read<Page<CoarseCrash>>("/crashes", q, s),
};
