/** Clocks that run on while a page stays open. */
import { onScopeDispose, shallowRef } from "vue";
import type { MatterLine } from "./api/work";
import { t } from "./i18n";

/** This browser's time in milliseconds, moved on every ten seconds. */
export const ticking = shallowRef(Date.now());
let readers = 0;
let timer = 0;

/** Keep the time moving as long as the calling component lives. */
export function useTicking(): void {
  readers += 1;
  ticking.value = Date.now();
  if (readers === 1) timer = window.setInterval(() => { ticking.value = Date.now(); }, 10_000);
  onScopeDispose(() => {
    readers -= 1;
    if (readers === 0) window.clearInterval(timer);
  });
}

/** Minutes left by the server's clock, run on by this browser's; below nought: late. */
export function minutesLeft(m: MatterLine, now: number): number | null {
  return m.closed_at !== null || m.minutes_left === null ? null : Math.floor(m.minutes_left - (now - m.received) / 60_000);
}

/** "45 min", "3 h 20 min", "4 d 2 h": two units at most. */
export function span(minutes: number): string {
  const whole = Math.abs(Math.round(minutes));
  const [d, h, min] = [Math.floor(whole / 1440), Math.floor((whole % 1440) / 60), whole % 60];
  if (d) return h && d < 10 ? t("work.span.dh", { d, h }) : t("work.span.d", { d });
  return h ? (min ? t("work.span.hm", { h, m: min }) : t("work.span.h", { h })) : t("work.span.m", { m: min });
}
