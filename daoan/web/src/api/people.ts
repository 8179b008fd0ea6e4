/** People and their accounts, as `daoan/api/people.py` answers them. */
import { read, send } from "./client";

export interface PersonLine {
  person: { person_id: string; name: string; unit_id: string; roles: string[]; active: boolean; demo: boolean; second_factor_required: boolean };
  login: string;
  locked: boolean;
  second_factor: boolean;
  second_factor_due: boolean;
  must_change: boolean;
  has_password: boolean;
  passkeys: number;
  directory: boolean;
}
/** With the password that was given, once; empty where there is none. */
export interface Given { line: PersonLine; password: string }
export interface PersonForm { name: string; unit_id: string; roles: string[]; second_factor_required: boolean }

const at = (id: string, tail = ""): string => `/people/${encodeURIComponent(id)}${tail}`;

export const people = {
  list: (s?: AbortSignal) => read<PersonLine[]>("/people", {}, s),
  add: (form: PersonForm & { login: string; password: boolean }) => send<Given>("POST", "/people", form),
  change: (id: string, form: PersonForm & { active: boolean }) => send<PersonLine>("PUT", at(id), form),
  reset: (id: string, second_factor: boolean) => send<Given>("POST", at(id, "/password"), { second_factor }),
  endSessions: (id: string) => send<null>("DELETE", at(id, "/sessions")),
  unlink: (id: string) => send<PersonLine>("DELETE", at(id, "/directory")),
};

/** In the order of the office, from `daoan/terms/roles.py`. */
export const ROLES = [
  "administrator", "leader", "commander", "analyst", "brigade", "officer", "committee", "department", "township", "warden", "company", "auditor", "visitor",
] as const;
