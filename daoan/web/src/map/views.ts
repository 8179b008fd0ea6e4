/** Views of the map: place and layers in the address, remembered, and saved under a name for whoever is signed in. */
import { shallowRef, watch } from "vue";
import { person } from "../session";
import { SWITCHED, type LayerKey } from "./style";

export type View = [lon: number, lat: number, zoom: number];
export interface SavedView { name: string; view: string; layers: string }

const REMEMBERED = "daoan.map.layers";
const MOST = 30;
const stored = (): string => `daoan.map.views.${person.value?.person_id ?? ""}`;

/** "107.64,35.71,9.5" as a view; `null` for what is none. */
export function readView(text: unknown): View | null {
  const found = typeof text === "string" ? text.split(",").map(Number) : [];
  const [lon, lat, zoom] = found;
  if (found.length !== 3 || lon === undefined || lat === undefined || zoom === undefined || !found.every(Number.isFinite)) return null;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22 ? [lon, lat, zoom] : null;
}
export const writeView = ([lon, lat, zoom]: View): string => `${lon.toFixed(4)},${lat.toFixed(4)},${zoom.toFixed(2)}`;

/** Names of layers in the address, or `null` where it names none. */
export function readLayers(text: unknown): Set<LayerKey> | null {
  if (typeof text !== "string") return null;
  return new Set(SWITCHED.filter((key) => text.split(",").includes(key)));
}
export const writeLayers = (on: Partial<Record<LayerKey, boolean>>): string => SWITCHED.filter((key) => on[key]).join(",") || "none";
export const rememberLayers = (on: Partial<Record<LayerKey, boolean>>): void => localStorage.setItem(REMEMBERED, writeLayers(on));
export const rememberedLayers = (): Set<LayerKey> | null => readLayers(localStorage.getItem(REMEMBERED));

export const savedViews = shallowRef<SavedView[]>([]);
watch(() => person.value?.person_id, () => {
  try {
    savedViews.value = JSON.parse(localStorage.getItem(stored()) ?? "[]") as SavedView[];
  } catch {
    savedViews.value = [];
  }
}, { immediate: true });

function keep(views: SavedView[]): void {
  savedViews.value = views.slice(0, MOST);
  localStorage.setItem(stored(), JSON.stringify(savedViews.value));
}
export const saveView = (one: SavedView): void => keep([one, ...savedViews.value.filter((v) => v.name !== one.name)]);
export const dropView = (name: string): void => keep(savedViews.value.filter((v) => v.name !== name));
