/** Being told by this browser (web push): asking it, and knowing it again among one's own. */
import type { GivenBrowser } from "./api/messages";

const WORKER = "/push-worker.js";

export const pushHere = (): boolean =>
  window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Have the worker keep the pages that open without a network, of the build that the server has now. */
export function keepForOffline(): void {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return;
  void navigator.serviceWorker.register(WORKER).then((worker) => worker.active?.postMessage("refresh"), () => undefined);
}

/** The browser gave nothing: its owner said no, or it cannot reach its vendor's service. */
export class NoPush extends Error {
  constructor(readonly refused: boolean) { super("no push"); }
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

async function held(): Promise<PushSubscription | null> {
  if (!pushHere()) return null;
  const worker = await navigator.serviceWorker.getRegistration("/");
  return (await worker?.pushManager.getSubscription()) ?? null;
}

/** The id that the server knows this browser by, if it was ever asked to tell: a hash of its address. */
export async function ownId(): Promise<string | null> {
  const subscription = await held();
  if (!subscription) return null;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

/** Ask the browser to listen to the server of a key. Raises {@link NoPush}. */
export async function listen(key: string): Promise<Omit<GivenBrowser, "name">> {
  if ((await Notification.requestPermission()) !== "granted") throw new NoPush(true);
  await (await held())?.unsubscribe(); // perhaps to a former key
  await navigator.serviceWorker.register(WORKER);
  const worker = await navigator.serviceWorker.ready;
  try {
    const given = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    const { endpoint, keys } = given.toJSON();
    return { address: endpoint ?? "", public_key: keys?.p256dh ?? "", secret: keys?.auth ?? "" };
  } catch {
    throw new NoPush(false);
  }
}

export async function listenNoMore(): Promise<void> {
  await (await held())?.unsubscribe();
}

/** What its owner may call it: "Firefox · Linux". */
export function nameHere(agent = navigator.userAgent): string {
  const find = (list: [RegExp, string][]): string => list.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
  const kind = find([[/Edg/, "Edge"], [/Firefox/, "Firefox"], [/Chrom/, "Chrome"], [/Safari/, "Safari"]]);
  const system = find([[/Windows/, "Windows"], [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Mac/, "macOS"], [/Linux/, "Linux"]]);
  return [kind, system].filter(Boolean).join(" · ");
}
