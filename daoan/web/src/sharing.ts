/** Sharing one's own position while on duty: asked of the browser only once somebody switches it on, and told in batches. */
import { computed, ref, shallowRef } from "vue";
import { ApiProblem } from "./api/client";
import { patrols, type DutyState, type SharingTerms, type TellPosition } from "./api/patrols";

interface Fix { at: number; position: TellPosition }
const MOST_WAITING = 400; // what the network did not take yet; the oldest go first

const terms = shallowRef<SharingTerms | null>(null);
export const sharing = computed(() => terms.value !== null);
export const ownState = ref<DutyState>("patrolling");
export const sentAt = ref<number | null>(null);
export const sharingProblem = shallowRef<ApiProblem | "refused" | "no_place" | null>(null);
export const canShare = (): boolean => window.isSecureContext && "geolocation" in navigator;

let waiting: Fix[] = [], latest: Fix | null = null, watcher = 0, timer = 0, busy = false;

function seen(p: GeolocationPosition): void {
  const { longitude, latitude, accuracy, speed, heading } = p.coords;
  const position: TellPosition = { age_s: 0, lon: longitude, lat: latitude, accuracy_m: accuracy };
  if (speed !== null && Number.isFinite(speed)) position.speed_kmh = speed * 3.6;
  if (heading !== null && Number.isFinite(heading)) position.direction_deg = heading;
  const first = latest === null;
  latest = { at: p.timestamp, position };
  sharingProblem.value = null;
  if (first) void tell();
}
function unseen(e: GeolocationPositionError): void {
  sharingProblem.value = e.code === e.PERMISSION_DENIED ? "refused" : "no_place";
  if (e.code === e.PERMISSION_DENIED) end();
}

async function flush(): Promise<void> {
  const to = terms.value;
  if (!to || busy || !waiting.length) return;
  busy = true;
  const batch = waiting.slice(0, 200), now = Date.now();
  try {
    await patrols.tell(to.unit_id, batch.map((f) => ({ ...f.position, age_s: Math.max(0, (now - f.at) / 1000) })));
    waiting = waiting.slice(batch.length);
    sentAt.value = Date.now();
    if (sharingProblem.value instanceof ApiProblem) sharingProblem.value = null;
  } catch (cause) {
    sharingProblem.value = cause instanceof ApiProblem ? cause : null;
    if (cause instanceof ApiProblem && cause.status >= 400 && cause.status < 500) end(); // not on shift any more, or signed out
  }
  busy = false;
}
function tell(): Promise<void> {
  if (latest) waiting.push(latest);
  waiting = waiting.slice(-MOST_WAITING);
  return flush();
}

export async function say(state: DutyState): Promise<void> {
  ownState.value = state;
  waiting.push({ at: Date.now(), position: { ...(latest?.position ?? { age_s: 0 }), state } });
  await flush();
}

export async function begin(on: SharingTerms): Promise<void> {
  if (!canShare() || sharing.value) return;
  terms.value = on;
  sharingProblem.value = null;
  waiting = [];
  latest = null;
  watcher = navigator.geolocation.watchPosition(seen, unseen, { enableHighAccuracy: true, maximumAge: 10_000, timeout: 60_000 });
  timer = window.setInterval(() => void tell(), on.every_s * 1000);
  await say("patrolling");
}

/** Nothing more is told; the last word is that one goes off duty. */
export async function stop(): Promise<void> {
  if (!sharing.value) return;
  latest = null; // the last word is a state, not a place
  await say("off");
  end();
}
function end(): void {
  navigator.geolocation.clearWatch(watcher);
  window.clearInterval(timer);
  terms.value = null;
  waiting = [];
  latest = null;
}
