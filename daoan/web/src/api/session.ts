/** Who is signed in, as the server says. */
import { read, send } from "./client";
import type { Text } from "./types";

export interface Session {
  person: { person_id: string; name: string; unit: { unit_id: string; name: Text; kind: string }; roles: string[]; permissions: string[]; demo: boolean };
  csrf: string;
  second_factor: boolean;
  second_factor_due: boolean;
  must_change: boolean;
  expires_at: string;
}

export interface SessionLine { session_id: string; client: string; created_at: string; seen_at: string; expires_at: string; second_factor: boolean; current: boolean }
export interface SecondFactorOffer { secret: string; address: string; sealed: string }
export interface Health { status: string; name: Text; simulated: boolean; demo: boolean }

export const sessions = {
  now: () => read<Session>("/session"),
  begin: (login: string, password: string, code: string) => send<Session>("POST", "/session", { login, password, ...(code ? { code } : {}) }),
  end: () => send<null>("DELETE", "/session"),
  list: (s?: AbortSignal) => read<SessionLine[]>("/sessions", {}, s),
  endOne: (id: string) => send<null>("DELETE", `/sessions/${encodeURIComponent(id)}`),
  password: (old: string, chosen: string, code: string) => send<Session>("POST", "/session/password", { old, new: chosen, code }),
  offer: (password: string, code: string) => send<SecondFactorOffer>("POST", "/session/totp", { password, code }),
  confirm: (sealed: string, code: string) => send<Session>("POST", "/session/totp", { sealed, code }),
  health: (s?: AbortSignal) => read<Health>("/health", {}, s),
};
