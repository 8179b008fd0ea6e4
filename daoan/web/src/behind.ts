/** What is out of sight waits for what is in sight: the window is drawn first, the rest of a page right behind it. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from "vue";

/** A frame or two. */
const BEHIND_MS = 60;
/** No row of a list is lower. */
const ROW_PX = 40;

/** When the thread has nothing better to do, after `timeout` ms at the latest; some browsers cannot say, there it is soon. */
export function whenIdle(timeout: number): Promise<void> {
  return new Promise((done) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => done(), { timeout });
    else setTimeout(done, BEHIND_MS);
  });
}

/** Turns true once what was `ready` is on the screen, and stays so. */
export function useBehind(ready: () => boolean): Readonly<ShallowRef<boolean>> {
  const drawn = shallowRef(false);
  let frame = 0, after = 0;
  watch(ready, (is) => {
    if (is && !frame) frame = requestAnimationFrame(() => { after = window.setTimeout(() => { drawn.value = true; }, BEHIND_MS); });
  }, { immediate: true });
  onScopeDispose(() => { cancelAnimationFrame(frame); window.clearTimeout(after); });
  return drawn;
}

/** The rows that fit the window, and all of them once these are drawn; a list that was whole stays whole. */
export function useGrowing<T>(rows: () => readonly T[]): ComputedRef<readonly T[]> {
  const first = Math.ceil(window.innerHeight / ROW_PX);
  const whole = useBehind(() => rows().length > first);
  return computed(() => (whole.value ? rows() : rows().slice(0, first)));
}
