/** Whoever sits before this page: read once when the console opens, shared by every page. */
import { computed, ref, shallowRef } from "vue";
import { ended, hasLeft, leave, remember, standIn } from "./advice/who";
import { ApiProblem, carry } from "./api/client";
import { sessions, type Session } from "./api/session";
import { t, type Key } from "./i18n";

export const session = shallowRef<Session | null>(null);
/** Whether nobody could be asked who is signed in: pages that work without a network open for who was here last. */
export const offline = ref(false);
export const person = computed(() => session.value?.person ?? null);
export const may = (permission: string): boolean => person.value?.permissions.includes(permission) ?? false;
/** Whether the console may open: nothing is left to do before, such as choosing a password. */
export const ready = computed(() => session.value !== null && !session.value.must_change && !session.value.second_factor_due);

/** The person's roles in the reader's language. */
export const roleNames = (): string => (person.value?.roles ?? []).map((role) => t(`role.${role}` as Key)).join(t("session.join"));

export function take(found: Session | null): void {
  carry(found?.csrf ?? "");
  session.value = found;
}

/** Throws where the server does not answer at all; that nobody is signed in is an answer. */
export async function loadSession(): Promise<void> {
  try {
    take(await sessions.now());
    if (session.value && hasLeft(session.value.person.person_id)) { // they signed out while nobody could be told
      await sessions.end();
      ended();
      take(null);
    }
    if (ready.value && person.value) remember(person.value);
  } catch (cause) {
    if (cause instanceof ApiProblem && cause.status === 401) { take(null); return; }
    offline.value = cause instanceof ApiProblem && cause.status === 0;
    if (offline.value) session.value = standIn();
    throw cause;
  }
}

export async function signIn(login: string, password: string, code: string): Promise<void> {
  take(await sessions.begin(login, password, code));
  if (ready.value && person.value) remember(person.value);
}

/** The page is opened anew, so that nothing of one person is left in memory for the next. */
export async function signOut(): Promise<void> {
  const who = person.value?.person_id ?? "";
  let reached = false;
  try {
    await sessions.end();
    reached = true;
  } finally {
    await leave(who, reached);
    location.reload();
  }
}
