/** The tables that matters move by, read once. */
import { computed, shallowRef, watch } from "vue";
import { work, type WorkflowTable } from "./api/work";
import { person } from "./session";

export const workflows = shallowRef<WorkflowTable[]>([]);
watch(() => person.value?.person_id, (now) => {
  if (now && !workflows.value.length) void work.workflows().then((found) => { workflows.value = found; }).catch(() => undefined);
}, { immediate: true });

const byKind = computed(() => new Map(workflows.value.map((w) => [w.kind, w])));
export const tableOf = (kind: string): WorkflowTable | undefined => byKind.value.get(kind);
