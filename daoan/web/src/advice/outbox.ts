/**
 * The outbox: what was taken goes to the server when there is one, oldest first, and is dropped here only once it is
 * kept there. A tab that is killed at any moment loses nothing: what was sent already is known again by its id.
 */
import { computed, ref, shallowRef } from "vue";
import type { BatchAnswer, BatchForm, BatchLine, Changes, PhotoState, RecordLine, Reference } from "../api/advice";
import { API, ApiProblem } from "../api/client";
import type { Session } from "../api/session";
import { offline, person, take } from "../session";
import { remember } from "./who";
import * as shelf from "./shelf";
import type { Waiting, WaitingCheckIn, WaitingPhoto } from "./shelf";

export type SyncState = "idle" | "sending" | "no-network" | "sign-in" | "other-person" | "trouble";

export const rows = shallowRef<Waiting[]>([]);
export const checkIns = shallowRef<WaitingCheckIn[]>([]);
export const photos = shallowRef<string[]>([]); // keys
export const records = shallowRef<RecordLine[]>([]);
export const known = shallowRef<Reference | null>(null);
export const others = ref(0);
export const state = ref<SyncState>("idle");
export const sentAt = ref<number | null>(null);
export const clockOff = ref<number | null>(null); // seconds, where it is worth telling
export const rounds = ref(0); // how often all was sent and read
export const toSend = computed(() => rows.value.filter((r) => r.state === "waiting").length + checkIns.value.filter((r) => r.state === "waiting").length);
export const refusedRows = computed(() => rows.value.filter((r) => r.state === "refused"));

const AT_ONCE = 20, ANSWER_MS = 30_000;
const FIRST_MS = 5_000, MOST_MS = 600_000;
let pause = FIRST_MS, timer = 0, running = false, again = false;
let csrf = "";

class Stop extends Error { constructor(readonly why: SyncState) { super(why); } }

/** Read what lies on the phone; also after every change of it. */
export async function look(): Promise<void> {
  const who = person.value?.person_id;
  if (!who) return;
  [rows.value, checkIns.value, photos.value, records.value, others.value] = await Promise.all([
    shelf.waiting(who), shelf.waitingCheckIns(who), shelf.photoKeys(who), shelf.records(who), shelf.ofOthers(who),
  ]);
  known.value ??= await shelf.reference(who);
  sentAt.value ??= await shelf.find<number>(who, "sent");
}

export function begin(): () => void {
  const soon = (): void => { pause = FIRST_MS; void sync(); };
  const seen = (): void => { if (document.visibilityState === "visible") soon(); };
  window.addEventListener("online", soon);
  document.addEventListener("visibilitychange", seen);
  void look();
  soon();
  return () => { window.removeEventListener("online", soon); document.removeEventListener("visibilitychange", seen); window.clearTimeout(timer); };
}

/** Send all that waits, then read what changed. One at a time, also among the tabs of this browser. */
export async function sync(): Promise<void> {
  if (running) { again = true; return; }
  running = true;
  window.clearTimeout(timer);
  try {
    do {
      again = false;
      if (navigator.locks) await navigator.locks.request("daoan-advice", { ifAvailable: true }, async (lock) => { if (lock) await round(); });
      else await round();
    } while (again);
    pause = FIRST_MS;
    rounds.value += 1;
    state.value = "idle";
    later(MOST_MS / 2);
  } catch (cause) {
    state.value = cause instanceof Stop ? cause.why : "trouble";
    if (!(cause instanceof Stop)) console.warn("advice sync", cause);
    later(pause * (0.8 + 0.4 * Math.random()));
    pause = Math.min(MOST_MS, pause * 2);
  } finally {
    running = false;
    await look().catch(() => undefined);
  }
}

function later(ms: number): void {
  timer = window.setTimeout(() => void sync(), ms);
}

async function round(): Promise<void> {
  const who = person.value?.person_id;
  if (!who) return;
  state.value = "sending";
  const reading = call<Reference>("GET", "/advice/reference"); // beside who is in: its answer says whose it is
  reading.catch(() => undefined);
  await whoIsIn(who);
  const fresh = await reading;
  if (fresh.person_id !== who) throw new Stop("other-person");
  known.value = fresh;
  await shelf.keep(who, "reference", fresh);
  const device = await shelf.deviceOf(who);
  await sendRows(who, device);
  await sendPhotos(who);
  await readChanges(who);
  sentAt.value = Date.now();
  await shelf.keep(who, "sent", sentAt.value);
}

/** That the session is of whose work this is; the server asks the same again. */
async function whoIsIn(who: string): Promise<void> {
  const now = await call<Session>("GET", "/session");
  if (now.person.person_id !== who) throw new Stop("other-person");
  csrf = now.csrf;
  take(now);
  offline.value = false;
  remember(now.person);
}

/** Ask without the sign-in coming up over the page: whoever is taking a record goes on. */
async function call<T>(method: string, path: string, body?: BodyInit, type = "application/json"): Promise<T> {
  const headers = { accept: "application/json", ...(body === undefined ? {} : { "content-type": type, "x-csrf-token": csrf }) };
  try {
    const response = await fetch(API + path, { method, body, headers, signal: AbortSignal.timeout(ANSWER_MS) });
    if (response.ok) return (await response.json()) as T;
    if (response.status === 401 || response.status === 403) throw new Stop("sign-in");
    if (response.status === 409) throw new Stop("other-person");
    const told = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new ApiProblem(response.status, response.statusText, told.detail ?? "");
  } catch (cause) {
    throw cause instanceof Stop || cause instanceof ApiProblem ? cause : new Stop("no-network");
  }
}

async function sendRows(who: string, device: string): Promise<void> {
  const held = new Set<string>(); // records whose earlier version waits: what was made from it waits too
  for (;;) {
    const sending = (await shelf.waiting(who)).filter((r) => r.state === "waiting" && !held.has(r.key)).slice(0, AT_ONCE);
    const came = (await shelf.waitingCheckIns(who)).filter((r) => r.state === "waiting").slice(0, AT_ONCE);
    if (!sending.length && !came.length) return;
    const form: BatchForm = { person_id: who, device_id: device, sent_at: new Date().toISOString(), records: sending.map((r) => r.form), presence: came.map((r) => r.form) };
    const answer = await call<BatchAnswer>("POST", "/advice/batch", JSON.stringify(form), "application/json");
    clockOff.value = answer.clock_off ? answer.offset_s : null;
    for (const [k, row] of sending.entries()) {
      const line = answer.records[k];
      if (!line || line.result === "wait") held.add(row.key);
      else await settle(row, line);
    }
    for (const [k, row] of came.entries()) {
      const line = answer.presence[k];
      if (line?.result === "refused") await shelf.put("checkins", { ...row, state: "refused", message: line.message });
      else if (line) await shelf.drop("checkins", row.key);
    }
    await look();
  }
}

async function settle(row: Waiting, line: BatchLine): Promise<void> {
  if (line.result === "refused") await shelf.put("outbox", { ...row, state: "refused", code: line.code, message: line.message });
  else await shelf.drop("outbox", row.key);
}

async function sendPhotos(who: string): Promise<void> {
  const unsent = new Set((await shelf.waiting(who)).flatMap((r) => r.form.photos));
  for (const key of await shelf.photoKeys(who)) {
    const photo = unsent.has(key.split("/")[1]!) ? undefined : await shelf.photoAt(key); // its record is there first
    if (!photo) continue;
    try {
      await sendPhoto(photo);
    } catch (cause) {
      if (!(cause instanceof ApiProblem) || cause.status >= 500) throw cause;
      console.warn("a photo was not taken", cause.detail); // it stays here, and holds nothing else up
      continue;
    }
    await shelf.drop("photos", key);
    photos.value = photos.value.filter((k) => k !== key);
  }
}

async function sendPhoto(photo: WaitingPhoto): Promise<void> {
  const total = photo.bytes.byteLength, part = known.value?.chunk_bytes ?? 65_536;
  const path = `/advice/${photo.record}/photos/${photo.sha256}`;
  let have = 0, stuck = 0;
  for (;;) {
    const bytes = photo.bytes.slice(have, have + part);
    const answer = await call<PhotoState>("PUT", `${path}?start=${have}&total=${total}`, bytes, "application/octet-stream");
    if (answer.done) return;
    stuck = answer.have === have ? stuck + 1 : 0; // more may be there already than we knew of
    if (stuck > 2) throw new Error("the photo does not arrive");
    have = answer.have;
  }
}

async function readChanges(who: string): Promise<void> {
  let after = (await shelf.find<number>(who, "place")) ?? 0;
  for (;;) {
    const found = await call<Changes>("GET", `/advice/changes?after=${after}`);
    await shelf.keepRecords(who, found.rows);
    after = found.next;
    await shelf.keep(who, "place", after);
    if (!found.more) break;
  }
  await letGoOld(who);
}

const MOST_KEPT = 300;
/** A phone keeps what it may need to look at: what changed last, and all that is in conflict. */
async function letGoOld(who: string): Promise<void> {
  const settled = (await shelf.records(who)).filter((r) => !r.conflict).sort((a, b) => b.place - a.place);
  for (const one of settled.slice(MOST_KEPT)) await shelf.dropRecord(who, one.record_id);
}
