/** A thing that is being fetched: waiting, there, or failed with a way to try again. */
import { onScopeDispose, shallowRef, watch, type ShallowRef, type WatchSource } from "vue";
import { ApiProblem } from "./client";

export interface Resource<T> {
  data: Readonly<ShallowRef<T | null>>;
  problem: ShallowRef<ApiProblem | null>;
  loading: ShallowRef<boolean>;
  reload: () => void;
  refresh: () => void; // quietly: what is shown stays as it is until the new answer is there, and where none comes
  take: (now: T) => void; // as an act answered it; what was asked for before the act is asked for again
}

/**
 * Fetch now and whenever a source changes; the answer to an older question is thrown away.
 * What was shown stays until the new answer is there, so that pages do not flicker.
 */
export function useResource<T>(load: (signal: AbortSignal) => Promise<T>, sources: WatchSource[] = []): Resource<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const loading = shallowRef(true);
  let control = new AbortController();
  let asking: { quiet: boolean } | null = null;

  async function run(quiet = false): Promise<void> {
    control.abort();
    control = new AbortController();
    const mine = control;
    asking = { quiet };
    if (!quiet) {
      loading.value = true;
      problem.value = null;
    }
    try {
      const answer = await load(mine.signal);
      if (mine.signal.aborted) return;
      asking = null;
      data.value = answer;
      problem.value = null;
    } catch (cause) {
      if (mine.signal.aborted) return;
      asking = null;
      if (quiet && data.value !== null) return;
      data.value = null;
      problem.value = cause instanceof ApiProblem ? cause : new ApiProblem(-1, "fault", String(cause));
    }
    loading.value = false;
  }

  function take(now: T): void {
    data.value = now;
    if (asking) void run(asking.quiet);
  }

  if (sources.length > 0) watch(sources, () => void run());
  void run();
  onScopeDispose(() => control.abort());
  return { data, problem, loading, reload: () => void run(), refresh: () => void run(true), take };
}
