/** What every page needs to know about the city: read once, shared. */
import { computed, effectScope, shallowRef, watch } from "vue";
import { api } from "./api/client";
import { useResource } from "./api/resource";
import type { GlossaryEntry, Labels } from "./api/types";
import { lang, say, t } from "./i18n";
import { person } from "./session";

const scope = effectScope(true);
const begun = shallowRef(false); // this file comes along with pages that have no city to read, such as the sign-in
export const metaResource = scope.run(() => useResource(async (s) => (begun.value ? api.meta(s) : null), [begun]))!;
export const meta = computed(() => metaResource.data.value);
/** A city in which the loop has taken no turn: nothing was ever assessed. */
export const noTurn = computed(() => meta.value !== null && !meta.value.run);
export const zone = computed(() => meta.value?.zone ?? "UTC");

const labels = shallowRef<Labels>({});
const readLabels = (): void => void api.labels().then((found) => { labels.value = found; }).catch(() => undefined);

/** Begin to read; codes are shown raw until their words have come. */
export function readCity(): void {
  begun.value = true;
  readLabels();
}

watch(() => person.value?.person_id, (now, before) => {
  if (now && metaResource.problem.value) { metaResource.reload(); readLabels(); } // what was refused before signing in
  else if (before && !now) metaResource.reload();
});

export const glossary = shallowRef<GlossaryEntry[] | null>(null);
export function loadGlossary(): void {
  if (!glossary.value) void api.glossary().then((found) => { glossary.value = found; }).catch(() => undefined);
}

/** The wording of a code; "not recorded" where the source recorded none. */
export function label(kind: string, code: string | null | undefined): string {
  if (code === null || code === undefined) return t("app.notRecorded");
  const found = labels.value[kind]?.[code];
  return found ? found[lang.value] : code;
}

export function areaName(code: string | null): string {
  if (!code) return t("app.notRecorded");
  const found = meta.value?.areas.find((a) => a.code === code);
  return found ? say(found.name) : code === meta.value?.city ? say(meta.value?.name) : code;
}

/** Rule packs among the named ones whose numbers are the project's own. */
export function ownPacks(names: string[]): string[] {
  return (meta.value?.rule_packs ?? [])
    .filter((p) => p.status === "project_default" && (names.length === 0 || names.some((n) => p.name === n.split("@")[0])))
    .map((p) => `${say(p.title)} ${p.version}`);
}

export function packTitle(stamp: string): string {
  const found = meta.value?.rule_packs.find((p) => p.name === stamp.split("@")[0]);
  return found ? say(found.title) : stamp;
}
