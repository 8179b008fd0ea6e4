/**
 * Reports on the phone that they were written on: what waits for a network, and receipt numbers of what was sent.
 * A report keeps its id, so that one that is sent twice is kept once; its photo and telephone number go when it is sent.
 */
import { shallowRef } from "vue";
import { ApiProblem } from "../api/client";
import { villager, type ReportForm, type ReportPage } from "../api/villager";

export interface Written { key: string; code: string; at: number; form: ReportForm | null; kind: string; receipt: string; refused: string }

const NAME = "daoan-reports", VERSION = 1, KEPT_MS = 180 * 86_400_000;
const NEVER = new Set([400, 413, 415, 422]); // what no other day mends; all else waits: no network, a full day, a door that is shut

export const written = shallowRef<Written[]>([]);
export const later = shallowRef(""); // why what waits was not taken yet, where somebody said so
export const sending = shallowRef(false);

let again = false; // something was kept while others were being sent
let opened: Promise<IDBDatabase> | null = null;
function shelf(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("reports", { keyPath: "key" });
      asked.result.createObjectStore("pages");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => { opened = null; reject(asked.error ?? new Error("no store")); };
  });
  return opened;
}

/** One request within a transaction; settles when it is on the disk. */
async function within<T>(name: "reports" | "pages", mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await shelf();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const asked = ask(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
  });
}

const put = async (row: Written): Promise<void> => { await within("reports", "readwrite", (store) => store.put(row)); await look(); };
export const forget = async (key: string): Promise<void> => { await within("reports", "readwrite", (store) => store.delete(key)); await look(); };

export async function look(): Promise<void> {
  const rows = await within<Written[]>("reports", "readonly", (store) => store.getAll() as IDBRequest<Written[]>);
  written.value = rows.sort((a, b) => b.at - a.at);
}

/** What can be told by a code: as the server says it, else as it said it last. */
export async function pageOf(code: string): Promise<ReportPage> {
  try {
    const page = await villager.page(code);
    await within("pages", "readwrite", (store) => store.put(page, code)).catch(() => undefined);
    return page;
  } catch (cause) {
    const kept = cause instanceof ApiProblem && cause.status === 0 ? await within<ReportPage | undefined>("pages", "readonly", (store) => store.get(code) as IDBRequest<ReportPage | undefined>).catch(() => undefined) : undefined;
    if (kept) return kept;
    throw cause;
  }
}

export async function keep(code: string, form: ReportForm): Promise<void> {
  await put({ key: form.report_id, code, at: Date.now(), form, kind: form.kind, receipt: "", refused: "" });
}

/** Send what waits, oldest first; what the server does not want stays here with what it said. */
export async function send(): Promise<void> {
  if (sending.value) { again = true; return; }
  sending.value = true;
  again = false;
  later.value = "";
  try {
    for (const row of [...written.value].reverse()) {
      if (!row.form || row.refused) continue;
      try {
        const { receipt } = await villager.send(row.code, { ...row.form, waited_s: Math.max(0, (Date.now() - row.at) / 1000) });
        await put({ ...row, receipt, form: null });
      } catch (cause) {
        if (cause instanceof ApiProblem && NEVER.has(cause.status)) await put({ ...row, refused: cause.detail || cause.title });
        else {
          later.value = cause instanceof ApiProblem && cause.status ? cause.detail : "";
          if (!(cause instanceof ApiProblem) || cause.status === 0) return; // nobody answers: the others need not ask
        }
      }
    }
    for (const row of written.value) if (row.receipt && Date.now() - row.at > KEPT_MS) await forget(row.key);
  } finally {
    sending.value = false;
    if (again) void send();
  }
}

/** Look at once and send whenever there may be a network again. */
export function begin(): void {
  const soon = (): void => void send();
  window.addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") soon(); });
  window.setInterval(() => { if (written.value.some((r) => r.form && !r.refused)) soon(); }, 30_000);
  void look().then(soon);
}
