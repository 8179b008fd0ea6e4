/** Where one is in a list that the server pages by cursor. */
import { computed, shallowRef, type ComputedRef } from "vue";

export interface Cursor {
  after: ComputedRef<string | null>;
  depth: ComputedRef<number>;
  size: number;
  forward: (next: string) => void;
  back: () => void;
  reset: () => void;
}

export function useCursor(size: number): Cursor {
  const trail = shallowRef<string[]>([]);
  return {
    after: computed(() => trail.value.at(-1) ?? null),
    depth: computed(() => trail.value.length),
    size,
    forward: (next) => { trail.value = [...trail.value, next]; },
    back: () => { trail.value = trail.value.slice(0, -1); },
    reset: () => { trail.value = []; },
  };
}
