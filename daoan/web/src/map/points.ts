/** Records as points of the map. */
import type { Alert, BlackSpot, DutyPlacement } from "../api/types";
import type { MatterLine } from "../api/work";
import { LEVELS } from "./levels";

type Points = GeoJSON.FeatureCollection<GeoJSON.Point>;

export function collect<T extends { lon: number | null; lat: number | null }>(rows: T[], properties: (row: T) => GeoJSON.GeoJsonProperties): Points {
  const features = rows.flatMap((row) =>
    row.lon === null || row.lat === null
      ? []
      : [{ type: "Feature" as const, geometry: { type: "Point" as const, coordinates: [row.lon, row.lat] }, properties: properties(row) }],
  );
  return { type: "FeatureCollection", features };
}

export const alertPoints = (rows: Pick<Alert, "alert_id" | "level" | "lon" | "lat">[]): Points =>
  collect(rows, (a) => ({ id: a.alert_id, icon: `level-${a.level}`, order: LEVELS.length - LEVELS.indexOf(a.level) }));
export const spotPoints = (rows: BlackSpot[]): Points => collect(rows, (b) => ({ id: b.blackspot_id, crashes: b.crashes }));
export interface SitePoint { id: string; kind: string; rank: number; on: boolean; lon: number; lat: number }
export const sitePoints = (rows: SitePoint[]): Points => collect(rows, ({ id, kind, rank, on }) => ({ id, kind, rank, on }));
export type PlacedDuty = Pick<DutyPlacement, "segment_id" | "lon" | "lat"> & { rank: number | "" }; // "": of a deployment, which ranks nothing
export const dutyPoints = (rows: PlacedDuty[]): Points => collect(rows, (p) => ({ id: p.segment_id, rank: p.rank }));
export const hazardPoints = (rows: Pick<MatterLine, "matter_id" | "title" | "late" | "lon" | "lat">[]): Points => collect(rows, (m) => ({ id: m.matter_id, title: m.title, late: m.late }));
