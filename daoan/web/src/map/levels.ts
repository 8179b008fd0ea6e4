/** Shapes of the warning levels in a 24 × 24 box, shared by pages and map, so that colour is never alone. */
import type { Level } from "../api/types";

export const LEVEL_PATH: Record<Level, string> = {
  red: "M8 2h8l6 6v8l-6 6H8l-6-6V8z",
  orange: "M12 .8 23.2 12 12 23.2.8 12z",
  yellow: "M12 1.5 23.3 22H.7z",
  blue: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z",
};
export const LEVEL_INK: Record<Level, string> = { red: "#fff", orange: "#fff", yellow: "#2a2000", blue: "#fff" };
export const LEVEL_TEXT_Y: Record<Level, number> = { red: 16, orange: 16, yellow: 19, blue: 16 };
export const LEVEL_COLOUR: Record<Level, string> = { red: "#c2172c", orange: "#c25400", yellow: "#f0c419", blue: "#1d67ad" };
export const LEVELS: Level[] = ["red", "orange", "yellow", "blue"];
