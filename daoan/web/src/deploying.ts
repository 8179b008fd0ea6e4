/** What is done to a deployment: one thing at a time, with the seconds it takes, what stands in its way, and what changed. */
import { onScopeDispose, ref, shallowRef } from "vue";
import { ApiProblem } from "./api/client";
import type { DeploymentDetail } from "./api/deployments";
import type { Text } from "./api/types";
import { ownHalf, problemWords } from "./problemWords";

export function useDoing(done: (made: DeploymentDetail) => void) {
  const busy = ref(false), seconds = ref(0), problem = ref(""), conflict = shallowRef<Text[]>([]);
  let timer = 0;
  onScopeDispose(() => window.clearInterval(timer));
  async function run(work: () => Promise<DeploymentDetail>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    seconds.value = 0;
    problem.value = "";
    conflict.value = [];
    timer = window.setInterval(() => { seconds.value += 1; }, 1000);
    try {
      done(await work());
    } catch (cause) {
      const body = cause instanceof ApiProblem ? (cause.body as { conflict?: Text[] } | null) : null;
      if (body?.conflict) conflict.value = body.conflict;
      else problem.value = cause instanceof ApiProblem && [409, 422].includes(cause.status) ? ownHalf(cause.detail) : problemWords(cause);
    }
    window.clearInterval(timer);
    busy.value = false;
  }
  return { busy, seconds, problem, conflict, run };
}
