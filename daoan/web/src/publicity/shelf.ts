/**
 * What publicity keeps on a phone: the quiz, lists and packs as they were read last, and results that wait for a network.
 * Every row bears whose it is. Who signs out leaves what waits; what was read goes.
 */
import { dropOwn, isGone } from "../advice/gone";
import { ApiProblem } from "../api/client";

export interface Sum { day: string; group: string; answered: number; right: number; unit: string }
export interface Result { key: string; person: string; at: number; sum: Sum; refused: string }
interface Read { key: string; person: string; at: number; value: unknown }
/** What was asked for. `at`: when it was read, where nobody answers now. */
export interface Found<T> { value: T; at: number | null }

const NAME = "daoan-publicity", VERSION = 1;
type StoreName = "read" | "results";

let opened: Promise<IDBDatabase> | null = null;
function shelf(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => { for (const name of ["read", "results"]) asked.result.createObjectStore(name, { keyPath: "key" }).createIndex("person", "person"); };
    asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); resolve(asked.result); };
    asked.onerror = () => { opened = null; reject(asked.error ?? new Error("no store")); };
  });
  return opened;
}

/** One request within a transaction; settles when it is on the disk. */
async function within<T>(name: StoreName, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await shelf();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const asked = ask(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked.result as T);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
  });
}

/** As the server says it, which is kept; else as it said it last. Throws where it never did, or says no. */
export async function readOrKept<T>(person: string, name: string, ask: () => Promise<T>): Promise<Found<T>> {
  const key = `${person} ${name}`;
  try {
    const value = await ask();
    if (!isGone(person)) await within("read", "readwrite", (store) => store.put({ key, person, at: Date.now(), value } satisfies Read)).catch(() => undefined);
    return { value, at: null };
  } catch (cause) {
    const silent = cause instanceof ApiProblem && (cause.status === 0 || cause.status === 502 || cause.status === 503);
    const kept = silent ? await within<Read | undefined>("read", "readonly", (store) => store.get(key)).catch(() => undefined) : undefined;
    if (!kept) throw cause;
    return { value: kept.value as T, at: kept.at };
  }
}

/** Names of what a person read here and can open again. */
export async function namesKept(person: string): Promise<Set<string>> {
  const keys = await within<string[]>("read", "readonly", (store) => store.index("person").getAllKeys(person));
  return new Set(keys.map((key) => key.slice(person.length + 1)));
}

export async function results(person: string): Promise<Result[]> {
  const rows = await within<Result[]>("results", "readonly", (store) => store.index("person").getAll(person));
  return rows.sort((a, b) => a.at - b.at);
}
export const putResult = (row: Result): Promise<unknown> => within("results", "readwrite", (store) => store.put(row));
export const dropResult = (key: string): Promise<unknown> => within("results", "readwrite", (store) => store.delete(key));

export const forget = (person: string): Promise<unknown> => within("read", "readwrite", (store) => dropOwn(store, person));
