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
  put(map, "duty", draw((pen) => {
    const shield = new Path2D("M12 1l9.500 3.500v7c0 5.700-4 9.700-9.500 11.500-5.500-1.800-9.500-5.800-9.500-11.500v-7z");
    pen.lineWidth = 2.5;
    pen.strokeStyle = "rgba(255,255,255,.95)";
    pen.stroke(shield);
    pen.fillStyle = "#0f6b57";
    pen.fill(shield);
  }));
}
