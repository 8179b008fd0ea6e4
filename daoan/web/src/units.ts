/** The organisation tree, read once a session and shared. */
import { computed, shallowRef, watch } from "vue";
import { work, type Unit } from "./api/work";
import { say } from "./i18n";
import { person } from "./session";

const units = shallowRef<Unit[]>([]);
/** Whether the tree has come. */
export const unitsKnown = shallowRef(false);
watch(person, (now, before) => {
  if (now && now.person_id !== before?.person_id) void work.units().then((found) => { units.value = found; unitsKnown.value = true; }).catch(() => undefined);
}, { immediate: true });

const byId = computed(() => new Map(units.value.map((u) => [u.unit_id, u])));

/** The name of a unit; its id until names have come. */
export const unitName = (id: string): string => (byId.value.has(id) ? say(byId.value.get(id)!.name) : id);

/** Whether a unit is the scope itself or stands below it. */
export function within(id: string, scope: string): boolean {
  for (let here: string | null | undefined = id, steps = 0; here && steps < 20; here = byId.value.get(here)?.parent, steps += 1) if (here === scope) return true;
  return false;
}

export interface Branch { unit: Unit; depth: number }
/** Units in the order of the tree, each with how deep it stands; of a scope only where one is given; `whole`: itself too. */
export function branches(scope: string | null, whole = false): Branch[] {
  const below = new Map<string | null, Unit[]>();
  for (const unit of units.value) {
    const parent = unit.parent !== null && byId.value.has(unit.parent) ? unit.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), unit]);
  }
  const walk = (parent: string | null, depth: number): Branch[] => (below.get(parent) ?? []).flatMap((unit) => [{ unit, depth }, ...walk(unit.unit_id, depth + 1)]);
  const top = whole && scope !== null ? byId.value.get(scope) : undefined;
  return top ? [{ unit: top, depth: 0 }, ...walk(scope, 1)] : walk(scope, 0);
}
