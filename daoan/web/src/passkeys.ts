/** Passkeys, between the browser and the server: the server's JSON as the buffers that browsers take, and back. */
import type { Question } from "./api/session";

export const passkeysHere = (): boolean => typeof PublicKeyCredential === "function" && window.isSecureContext;

/** The browser gave none: cancelled, too late, or none for this address; `known`: this device has one already. */
export class NoPasskey extends Error {
  constructor(readonly known: boolean) { super("no passkey"); }
}

const bytes = (text: unknown): ArrayBuffer => {
  const raw = atob(String(text).replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0)).buffer;
};
const text = (buffer: ArrayBuffer): string => {
  let raw = "";
  for (const byte of new Uint8Array(buffer)) raw += String.fromCharCode(byte);
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

interface Named { id: string; type: "public-key"; transports?: AuthenticatorTransport[] }
const named = (list: unknown): PublicKeyCredentialDescriptor[] => ((list ?? []) as Named[]).map((c) => ({ ...c, id: bytes(c.id) }));

/** Let the browser make a passkey. */
export async function makePasskey(question: Question): Promise<object> {
  const o = question.options as unknown as PublicKeyCredentialCreationOptions & { user: { id: unknown } };
  const made = await ask(() => navigator.credentials.create({
    publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: named(o.excludeCredentials) },
  }));
  const response = made.response as AuthenticatorAttestationResponse;
  return answer(made, { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] });
}

/** Let the browser sign in with any passkey that it has for this address. */
export async function usePasskey(question: Question): Promise<object> {
  const o = question.options as unknown as PublicKeyCredentialRequestOptions;
  const used = await ask(() => navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: named(o.allowCredentials) } }));
  const response = used.response as AuthenticatorAssertionResponse;
  return answer(used, { authenticatorData: text(response.authenticatorData), signature: text(response.signature), userHandle: response.userHandle ? text(response.userHandle) : null });
}

async function ask(how: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const found = await how();
    if (found instanceof PublicKeyCredential) return found;
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    throw new NoPasskey(cause.name === "InvalidStateError");
  }
  throw new NoPasskey(false);
}

const answer = (of: PublicKeyCredential, more: Record<string, unknown>): object => ({
  id: of.id, rawId: text(of.rawId), type: of.type, clientExtensionResults: {},
  response: { clientDataJSON: text(of.response.clientDataJSON), ...more },
});
