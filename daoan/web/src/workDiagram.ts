/** Places for the states of a workflow: a layer for every step that a state lies from the start, ends at the foot. */
import type { WorkflowTable } from "./api/work";

export interface Place { state: string; x: number; y: number }
export interface Arrow { event: string; from: string; to: string; path: string; back: boolean }
export interface Drawing { width: number; height: number; places: Place[]; arrows: Arrow[]; boxWidth: number; boxHeight: number }

const BOX_HEIGHT = 26;
const GAP_X = 14;
const GAP_Y = 30;

/** Lay out in a given width, in pixels; a row of many states gets narrower boxes. */
export function drawingOf(table: WorkflowTable, width: number): Drawing {
  const depth = depths(table);
  const layers: string[][] = [];
  for (const state of Object.keys(table.states)) (layers[depth.get(state) ?? 0] ??= []).push(state);
  const rows = layers.filter((layer) => layer?.length);
  const most = Math.max(...rows.map((r) => r.length));
  const lane = 20; // room at the side for arrows that lead back
  const boxWidth = Math.min(112, (width - 2 * lane - (most - 1) * GAP_X) / most);
  const places: Place[] = rows.flatMap((row, y) => {
    const start = (width - row.length * boxWidth - (row.length - 1) * GAP_X) / 2;
    return row.map((state, n) => ({ state, x: start + n * (boxWidth + GAP_X), y: 4 + y * (BOX_HEIGHT + GAP_Y) }));
  });
  const at = new Map(places.map((p) => [p.state, p]));
  const seen = new Set<string>();
  const arrows = table.rows.flatMap((row) =>
    row.sources.flatMap((from): Arrow[] => {
      const [a, b] = [at.get(from), at.get(row.target)];
      if (!a || !b || from === row.target || seen.has(`${from}>${row.target}`)) return [];
      seen.add(`${from}>${row.target}`);
      return [{ event: row.event, from, to: row.target, path: curve(a, b, boxWidth, width), back: b.y <= a.y }];
    }),
  );
  return { width, height: rows.length * (BOX_HEIGHT + GAP_Y) - GAP_Y + 8, places, arrows, boxWidth, boxHeight: BOX_HEIGHT };
}

/** Steps from the start, by the shortest way; closed states all lie one below the deepest of the others. */
function depths(table: WorkflowTable): Map<string, number> {
  const found = new Map([[table.start, 0]]);
  const todo = [table.start];
  for (let here = todo.shift(); here !== undefined; here = todo.shift())
    for (const row of table.rows) {
      if (!row.sources.includes(here) || found.has(row.target)) continue;
      found.set(row.target, found.get(here)! + 1);
      todo.push(row.target);
    }
  const open = [...found].filter(([state]) => !table.closed.includes(state)).map(([, d]) => d);
  for (const state of table.closed) found.set(state, Math.max(0, ...open) + 1);
  return found;
}

function curve(a: Place, b: Place, boxWidth: number, width: number): string {
  const [ax, bx] = [a.x + boxWidth / 2, b.x + boxWidth / 2];
  if (b.y > a.y) {
    const [y0, y1] = [a.y + BOX_HEIGHT, b.y - 5];
    const bend = Math.min(46, (y1 - y0) / 2);
    return `M${ax} ${y0}C${ax} ${y0 + bend} ${bx} ${y1 - bend} ${bx} ${y1}`;
  }
  if (b.y === a.y) {
    const right = bx > ax;
    const [x0, x1] = right ? [a.x + boxWidth, b.x - 5] : [a.x, b.x + boxWidth + 5];
    const y = a.y + BOX_HEIGHT / 2 + (right ? -5 : 5);
    return `M${x0} ${y}L${x1} ${y}`;
  }
  const left = ax + bx < width; // back along the nearer side
  const [x0, x1] = left ? [a.x, b.x - 5] : [a.x + boxWidth, b.x + boxWidth + 5];
  const side = left ? Math.min(x0, x1) - 16 : Math.max(x0, x1) + 16;
  return `M${x0} ${a.y + BOX_HEIGHT / 2}C${side} ${a.y + BOX_HEIGHT / 2} ${side} ${b.y + BOX_HEIGHT / 2} ${x1} ${b.y + BOX_HEIGHT / 2}`;
}
