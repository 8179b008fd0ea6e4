/** What stood at a replayed moment as marks of the map, and what is said when one is picked. */
import type { Replay, ReplayedCrash, ReplayedGathering, ReplayedMatter, ReplayedPlacement, ReplayedStand } from "../api/replay";
import type { Alert } from "../api/types";
import { hours, moment } from "../format";
import { say, t } from "../i18n";
import { crowdPoints, crowdWords, gatheringPage } from "./gatherings";
import { collect, hazardPoints, type PlacedDuty } from "./points";
import { holds, isKnown, isLate, ms } from "./replay";
import { crashBeside, crashPage, crashWords } from "./replayWords";
import type { LayerKey } from "./style";

export interface Note { title: string; text: string; to?: string }
export interface Then {
  layers: Partial<Record<LayerKey, boolean>>;
  alerts: Pick<Alert, "alert_id" | "level" | "lon" | "lat">[];
  placements: PlacedDuty[];
  hazards: GeoJSON.FeatureCollection;
  gatherings: GeoJSON.FeatureCollection;
  happened: GeoJSON.FeatureCollection;
  note: (layer: LayerKey, id: string | null) => Note | null;
}

export const hazardsThen = (rows: ReplayedMatter[], at: number): GeoJSON.FeatureCollection => hazardPoints(rows.map((m) => ({ ...m, late: isLate(m, at) })));
const standId = (s: ReplayedStand): string => `${s.deployment_id} ${s.unit_id}`;
export const dutyThen = (rows: (ReplayedPlacement | ReplayedStand)[]): PlacedDuty[] => rows.map((p) => ("rank" in p ? p : { segment_id: standId(p), rank: "", lon: p.lon, lat: p.lat }));
/** Risk of the roads around is not replayed, so no gathering has dots. */
export const gatheringsThen = (rows: ReplayedGathering[]): GeoJSON.FeatureCollection => crowdPoints(rows, new Map(), (g) => ({ label: say(g.name), today: g.known }));
export const happenedThen = (rows: ReplayedCrash[], at: number): GeoJSON.FeatureCollection =>
  collect(rows, (c) => ({ id: c.crash_id, known: isKnown(c, at), fatal: c.severity === "fatal", recent: c.timed && at - ms(c.happened_at) <= 3_600_000, order: ms(c.happened_at) / 1e12, label: isKnown(c, at) ? "" : t("replay.notYet") }));

/** What a mark says; `null`: it opens as it does at any time. */
export function noteThen(d: Replay, layer: LayerKey, id: string | null, at: number, zone: string): Note | null {
  if (layer === "happened") {
    const c = d.crashes.find((one) => one.crash_id === id);
    return c ? { title: `${crashWords(c)}${c.timed ? ` · ${moment(c.happened_at, zone)}` : ""}`, text: crashBeside(c, at), to: crashPage(c) ?? undefined } : null;
  }
  if (layer === "alerts") {
    const a = d.alerts.find((one) => one.alert_id === id);
    return a ? { title: t("replay.raised"), text: `${say(a.title)} · ${moment(a.since, zone)}`, to: `/alerts/${encodeURIComponent(a.alert_id)}` } : null;
  }
  if (layer === "gatherings") {
    const g = d.gatherings.find((one) => one.gathering_id === id);
    return g ? { title: say(g.name), text: [hours(g.since, g.until, zone), g.place, crowdWords(g.people), g.known ? "" : t("replay.enteredLater")].filter(Boolean).join(" · "), to: gatheringPage(g.gathering_id) } : null;
  }
  if (layer === "duty") {
    const s = d.stands.find((one) => standId(one) === id && holds(one.since, one.until, at));
    return s ? { title: say(s.unit), text: [s.place, hours(s.since, s.until, zone)].filter(Boolean).join(" · "), to: `/deployments/${encodeURIComponent(s.deployment_id)}` } : null;
  }
  return null;
}
