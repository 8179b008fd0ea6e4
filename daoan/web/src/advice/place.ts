/** Where the phone is, while the page is open: the last fix that it told, asked of the browser when somebody takes a record. */
import { ref, shallowRef } from "vue";

export interface Fix { lon: number; lat: number; accuracy_m: number; at: number }
const FRESH_MS = 180_000;

export const fix = shallowRef<Fix | null>(null);
export const noPlace = ref(false);
let watcher: number | null = null;

export function watchPlace(): () => void {
  if (!window.isSecureContext || !("geolocation" in navigator)) { noPlace.value = true; return () => undefined; }
  watcher ??= navigator.geolocation.watchPosition(
    (p) => { noPlace.value = false; fix.value = { lon: p.coords.longitude, lat: p.coords.latitude, accuracy_m: p.coords.accuracy, at: Date.now() }; },
    () => { noPlace.value = true; },
    { enableHighAccuracy: true, maximumAge: 60_000, timeout: 60_000 },
  );
  return () => { if (watcher !== null) navigator.geolocation.clearWatch(watcher); watcher = null; };
}

/** The fix, if it is of now. */
export const placeNow = (): { lon: number | null; lat: number | null; accuracy_m: number | null } => {
  const found = fix.value;
  return found && Date.now() - found.at < FRESH_MS ? { lon: found.lon, lat: found.lat, accuracy_m: found.accuracy_m } : { lon: null, lat: null, accuracy_m: null };
};
