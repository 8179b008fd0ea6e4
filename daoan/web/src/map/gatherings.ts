/** Gatherings as points of the map: those of today and of the week, each once, by its next day. */
import { computed, type ComputedRef } from "vue";
import { gatheringsApi, type GatheringCalendar, type Held, type NearRisk } from "../api/gatherings";
import { useResource } from "../api/resource";
import { estimate, num } from "../format";
import { dateFormat } from "../formatters";
import { locale, say, t } from "../i18n";
import { may } from "../session";
import { collect } from "./points";

type Points = GeoJSON.FeatureCollection<GeoJSON.Point>;
interface Placed { gathering_id: string; lon: number | null; lat: number | null; people: number | null }

/** 1 to 3 for the lower, middle and upper third of the gatherings shown, by what the roads around bring; 0: not known. */
export function thirds(rows: Placed[], near: Record<string, NearRisk>): Map<string, number> {
  const known = rows.filter((r) => near[r.gathering_id]).sort((a, b) => near[a.gathering_id]!.a_day.value - near[b.gathering_id]!.a_day.value);
  return new Map(known.map((r, k) => [r.gathering_id, 1 + Math.floor((3 * k) / known.length)]));
}

/** From 0.6 for a hundred people and fewer to 1.2 for ten thousand and more; 0.7 where no crowd is recorded. */
const sizeOf = (people: number | null): number => (people === null ? 0.7 : Math.min(1.2, Math.max(0.6, 0.3 * Math.log10(Math.max(1, people)))));

export const crowdPoints = <T extends Placed>(rows: T[], risk: Map<string, number>, more: (row: T) => { label: string; today: boolean }): Points =>
  collect(rows, (g) => ({ id: g.gathering_id, risk: risk.get(g.gathering_id) ?? 0, size: sizeOf(g.people), ...more(g) }));

export const crowdWords = (people: number | null): string => (people === null ? t("replay.crowdUnknown") : t("replay.crowd", { n: num(people) }));
export const gatheringPage = (id: string): string => `/registers/mass_event?entry=${encodeURIComponent(id)}`;

const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
function told(g: Held, near: NearRisk | undefined): string {
  const day = dateFormat(locale.value, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${g.day}T00:00:00Z`));
  const roads = near ? `${t("gather.near", { km: num(near.km), n: num(near.stretches) })}: ${estimate(near.a_day)}` : "";
  return [`${day} ${clock(g.from_hour)}–${clock(g.until_hour)}`, g.place, crowdWords(g.people), roads].filter(Boolean).join(" · ");
}

export interface GatheringLayer { marks: ComputedRef<Points | undefined>; total: ComputedRef<number | undefined>; near: ComputedRef<GatheringCalendar["near"]>; note: (id: string | null) => { title: string; text: string; to: string } | null }

/** The layer, read while it is switched on. */
export function useGatherings(on: () => boolean): GatheringLayer {
  const week = useResource(async (s) => (on() && may("see_work") ? gatheringsApi.days({ first: "", days: 7, area: "" }, s) : null), [on]);
  const next = computed(() => {
    const once = new Map<string, Held>();
    for (const h of week.data.value?.held ?? []) if (!once.has(h.gathering_id) && h.lon !== null && h.lat !== null) once.set(h.gathering_id, h);
    return [...once.values()];
  });
  const near = computed(() => week.data.value?.near ?? {});
  return {
    near,
    marks: computed(() => (week.data.value ? crowdPoints(next.value, thirds(next.value, near.value), (g) => ({ label: say(g.name), today: g.day === week.data.value?.today })) : undefined)),
    total: computed(() => (week.data.value ? next.value.length : undefined)),
    note: (id) => {
      const g = next.value.find((h) => h.gathering_id === id);
      return g ? { title: say(g.name), text: told(g, near.value[g.gathering_id]), to: gatheringPage(g.gathering_id) } : null;
    },
  };
}
