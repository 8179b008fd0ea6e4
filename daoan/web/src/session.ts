/** Whoever sits before this page: read once when the console opens, shared by every page. */
import { computed, shallowRef } from "vue";
import { ApiProblem, carry } from "./api/client";
import { sessions, type Session } from "./api/session";
import { t, type Key } from "./i18n";

export const session = shallowRef<Session | null>(null);
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
  } catch (cause) {
    if (cause instanceof ApiProblem && cause.status === 401) take(null);
    else throw cause;
  }
}

export async function signIn(login: string, password: string, code: string): Promise<void> {
  take(await sessions.begin(login, password, code));
}

/** The page is opened anew, so that nothing of one person is left in memory for the next. */
export async function signOut(): Promise<void> {
  try {
    await sessions.end();
  } finally {
    location.reload();
  }
}
