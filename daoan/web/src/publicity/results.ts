/**
 * Sums of the quiz on their way: kept on the phone first, sent when there is a network, dropped once they are kept there.
 * Each bears a number of its own, which no two entries of the register share, so that one that is sent twice is kept once.
 */
import { shallowRef } from "vue";
import { API, ApiProblem } from "../api/client";
import { registers } from "../api/registers";
import type { Session } from "../api/session";
import { remember } from "../advice/who";
import { offline, person, take } from "../session";
import { dropResult, putResult, results, type Result, type Sum } from "./shelf";

export const waiting = shallowRef<Result[]>([]);
const NEVER = new Set([400, 403, 404, 413, 422]); // what no other day mends
const EVERY_MS = 30_000;
let running = false, again = false;

export async function look(): Promise<void> {
  waiting.value = person.value ? await results(person.value.person_id) : [];
}

export async function keep(sum: Sum): Promise<void> {
  const who = person.value!.person_id;
  await putResult({ key: number(), person: who, at: Date.now(), sum, refused: "" });
  await look();
}

/** Let go of one that the server does not want. */
export async function drop(key: string): Promise<void> {
  await dropResult(key);
  await look();
}

/** A number that nobody else makes; a page that came without TLS has no `randomUUID`. */
function number(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send what waits, oldest first. One at a time, also among the tabs of this browser. */
export async function send(): Promise<void> {
  if (running) { again = true; return; }
  running = true;
  try {
    do {
      again = false;
      await look();
      if (!waiting.value.some((row) => !row.refused)) return;
      if (navigator.locks) await navigator.locks.request("daoan-quiz", { ifAvailable: true }, async (lock) => { if (lock) await round(); });
      else await round();
    } while (again);
  } finally {
    running = false;
    await look();
  }
}

async function round(): Promise<void> {
  if (!(await isOwnSession())) return;
  for (const row of waiting.value) {
    if (row.refused) continue;
    try {
      await registers.save("publicity_quiz", { entry_id: null, unit_id: "", version: 0, ended: false, note: "", values: { ...row.sum, number: row.key } });
      await dropResult(row.key);
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause;
      if (cause.status === 409) await dropResult(row.key); // its number is there: it came, and the answer was lost
      else if (NEVER.has(cause.status)) await putResult({ ...row, refused: cause.detail || cause.title });
      else return; // nobody answers: the others need not ask
    }
  }
}

/** Whether somebody answers, and the session is of whose results these are; asked without the sign-in coming up over the page. */
async function isOwnSession(): Promise<boolean> {
  const answer = await fetch(`${API}/session`, { headers: { accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return false;
  const now = (await answer.json()) as Session;
  if (now.person.person_id !== person.value?.person_id) return false;
  take(now);
  offline.value = false;
  remember(now.person);
  return true;
}

export function begin(): () => void {
  const soon = (): void => void send().catch(() => undefined);
  const seen = (): void => { if (document.visibilityState === "visible") soon(); };
  window.addEventListener("online", soon);
  document.addEventListener("visibilitychange", seen);
  const timer = window.setInterval(() => { if (waiting.value.length) soon(); }, EVERY_MS);
  soon();
  return () => { window.removeEventListener("online", soon); document.removeEventListener("visibilitychange", seen); window.clearInterval(timer); };
}
