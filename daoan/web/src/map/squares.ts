/** Cells of the outlook as squares for the map, in the seven classes of risk, by their place in the ranking. */
import type { OutlookMap } from "../api/outlook";
import { RISK_SHARES } from "./palette";

export function squaresOf(map: OutlookMap): GeoJSON.FeatureCollection {
  const order = map.probability.map((p, k) => [p, k] as const).sort((a, b) => b[0] - a[0]);
  const classes = new Array<number>(order.length).fill(0);
  order.forEach(([, k], place) => {
    const share = ((place + 1) / order.length) * 100;
    classes[k] = RISK_SHARES.length - 1 - Math.max(0, RISK_SHARES.findIndex((s) => share <= s));
  });
  return {
    type: "FeatureCollection",
    features: map.cell_id.map((id, k) => ({
      type: "Feature",
      properties: { id, risk_class: classes[k], probability: map.probability[k] },
      geometry: { type: "Polygon", coordinates: [[...map.corners[k]!, map.corners[k]![0]!]] },
    })),
  };
}
