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
  way: Way;
  has_password: boolean;
}

export type Way = "password" | "passkey" | "directory";
/** How one may sign in at this address. */
export interface Ways { passkey: boolean; passkey_address: string; directory: Text | null }
export interface PasskeyLine { passkey_id: string; name: string; added_at: string; last_used_at: string | null; transports: string[] }
/** What the browser is asked for a passkey, and the token that goes back with its answer. */
export interface Question { token: string; options: Record<string, unknown> }

export interface SessionLine { session_id: string; client: string; created_at: string; seen_at: string; expires_at: string; second_factor: boolean; way: Way; current: boolean }
export interface SecondFactorOffer { secret: string; address: string; sealed: string; qr: string }
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
  ways: (s?: AbortSignal) => read<Ways>("/session/ways", {}, s),
  passkeyQuestion: () => send<Question>("POST", "/session/passkey/options"),
  passkey: (token: string, credential: object) => send<Session>("POST", "/session/passkey", { token, credential }),
  passkeys: (s?: AbortSignal) => read<PasskeyLine[]>("/session/passkeys", {}, s),
  newPasskeyQuestion: (password: string, code: string) => send<Question>("POST", "/session/passkeys/options", { password, code }),
  addPasskey: (token: string, name: string, credential: object) => send<Session>("POST", "/session/passkeys", { token, name, credential }),
  removePasskey: (id: string) => send<null>("DELETE", `/session/passkeys/${encodeURIComponent(id)}`),
  toDirectory: () => send<{ address: string }>("POST", "/session/directory"),
  fromDirectory: (code: string, state: string, iss: string) => send<Session>("POST", "/session/directory/answer", { code, state, iss }),
  directoryCode: (code: string) => send<Session>("POST", "/session/directory/code", { code }),
  health: (s?: AbortSignal) => read<Health>("/health", {}, s),
};
