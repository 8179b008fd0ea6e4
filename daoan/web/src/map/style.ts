/** The map's style: our own roads as the ground, risk on top, marks above. No glyphs, sprites or tiles from elsewhere. */
import type { ExpressionSpecification, LayerSpecification, LineLayerSpecification, StyleSpecification } from "maplibre-gl";
import { API } from "../api/client";
import { families } from "../chineseFace";
import type { Theme } from "../theme";
import { DENSITY, LINKS, MAP, RISK } from "./palette";

export const LAYER_KEYS = ["risk", "density", "crashes", "off", "cells", "outlook", "clusters", "blackspots", "alerts", "duty", "sites", "gaps", "devices", "builds", "patrols", "links", "hazards", "counties", "gatherings", "companies", "happened"] as const;
export type LayerKey = (typeof LAYER_KEYS)[number];

/** Layers of the map page; the outlook has a page of its own. */
export const SWITCHED = ["risk", "density", "crashes", "off", "cells", "clusters", "blackspots", "alerts", "hazards", "devices", "duty", "patrols", "gatherings", "companies", "counties"] as const satisfies readonly LayerKey[];

/** Which layers of the style a switch of the page turns on and off. */
export const LAYERS_OF: Record<LayerKey, string[]> = {
  risk: ["risk", "risk-worst"],
  density: ["density"],
  crashes: ["crashes"],
  off: ["off"],
  cells: ["cells", "cells-edge"],
  outlook: ["outlook", "outlook-edge"],
  clusters: ["clusters", "clusters-edge"],
  blackspots: ["blackspots", "blackspots-label"],
  alerts: ["alerts"],
  duty: ["duty", "duty-label"],
  sites: ["sites", "sites-label"],
  gaps: ["gaps"],
  devices: ["devices"],
  builds: ["builds", "builds-label"],
  patrols: ["patrols", "patrols-label"],
  links: ["links"],
  hazards: ["hazards"],
  counties: ["counties-glow", "counties"],
  gatherings: ["gatherings", "gatherings-label"],
  companies: ["companies", "companies-label"],
  happened: ["happened", "happened-unknown", "happened-label"],
};

const FONT = ["IBM Plex Sans Variable"]; // of labels without Chinese in them; whoever fills in the others waits for their letters, since each is drawn once
/** Tiles of a run that is named never change: a browser that has one does not ask again. */
const tiles = (layer: string, run: string) => ({
  type: "vector" as const,
  tiles: [`${location.origin}${API}/tiles/${layer}/{z}/{x}/{y}.mvt${run ? `?run=${encodeURIComponent(run)}` : ""}`],
  minzoom: 0,
  maxzoom: 14,
});
/** From this zoom on every stretch is a feature of its own; `EVERY_STRETCH` of `daoan/api/tiling/layers.py`. */
export const STRETCHES_FROM = 12;
const empty = { type: "geojson" as const, data: { type: "FeatureCollection" as const, features: [] } };

/** Far out, where lines are many, they are drawn with square ends and joints: round ones cost a software renderer most of its time. */
const ROUND_FROM = 14;
const far = { "line-cap": ["step", ["zoom"], "butt", ROUND_FROM, "round"], "line-join": ["step", ["zoom"], "bevel", ROUND_FROM, "round"] } as const satisfies LineLayerSpecification["layout"];
/** A short line far out is a dot either way; a square one is two triangles, a round one six. */
const dot = { "line-cap": ["step", ["zoom"], "square", ROUND_FROM, "round"], "line-join": far["line-join"] } as const satisfies LineLayerSpecification["layout"];
/** First zooms of the layers of roads; and while risk is shown, which near by covers every road that it lies on. */
const ROADS_NEAR_FROM = 10;
export const ROADS_FROM = { "road-edge": 12, road: ROADS_NEAR_FROM };
export const ROADS_BESIDE_RISK_FROM = 14;
/** The worst stretches, `ALWAYS_FROM` of `daoan/api/tiling/layers.py`: features of their own at every zoom, round, so that a short one is a dot. */
const WORST_FROM = 5;

/** Width in pixels that grows with zoom and, by `perClass`, with the class of risk (or another trait). */
function width(base: [number, number, number], perClass: [number, number, number], trait = "risk_class"): ExpressionSpecification {
  const at = (i: 0 | 1 | 2): ExpressionSpecification => ["+", base[i], ["*", perClass[i], ["coalesce", ["get", trait], 0]]];
  return ["interpolate", ["exponential", 1.5], ["zoom"], 9, at(0), 12, at(1), 16, at(2)];
}

const major: ExpressionSpecification = ["match", ["get", "road_class"], ["motorway", "trunk"], 1.6, ["primary"], 1.25, ["secondary"], 1, 0.7];
const roadWidth = (extra: number): ExpressionSpecification => [
  "interpolate", ["exponential", 1.5], ["zoom"], 9, ["+", extra * 0.3, ["*", 0.8, major]], 12, ["+", extra * 0.6, ["*", 2, major]], 16, ["+", extra, ["*", 9, major]],
];

const classColour = (ramp: string[], trait = "risk_class"): ExpressionSpecification =>
  ["match", ["coalesce", ["get", trait], 0], 0, ramp[0], 1, ramp[1], 2, ramp[2], 3, ramp[3], 4, ramp[4], 5, ramp[5], ramp[6]] as unknown as ExpressionSpecification;

function baseLayers(c: (typeof MAP)["light"], ramp: string[]): LayerSpecification[] {
  return [
    { id: "ground", type: "background", paint: { "background-color": c.ground } },
    { id: "cells", type: "fill", source: "cells", "source-layer": "cells", paint: { "fill-color": c.cell, "fill-opacity": ["interpolate", ["linear"], ["coalesce", ["get", "crashes"], 0], 0, 0.04, 60, 0.5] } },
    { id: "cells-edge", type: "line", source: "cells", "source-layer": "cells", minzoom: 11, paint: { "line-color": c.cell, "line-opacity": 0.35, "line-width": 0.6 } },
    { id: "outlook", type: "fill", source: "outlook", layout: { visibility: "none" }, paint: { "fill-color": classColour(ramp), "fill-opacity": 0.78, "fill-antialias": false } },
    { id: "outlook-edge", type: "line", minzoom: 10, source: "outlook", layout: { visibility: "none" }, paint: { "line-color": c.ground, "line-opacity": 0.5, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.2, 13, 1] } },
    { id: "road-edge", type: "line", minzoom: ROADS_FROM["road-edge"], source: "roads", "source-layer": "roads", layout: far, paint: { "line-color": c.roadEdge, "line-width": roadWidth(2) } },
    { id: "road-far", type: "line", maxzoom: ROADS_NEAR_FROM, source: "roads", "source-layer": "roads", layout: far, paint: { "line-color": c.road, "line-width": roadWidth(0) } },
    { id: "road", type: "line", minzoom: ROADS_NEAR_FROM, source: "roads", "source-layer": "roads", layout: far, paint: { "line-color": c.road, "line-width": roadWidth(0) } },
  ];
}

function factLayers(c: (typeof MAP)["light"], ramp: string[], dense: string[], links: string[]): LayerSpecification[] {
  const riskClass: ExpressionSpecification = ["coalesce", ["get", "risk_class"], 0];
  const riskPaint: LineLayerSpecification["paint"] = { "line-color": classColour(ramp), "line-width": width([0.9, 1.6, 5], [0.42, 0.7, 1.2]) };
  // A mark holds the n crashes of one spot (about 100 m; a coarser lattice when zoomed out), k of them grave.
  const many: ExpressionSpecification = ["sqrt", ["coalesce", ["get", "n"], 1]];
  const radius: ExpressionSpecification = ["interpolate", ["exponential", 1.5], ["zoom"], 8, ["*", 0.5, many], 11, ["*", 1.1, many], 13, ["*", 2.2, many], 16, ["*", 4.5, many]];
  const points = (id: string, on: number, fill: string): LayerSpecification => ({
    id, type: "circle", source: "crashes", "source-layer": "crashes", filter: ["==", ["get", "on_network"], on],
    layout: { "circle-sort-key": ["+", ["*", 1000, ["coalesce", ["get", "fatal"], 0]], ["coalesce", ["get", "ksi"], 0]], visibility: "none" },
    paint: {
      "circle-radius": radius,
      "circle-color": fill,
      "circle-opacity": ["case", [">", ["coalesce", ["get", "ksi"], 0], 0], 0.85, 0.4],
      "circle-stroke-color": ["case", [">", ["coalesce", ["get", "fatal"], 0], 0], c.fatal, c.crashEdge],
      "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 11, ["case", [">", ["coalesce", ["get", "fatal"], 0], 0], 1.2, 0], 14, ["case", [">", ["coalesce", ["get", "fatal"], 0], 0], 2.5, 0.8]],
    },
  });
  return [
    // Broken, so that a border is not taken for a road; pale beside it, so that it is seen over dark lines too.
    { id: "counties-glow", type: "line", source: "counties", layout: { "line-join": "round", visibility: "none" }, paint: { "line-color": c.ground, "line-opacity": 0.7, "line-width": 4 } },
    { id: "counties", type: "line", source: "counties", layout: { "line-join": "round", visibility: "none" }, paint: { "line-color": c.label, "line-opacity": 0.75, "line-width": 1.4, "line-dasharray": [4, 2, 1, 2] } },
    { id: "chosen-halo", type: "line", source: "chosen", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": c.chosen, "line-opacity": 0.22, "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 9, 8, 12, 11, 16, 18] } },
    { id: "risk", type: "line", source: "risk", "source-layer": "risk", filter: ["<", riskClass, WORST_FROM], layout: { ...far, "line-sort-key": riskClass }, paint: riskPaint },
    { id: "risk-worst", type: "line", source: "risk", "source-layer": "risk", filter: [">=", riskClass, WORST_FROM], layout: { ...dot, "line-sort-key": riskClass }, paint: riskPaint },
    { id: "density", type: "line", source: "density", "source-layer": "density", layout: { "line-cap": "butt", "line-join": "round", "line-sort-key": ["coalesce", ["get", "density_class"], 0], visibility: "none" }, paint: { "line-color": classColour(dense, "density_class"), "line-width": width([1.4, 2.2, 6], [0.5, 0.9, 1.6], "density_class") } },
    { id: "clusters-edge", type: "line", source: "clusters", "source-layer": "clusters", layout: { "line-cap": "butt", "line-join": "round", visibility: "none" }, paint: { "line-color": c.spot, "line-opacity": 0.75, "line-gap-width": ["interpolate", ["exponential", 1.5], ["zoom"], 9, 5, 12, 9, 16, 20], "line-width": ["interpolate", ["linear"], ["zoom"], 9, 1, 14, 1.8] } },
    { id: "clusters", type: "line", source: "clusters", "source-layer": "clusters", layout: { "line-cap": "butt", "line-join": "round", visibility: "none" }, paint: { "line-color": c.cluster, "line-opacity": ["case", [">=", ["coalesce", ["get", "recurrence_days"], 0], 90], 0.6, 0.28], "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 9, 5, 12, 9, 16, 20] } },
    { id: "chosen", type: "line", source: "chosen", layout: { "line-join": "round" }, paint: { "line-color": c.chosen, "line-gap-width": ["interpolate", ["exponential", 1.5], ["zoom"], 9, 4, 12, 7, 16, 14], "line-width": 2 } },
    { id: "chosen-point", type: "circle", source: "chosen", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 7, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": c.chosen, "circle-stroke-width": 2.5 } },
    { id: "gaps", type: "line", source: "gaps", layout: { "line-cap": "butt", "line-join": "round", visibility: "none" }, paint: { "line-color": ["case", ["get", "on"], c.chosen, c.cluster], "line-opacity": 0.85, "line-dasharray": [2, 0.8], "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 7, ["case", ["get", "on"], 4, 2.2], 12, 6, 16, 14] } },
    // Both ways lie beside each other, each on the side that its traffic drives on.
    { id: "links", type: "line", source: "links", layout: { "line-cap": "round", "line-sort-key": ["get", "class"], visibility: "none" }, paint: { "line-color": ["case", ["get", "on"], c.chosen, ["match", ["get", "class"], 0, links[0]!, 1, links[1]!, 2, links[2]!, 3, links[3]!, links[4]!]], "line-width": ["interpolate", ["linear"], ["zoom"], 7, ["case", ["get", "on"], 5, 2.4], 13, ["case", ["get", "on"], 9, 6]], "line-offset": ["interpolate", ["linear"], ["zoom"], 7, 2, 13, 5] } },
    points("off", 0, c.off),
    points("crashes", 1, c.crash),
    { id: "road-name", type: "symbol", source: "roads", "source-layer": "roads", minzoom: 10.5, filter: ["!=", ["coalesce", ["get", "road_name"], ""], ""], layout: { "symbol-placement": "line", "symbol-spacing": 340, "text-field": ["get", "road_name"], "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 10, 10, 15, 13], "text-max-angle": 35, "text-padding": 8 }, paint: { "text-color": c.label, "text-halo-color": c.halo, "text-halo-width": 1.6 } },
  ];
}

function markLayers(c: (typeof MAP)["light"]): LayerSpecification[] {
  return [
    { id: "blackspots", type: "circle", source: "blackspots", paint: { "circle-radius": ["interpolate", ["exponential", 1.5], ["zoom"], 9, 3.2, 12, 7, 15, 14], "circle-color": c.halo, "circle-opacity": 0.25, "circle-stroke-color": c.spot, "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 9, 1.1, 15, 2.4] } },
    { id: "blackspots-label", type: "symbol", source: "blackspots", minzoom: 12.5, layout: { "text-field": ["to-string", ["get", "crashes"]], "text-font": FONT, "text-size": 11, "text-optional": true }, paint: { "text-color": c.spot, "text-halo-color": c.halo, "text-halo-width": 1.4 } },
    { id: "duty", type: "symbol", source: "duty", layout: { "icon-image": "duty", "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.62, 14, 1], "icon-allow-overlap": true } },
    { id: "duty-label", type: "symbol", source: "duty", layout: { "text-field": ["to-string", ["get", "rank"]], "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 9, 8.5, 14, 12], "text-allow-overlap": true, "text-ignore-placement": true }, paint: { "text-color": "#ffffff" } },
    // Lights are round and filled, bumps ringed; what is chosen has a thick rim.
    { id: "sites", type: "circle", source: "sites", layout: { "circle-sort-key": ["*", -1, ["get", "rank"]] }, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 4.5, 14, 10], "circle-color": ["match", ["get", "kind"], "light", c.spot, c.halo], "circle-stroke-color": ["case", ["get", "on"], c.chosen, c.spot], "circle-stroke-width": ["case", ["get", "on"], 3, 1.6] } },
    { id: "sites-label", type: "symbol", source: "sites", minzoom: 10, layout: { "text-field": ["to-string", ["get", "rank"]], "text-font": FONT, "text-size": 10, "text-optional": true, "symbol-sort-key": ["get", "rank"] }, paint: { "text-color": ["match", ["get", "kind"], "light", c.halo, c.spot] } },
    // Who is silent lies on top and is largest; form tells kinds apart: a checkpoint is ringed, a camera is not.
    { id: "devices", type: "circle", source: "devices", layout: { "circle-sort-key": ["match", ["get", "state"], "silent", 3, "poor", 2, "good", 0, 1], visibility: "none" }, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, ["match", ["get", "state"], "silent", 5, 3.4], 14, ["match", ["get", "state"], "silent", 12, 9]], "circle-color": ["match", ["get", "state"], "silent", c.fatal, "poor", c.cluster, "good", c.duty, c.off], "circle-stroke-color": ["case", ["get", "on"], c.chosen, ["==", ["get", "kind"], "camera"], c.halo, c.spot], "circle-stroke-width": ["case", ["get", "on"], 3, 1.4] } },
    // Hazards are squares of type, so that form tells them from every round mark; overdue ones are filled with the colour of death.
    { id: "hazards", type: "symbol", source: "hazards", layout: { "icon-image": ["case", ["get", "late"], "hazard-late", "hazard"], "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.55, 14, 0.95], "icon-allow-overlap": true, visibility: "none" } },
    // One mark a county: a building with a roof, for the register knows no address. As many storeys are lit as there are levels up to the gravest.
    { id: "companies", type: "symbol", source: "companies", layout: { "icon-image": ["concat", "firms-", ["get", "gravest"]], "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 0.8, 12, 1.2], "icon-allow-overlap": true, visibility: "none" } },
    { id: "companies-label", type: "symbol", source: "companies", minzoom: 7.4, layout: { "text-field": ["get", "label"], "text-font": families(), "text-size": 11, "text-anchor": "top", "text-offset": [0, 1], "text-max-width": 16, "text-allow-overlap": true, visibility: "none" }, paint: { "text-color": c.label, "text-halo-color": c.halo, "text-halo-width": 1.8 } },
    // Larger for a larger crowd, one to three dots by the rank of the roads around; pale on a later day of the week.
    { id: "gatherings", type: "symbol", source: "gatherings", layout: { "icon-image": ["concat", "gathering-", ["to-string", ["get", "risk"]]], "icon-size": ["interpolate", ["linear"], ["zoom"], 7, ["*", 0.55, ["get", "size"]], 14, ["get", "size"]], "icon-allow-overlap": true, "symbol-sort-key": ["get", "risk"], visibility: "none" }, paint: { "icon-opacity": ["case", ["get", "today"], 1, 0.55] } },
    { id: "gatherings-label", type: "symbol", source: "gatherings", minzoom: 9.5, layout: { "text-field": ["get", "label"], "text-font": families(), "text-size": 11, "text-anchor": "top", "text-offset": [0, 1.1], "text-max-width": 12, "text-optional": true, visibility: "none" }, paint: { "text-color": c.label, "text-halo-color": c.halo, "text-halo-width": 1.6 } },
    // Collisions of a replayed day: full once they were known, hollow with a question mark before; those of the last hour are larger.
    { id: "happened", type: "circle", source: "happened", layout: { "circle-sort-key": ["get", "order"], visibility: "none" }, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, ["case", ["any", ["get", "recent"], ["!", ["get", "known"]]], 6.5, 4.5], 14, ["case", ["get", "recent"], 11, 8]], "circle-color": ["case", ["!", ["get", "known"]], c.halo, ["get", "fatal"], c.fatal, c.crash], "circle-opacity": ["case", ["get", "known"], 0.92, 0.88], "circle-stroke-color": ["case", ["get", "fatal"], c.fatal, ["get", "known"], c.crashEdge, c.crash], "circle-stroke-width": ["case", ["get", "known"], 1.2, 2.2] } },
    { id: "happened-unknown", type: "symbol", source: "happened", filter: ["!", ["get", "known"]], layout: { "text-field": "?", "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 7, 11.5, 14, 15], "text-allow-overlap": true, "text-ignore-placement": true, visibility: "none" }, paint: { "text-color": c.crash } },
    { id: "happened-label", type: "symbol", source: "happened", minzoom: 9, layout: { "text-field": ["get", "label"], "text-font": families(), "text-size": 10.5, "text-anchor": "top", "text-offset": [0, 0.9], "text-max-width": 14, "text-optional": true, visibility: "none" }, paint: { "text-color": c.label, "text-halo-color": c.halo, "text-halo-width": 1.6 } },
    { id: "builds", type: "circle", source: "builds", layout: { visibility: "none" }, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, 8, 14, 13], "circle-color": c.halo, "circle-stroke-color": ["case", ["get", "on"], c.chosen, c.spot], "circle-stroke-width": ["case", ["get", "on"], 3, 1.8] } },
    { id: "builds-label", type: "symbol", source: "builds", layout: { "text-field": ["to-string", ["get", "rank"]], "text-font": FONT, "text-size": 11, "text-allow-overlap": true, visibility: "none" }, paint: { "text-color": c.spot } },
    // Filled: can be sent; ringed: at work; pale: seen too long ago, or at a station.
    { id: "patrols", type: "circle", source: "patrols", layout: { visibility: "none" }, paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, 5, 14, 9], "circle-color": ["case", ["get", "go"], c.duty, c.halo], "circle-opacity": ["case", ["get", "fresh"], 1, 0.35], "circle-stroke-color": ["case", ["get", "on"], c.chosen, ["get", "go"], c.halo, c.cluster], "circle-stroke-opacity": ["case", ["get", "fresh"], 1, 0.6], "circle-stroke-width": ["case", ["any", ["get", "on"], ["!", ["get", "go"]]], 2.8, 1.6] } },
    { id: "patrols-label", type: "symbol", source: "patrols", minzoom: 8.5, layout: { "text-field": ["get", "label"], "text-font": families(), "text-size": 11, "text-anchor": "top", "text-offset": [0, 0.8], "text-max-width": 14, "text-optional": true, visibility: "none" }, paint: { "text-color": c.label, "text-halo-color": c.halo, "text-halo-width": 1.6 } },
    { id: "alerts", type: "symbol", source: "alerts", layout: { "icon-image": ["get", "icon"], "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.7, 14, 1.05], "icon-allow-overlap": true, "symbol-sort-key": ["get", "order"] } },
  ];
}

export function mapStyle(theme: Theme, run: string): StyleSpecification {
  const c = MAP[theme];
  return {
    version: 8,
    sources: { roads: tiles("roads", run), risk: tiles("risk", run), crashes: tiles("crashes", run), cells: tiles("cells", run), clusters: tiles("clusters", run), density: tiles("density", run), chosen: empty, outlook: empty, blackspots: empty, duty: empty, sites: empty, gaps: empty, devices: empty, builds: empty, patrols: empty, links: empty, alerts: empty, hazards: empty, counties: empty, gatherings: empty, companies: empty, happened: empty },
    layers: [...baseLayers(c, RISK[theme]), ...factLayers(c, RISK[theme], DENSITY[theme], LINKS[theme]), ...markLayers(c)],
  };
}
