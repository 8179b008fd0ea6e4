/**
 * What the phone keeps by itself, in the browser's own store: records that wait, their photos, what was read last.
 * Every row bears whose it is; nobody reads another's. What waits stays when somebody signs out, all else goes.
 */
import type { CheckInForm, RecordLine, Reference, VersionForm } from "../api/advice";
import type { Text } from "../api/types";
import { dropOwn, isGone } from "./gone";

export interface Waiting { key: string; person: string; seq: number; at: number; form: VersionForm; state: "waiting" | "refused"; code: string; message: Text | null }
export interface WaitingCheckIn { key: string; person: string; seq: number; at: number; form: CheckInForm; state: "waiting" | "refused"; message: Text | null }
export interface WaitingPhoto { key: string; person: string; record: string; sha256: string; bytes: ArrayBuffer }
interface KeptRecord { key: string; person: string; line: RecordLine }
interface Kept { key: string; person: string; value: unknown }

const NAME = "daoan-advice", VERSION = 1;
const STORES = ["outbox", "checkins", "photos", "records", "kept"] as const;
type StoreName = (typeof STORES)[number];
/** What of the kept goes with who signs out. */
const READ: readonly string[] = ["reference", "place", "sent"];

let opened: Promise<IDBDatabase> | null = null;
function shelf(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const name of STORES) asked.result.createObjectStore(name, { keyPath: "key" }).createIndex("person", "person");
    };
    asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); resolve(asked.result); };
    asked.onerror = () => { opened = null; reject(asked.error ?? new Error("no store")); };
  });
  return opened;
}

/** One transaction over some stores; settles when all of it is on the disk. */
async function within<T>(names: StoreName[], mode: IDBTransactionMode, work: (at: (name: StoreName) => IDBObjectStore) => IDBRequest<T> | undefined): Promise<T> {
  const database = await shelf();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const asked = work((name) => transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked?.result as T);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
  });
}

const own = <T>(name: StoreName, person: string): Promise<T[]> => within<T[]>([name], "readonly", (at) => at(name).index("person").getAll(person) as IDBRequest<T[]>);
const bySeq = <T extends { seq: number }>(rows: T[]): T[] => rows.sort((a, b) => a.seq - b.seq);

/** A record and its photos are kept together, or not at all; the device's count goes on with them. */
export async function keepVersion(person: string, form: Omit<VersionForm, "seq">, photos: WaitingPhoto[], mended: Waiting | null = null): Promise<void> {
  await within(["outbox", "photos", "kept"], "readwrite", (at) => {
    for (const photo of photos) at("photos").put(photo);
    return counted(at("kept"), person, mended?.seq ?? null, (seq) => {
      at("outbox").put({ key: form.version_id, person, seq, at: Date.now(), form: { ...form, seq }, state: "waiting", code: "", message: null } satisfies Waiting);
    });
  });
}

/** The next of a person's count on this device, or a given one; read and written in one transaction, so that two tabs never share one. */
function counted(kept: IDBObjectStore, person: string, given: number | null, use: (seq: number) => void): undefined {
  if (given !== null) { use(given); return; }
  const key = `${person} count`, asked = kept.get(key) as IDBRequest<Kept | undefined>;
  asked.onsuccess = () => {
    const seq = (typeof asked.result?.value === "number" ? asked.result.value : 0) + 1;
    kept.put({ key, person, value: seq } satisfies Kept);
    use(seq);
  };
}

export async function keepCheckIn(person: string, form: CheckInForm): Promise<void> {
  const row = { key: form.presence_id, person, at: Date.now(), form, state: "waiting" as const, message: null };
  await within(["checkins"], "readwrite", (at) => at("checkins").put({ ...row, seq: row.at } satisfies WaitingCheckIn));
}

export const waiting = async (person: string): Promise<Waiting[]> => bySeq(await own<Waiting>("outbox", person));
export const waitingCheckIns = async (person: string): Promise<WaitingCheckIn[]> => bySeq(await own<WaitingCheckIn>("checkins", person));
/** Keys of photos that wait, `record/sha256`; their bytes are read one by one. */
export const photoKeys = (person: string): Promise<string[]> => within<string[]>(["photos"], "readonly", (at) => at("photos").index("person").getAllKeys(person) as IDBRequest<string[]>);
export const photoAt = (key: string): Promise<WaitingPhoto | undefined> => within<WaitingPhoto | undefined>(["photos"], "readonly", (at) => at("photos").get(key) as IDBRequest<WaitingPhoto | undefined>);
export const put = (name: "outbox" | "checkins", row: Waiting | WaitingCheckIn): Promise<unknown> => within([name], "readwrite", (at) => at(name).put(row));
export const drop = (name: StoreName, key: string): Promise<unknown> => within([name], "readwrite", (at) => at(name).delete(key) as IDBRequest<unknown>);

/** How much of other people's work lies on this phone; nothing else of it is told. */
export async function ofOthers(person: string): Promise<number> {
  const all = await within<number>(["outbox"], "readonly", (at) => at("outbox").count());
  return all - (await waiting(person)).length;
}

export const records = async (person: string): Promise<RecordLine[]> => (await own<KeptRecord>("records", person)).map((row) => row.line);
export const keepRecords = (person: string, lines: RecordLine[]): Promise<unknown> =>
  within(["records"], "readwrite", (at) => { for (const line of isGone(person) ? [] : lines) at("records").put({ key: `${person} ${line.record_id}`, person, line } satisfies KeptRecord); return undefined; });
export const dropRecord = (person: string, record: string): Promise<unknown> => drop("records", `${person} ${record}`);

export async function find<T>(person: string, name: string): Promise<T | null> {
  const row = await within<Kept | undefined>(["kept"], "readonly", (at) => at("kept").get(`${person} ${name}`) as IDBRequest<Kept | undefined>);
  return row ? (row.value as T) : null;
}
export async function keep(person: string, name: string, value: unknown): Promise<void> {
  if (isGone(person) && READ.includes(name)) return;
  await within(["kept"], "readwrite", (at) => at("kept").put({ key: `${person} ${name}`, person, value } satisfies Kept));
}
export const reference = (person: string): Promise<Reference | null> => find<Reference>(person, "reference");

/** The device's id: one for each person on it, so that nobody's count runs through another's. */
export async function deviceOf(person: string): Promise<string> {
  const there = await find<string>(person, "device");
  if (there) return there;
  const fresh = crypto.randomUUID();
  await keep(person, "device", fresh);
  return fresh;
}

/** Whoever signs out leaves what waits, and the count that goes on with it; what they could read goes. */
export async function forget(person: string): Promise<void> {
  await within(["records", "kept"], "readwrite", (at) => {
    dropOwn(at("records"), person);
    for (const name of READ) at("kept").delete(`${person} ${name}`);
    return undefined;
  });
}
