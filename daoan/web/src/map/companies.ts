/** Companies as points of the map: one a county, inside it, since their register knows no address. */
import { computed, type ComputedRef } from "vue";
import { companies, type CountyCompanies } from "../api/companies";
import { useResource } from "../api/resource";
import { num } from "../format";
import { say, t } from "../i18n";
import { may } from "../session";
import { FIRM_LEVELS } from "./icons";
import { collect } from "./points";

const LEVELS = [...FIRM_LEVELS].reverse();
const counted = (c: CountyCompanies): string => LEVELS.filter((level) => c.levels[level]).map((level) => t(`replay.firms.${level}`, { n: num(c.levels[level] ?? 0) })).join(t("replay.join"));

export interface CompanyNote { title: string; text: string; to: string; more: string; links: { label: string; to: string }[] }
export interface CompanyLayer { marks: ComputedRef<GeoJSON.FeatureCollection | undefined>; total: ComputedRef<number | undefined>; note: (id: string | null) => CompanyNote | null }

/** The layer, read while it is switched on. */
export function useCompanies(on: () => boolean): CompanyLayer {
  const board = useResource(async (s) => (on() && may("see_work") ? companies.byCounty(s) : null), [on]);
  const counties = computed(() => board.data.value?.counties ?? []);
  return {
    marks: computed(() => (board.data.value ? collect(counties.value, (c) => ({ id: c.area, gravest: LEVELS.find((level) => c.levels[level]) ?? "unrated", label: counted(c) })) : undefined)),
    total: computed(() => board.data.value?.total),
    note: (id) => {
      const c = counties.value.find((one) => one.area === id);
      if (!c) return null;
      const links = c.gravest.map((one) => ({ label: `${one.name} · ${say(one.level_name)}`, to: `/companies/${encodeURIComponent(one.company_id)}` }));
      return { title: `${t("map.companies")} · ${say(c.name)}`, text: `${counted(c)}. ${t("replay.firmsPlace")}`, to: "/companies", more: t("nav.companies"), links };
    },
  };
}
