/** Units on duty as points of the map. */
import type { Nearby } from "../api/interceptions";
import type { Crew } from "../api/patrols";
import { say, t } from "../i18n";
import { ago, stateName } from "../patrols";

type Points = GeoJSON.FeatureCollection<GeoJSON.Point>;
const point = (lon: number, lat: number, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature<GeoJSON.Point> => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties });

export const crewName = (c: Crew): string => (c.crew ? `${say(c.unit)} · ${c.name}` : say(c.unit));

export const crewPoints = (crews: Crew[], on = ""): Points => ({
  type: "FeatureCollection",
  features: crews.flatMap((c) => (c.lon === null || c.lat === null || c.state === "off" ? [] : [point(c.lon, c.lat, { id: `${c.unit_id} ${c.crew}`, label: c.name || say(c.unit), told: `${crewName(c)} · ${stateName(c.state)} · ${ago(c.age_s ?? 0)}`, go: c.can_go, fresh: c.is_fresh, on: `${c.unit_id} ${c.crew}` === on })])),
});

/** What stands behind a unit's name: state and age, or that it is at its station. */
export const nearbyTold = (n: Nearby): string => (n.live ? [n.state ? stateName(n.state) : "", ago(n.age_s ?? 0)].filter(Boolean).join(" · ") : t("intercept.station"));

export const nearbyPoints = (units: Nearby[], on: string): Points => ({
  type: "FeatureCollection",
  features: units.map((n) => point(n.lon, n.lat, { id: n.unit_id, label: `${say(n.name)} ${nearbyTold(n)}`, go: n.usable || (n.live && ["free", "patrolling"].includes(n.state ?? "")), fresh: n.live && (n.usable || !["free", "patrolling"].includes(n.state ?? "")), on: n.unit_id === on })),
});
