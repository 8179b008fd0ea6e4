/** Whose phone page it is while nobody can be asked: the person who was signed in here last and has not signed out. */
import type { Session } from "../api/session";
import { forget as forgetPublicity } from "../publicity/shelf";
import { comes, goes } from "./gone";
import { forget as forgetAdvice } from "./shelf";

const WHO = "daoan.offline.person", OUT = "daoan.offline.signedOut";
type Person = Session["person"];
function forget(person: string): Promise<unknown> {
  goes(person);
  return Promise.all([forgetAdvice(person), forgetPublicity(person)]);
}

/** Remember who is signed in, for the next time that this opens without a network. Only what the page shows of them. */
export function remember(person: Person): void {
  const before = standIn()?.person.person_id;
  if (before && before !== person.person_id) void forget(before).catch(() => undefined); // what they could read goes
  comes(person.person_id);
  localStorage.setItem(WHO, JSON.stringify(person));
  localStorage.removeItem(OUT);
}

/** Who it is, with what they may do without a network. */
export function standIn(): Session | null {
  try {
    const person = JSON.parse(localStorage.getItem(WHO) ?? "null") as Person | null;
    if (!person) return null;
    const permissions = person.permissions.filter((p) => p === "see_work" || p === "report" || p === "work");
    return { person: { ...person, permissions }, csrf: "", second_factor: false, second_factor_due: false, must_change: false, expires_at: "", way: "password", has_password: true };
  } catch {
    return null;
  }
}

/** Somebody signs out. Where the server was not reached, their session is ended as soon as it is. */
export async function leave(person: string, reached: boolean): Promise<void> {
  localStorage.removeItem(WHO);
  if (!reached) localStorage.setItem(OUT, person);
  await forget(person).catch(() => undefined);
}

/** Whether a session is of somebody who signed out here while there was no network. */
export const hasLeft = (person: string): boolean => localStorage.getItem(OUT) === person;
export const ended = (): void => localStorage.removeItem(OUT);
