/** A day that runs by: the minute that is looked at, played or moved by hand, kept in the address. */
import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef, type ShallowRef } from "vue";
import { useRoute, useRouter } from "vue-router";
import { replayOf, type Replay } from "./api/replay";
import { useResource, type Resource } from "./api/resource";
import { zone } from "./city";
import { ms } from "./map/replay";
import { hourOf, momentOf } from "./zoneTime";

export const SPEEDS = [1, 5, 15, 60] as const; // minutes of the day in a second
const A_TICK_MS = 100;
const MINUTE_MS = 60_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export interface Playing {
  found: Resource<Replay>; minute: ShallowRef<number>; total: ComputedRef<number>; known: ComputedRef<number>; at: ComputedRef<number>; time: ComputedRef<string>;
  playing: ShallowRef<boolean>; speed: ShallowRef<number>; calm: boolean; go: (minute: number) => void; toggle: () => void; toDay: (day: string) => void; timeAt: (minute: number) => string;
}

export function useReplay(): Playing {
  const route = useRoute();
  const router = useRouter();
  const named = (): string | null => (DAY.test(String(route.query.day ?? "")) ? String(route.query.day) : null);
  const wanted = shallowRef(named());
  const found = useResource((s) => replayOf(wanted.value, s), [wanted]);
  const minute = shallowRef(0);
  const playing = shallowRef(false);
  const speed = shallowRef<number>(15);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const begins = computed(() => (found.data.value ? ms(found.data.value.begins) : 0));
  const minutesTo = (iso: string | undefined): number => (iso ? Math.floor((ms(iso) - begins.value) / MINUTE_MS) : 0);
  const total = computed(() => minutesTo(found.data.value?.ends));
  const known = computed(() => minutesTo(found.data.value?.known_by));
  const at = computed(() => begins.value + minute.value * MINUTE_MS);
  const timeAt = (of: number): string => (total.value && of >= total.value ? "24:00" : hourOf(new Date(begins.value + of * MINUTE_MS), zone.value));
  const time = computed(() => timeAt(minute.value));

  /** The minute that the address names; the last one known where it names none. */
  function begun(d: Replay): number {
    const asked = /^([01]\d|2[0-4]):[0-5]\d$/.exec(String(route.query.time ?? ""))?.[0];
    if (!asked) return known.value;
    return Math.min(known.value, asked.startsWith("24") ? total.value : Math.round((momentOf(d.day, asked, zone.value).getTime() - begins.value) / MINUTE_MS));
  }
  function write(): void {
    const d = found.data.value;
    if (d && (route.query.day !== d.day || route.query.time !== time.value)) void router.replace({ query: { ...route.query, day: d.day, time: time.value } });
  }
  let waiting = 0;
  const writeSoon = (): void => { window.clearTimeout(waiting); waiting = window.setTimeout(write, 250); };

  let fresh = true;
  watch(() => found.data.value, (d) => {
    if (!d) return;
    minute.value = fresh ? begun(d) : Math.min(minute.value, known.value);
    fresh = false;
    writeSoon();
  });
  watch(() => [route.query.day, route.query.time], () => { // another address of this page, as the way back gives it
    const day = named();
    if (day && day !== found.data.value?.day) { fresh = true; wanted.value = day; }
    else if (day && found.data.value && !playing.value && route.query.time && route.query.time !== time.value) minute.value = begun(found.data.value);
  });

  let frame = 0;
  let last = 0;
  let part = 0; // of a minute, carried from tick to tick
  function tick(now: number): void {
    if (!playing.value) return;
    if (now - last >= A_TICK_MS) {
      part += ((now - last) / 1000) * speed.value;
      last = now;
      minute.value = Math.min(known.value, minute.value + Math.floor(part));
      part %= 1;
      if (minute.value >= known.value) { playing.value = false; write(); return; }
    }
    frame = requestAnimationFrame(tick);
  }
  function go(to: number): void {
    playing.value = false;
    minute.value = Math.max(0, Math.min(known.value, Math.round(to)));
    writeSoon();
  }
  function toggle(): void {
    if (calm) { go(minute.value >= known.value ? 0 : minute.value + speed.value); return; }
    playing.value = !playing.value;
    if (!playing.value) { write(); return; }
    if (minute.value >= known.value) minute.value = 0;
    [last, part] = [performance.now(), 0];
    frame = requestAnimationFrame(tick);
  }
  function toDay(day: string): void {
    playing.value = false;
    if (DAY.test(day)) wanted.value = day;
  }
  onBeforeUnmount(() => { playing.value = false; cancelAnimationFrame(frame); window.clearTimeout(waiting); });
  return { found, minute, total, known, at, time, playing, speed, calm, go, toggle, toDay, timeAt };
}
