/** Marks of the map, drawn on a canvas from the same shapes as the pages use. */
import type { Map as MapLibre } from "maplibre-gl";
import { familyList, lettersFor } from "../chineseFace";
import { t } from "../i18n";
import { LEVEL_COLOUR, LEVEL_INK, LEVEL_PATH, LEVEL_TEXT_Y, LEVELS } from "./levels";

const RATIO = 2;

function draw(paint: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 28 * RATIO;
  const pen = canvas.getContext("2d")!;
  pen.scale(RATIO, RATIO);
  pen.translate(2, 2);
  paint(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function put(map: MapLibre, name: string, image: ImageData): void {
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, image, { pixelRatio: RATIO });
}

const face = (): string => `700 11px ${familyList()}`;

/** The marks in the language of the page; drawn again when the face of their letters has come, which no canvas waits for. */
export async function addIcons(map: MapLibre): Promise<void> {
  paintIcons(map);
  const came = await lettersFor(LEVELS.map((level) => t(`level.letter.${level}`)).join(""), ["700"]);
  if (came && map.hasImage("duty")) paintIcons(map);
}

/** Gatherings by the rank of the roads around: not known, lower, middle, upper third; one hue, darker is worse. */
export const GATHERING_FILL = ["#8d72b8", "#8d72b8", "#6a3f9e", "#43116f"];
export const FIRM_LEVELS = ["unrated", "low", "middle", "high"] as const;
export const FIRM_FILL: Record<(typeof FIRM_LEVELS)[number], string> = { unrated: "#6b7280", low: "#1d67ad", middle: "#c25400", high: "#c2172c" };

function outlined(pen: CanvasRenderingContext2D, shape: Path2D, colour: string): void {
  pen.lineWidth = 2.5;
  pen.lineJoin = "round";
  pen.strokeStyle = "rgba(255,255,255,.95)";
  pen.stroke(shape);
  pen.fillStyle = colour;
  pen.fill(shape);
}

function paintIcons(map: MapLibre): void {
  for (const level of LEVELS)
    put(map, `level-${level}`, draw((pen) => {
      const shape = new Path2D(LEVEL_PATH[level]);
      pen.lineWidth = 2.5;
      pen.strokeStyle = "rgba(255,255,255,.95)";
      pen.lineJoin = "round";
      pen.stroke(shape);
      pen.fillStyle = LEVEL_COLOUR[level];
      pen.fill(shape);
      pen.fillStyle = LEVEL_INK[level];
      pen.font = face();
      pen.textAlign = "center";
      pen.fillText(t(`level.letter.${level}`), 12, LEVEL_TEXT_Y[level]);
    }));
  for (const [name, colour] of [["hazard", "#8a6d00"], ["hazard-late", "#c2172c"]] as const)
    put(map, name, draw((pen) => {
      pen.lineWidth = 2.5;
      pen.strokeStyle = "rgba(255,255,255,.95)";
      pen.strokeRect(4, 4, 16, 16);
      pen.fillStyle = colour;
      pen.fillRect(4, 4, 16, 16);
      pen.fillStyle = "#fff";
      pen.fillRect(10.6, 7, 2.8, 6.5);
      pen.fillRect(10.6, 15, 2.8, 2.6);
    }));
  GATHERING_FILL.forEach((colour, dots) =>
    put(map, `gathering-${dots}`, draw((pen) => { // a tent, so that form tells it from every other mark
      const tent = new Path2D("M12 1.5 22.5 11.5v11h-21v-11z");
      outlined(pen, tent, colour);
      pen.fillStyle = "#fff";
      for (let k = 0; k < dots; k += 1) {
        pen.beginPath();
        pen.arc(12 + (k - (dots - 1) / 2) * 5.6, 15.5, 2.1, 0, 2 * Math.PI);
        pen.fill();
      }
    })));
  FIRM_LEVELS.forEach((level, k) =>
    put(map, `firms-${level}`, draw((pen) => { // a works with a saw-toothed roof, as many windows lit as the gravest level has steps
      outlined(pen, new Path2D("M2 22.5V9l6.5-5v5L15 4v5l7-5v18.5z"), FIRM_FILL[level]);
      pen.fillStyle = "#fff";
      for (let lit = 0; lit < k; lit += 1) pen.fillRect(4.5 + lit * 5.7, 13.5, 3.6, 5.5);
    })));
  put(map, "duty", draw((pen) => {
    outlined(pen, new Path2D("M12 1l9.5 3.5v7c0 5.7-4 9.7-9.5 11.5-5.5-1.8-9.5-5.8-9.5-11.5v-7z"), "#0f6b57");
  }));
}
