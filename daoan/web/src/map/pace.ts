/** A map that moves at a pace that eyes can follow, also where the processor draws it: coarse while it moves, crisp at rest. */
import type { Map as MapLibre } from "maplibre-gl";

/** Renderers that draw by the processor, as they name themselves. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;
/** A frame that takes longer than this while the map moves is slow: under ten a second a drag no longer follows the hand. */
const SLOW_MS = 80;
/** Frames slower than that, one after the other, until the machine is taken for a slow one; one by itself may be a tile that came. */
const SLOW_FRAMES = 3;
/** Part of the screen's pixels along each side that a coarse map draws. */
const COARSE = 0.5;
/** How long a slow map at rest waits after it was drawn: tiles and names that come meanwhile are drawn together. */
const GATHER_MS = 250;
/** How long nobody may have touched the map until it is crisp again. */
const STILL_MS = 600;

/** Knows by the renderer's name or by the frames of a moving map that this machine draws slowly; then that holds until the console is left. */
class Pace {
  private last_ms: number | null = null;
  private slow = 0;

  get isSlow(): boolean {
    return this.slow >= SLOW_FRAMES;
  }

  /** What draws calls itself so. */
  renderer(name: string): void {
    if (SOFTWARE.test(name)) this.slow = SLOW_FRAMES;
  }

  /** A frame of a moving map stands at `at_ms`. */
  frame(at_ms: number): void {
    if (this.isSlow) return;
    if (this.last_ms !== null) this.slow = at_ms - this.last_ms > SLOW_MS ? this.slow + 1 : 0;
    this.last_ms = at_ms;
  }

  /** The map came to rest: the time until it moves again is no frame. */
  rest(): void {
    this.last_ms = null;
  }
}

const pace = new Pace();

function rendererOf(map: MapLibre): string {
  const gl = map.getCanvas().getContext("webgl2");
  const told = gl?.getExtension("WEBGL_debug_renderer_info");
  return gl && told ? String(gl.getParameter(told.UNMASKED_RENDERER_WEBGL)) : "";
}

/** Draw `map` coarsely while somebody moves it, if this machine draws it slowly. */
export function keepPace(map: MapLibre): void {
  const host = map.getCanvasContainer();
  pace.renderer(rendererOf(map));
  let coarse = false, held = false, moved = false, still = 0;
  let drawn_ms = -Infinity, touched_ms = -Infinity, gathering = 0;
  const draw = (as: boolean): void => {
    if (coarse === as) return;
    coarse = as;
    map.setPixelRatio(devicePixelRatio * (as ? COARSE : 1));
  };
  const rest = (after_ms = STILL_MS): void => {
    window.clearTimeout(still);
    if (coarse) still = window.setTimeout(() => { if (held || map.isMoving()) rest(); else draw(false); }, after_ms);
  };
  map.on("render", () => { drawn_ms = performance.now(); if (map.isMoving()) pace.frame(drawn_ms); });
  map.on("move", () => { moved = true; });
  map.on("moveend", () => { pace.rest(); rest(); });

  // A map whose pixels change lets go of the hand that moves it. So they change before the map hears of the hand, or after.
  const listening = new AbortController();
  const hear = (on: HTMLElement | Window, event: string, then: () => void): void => on.addEventListener(event, then, { capture: true, passive: true, signal: listening.signal });
  const take = (): void => { touched_ms = performance.now(); if (pace.isSlow) draw(true); };
  hear(host, "pointerdown", () => { take(); held = true; moved = false; });
  hear(host, "wheel", () => { if (!map.isMoving()) take(); touched_ms = performance.now(); rest(); });
  for (const event of ["pointerup", "pointercancel"]) hear(window, event, () => { if (held) rest(moved ? STILL_MS : 0); held = false; });

  // A frame that is being drawn asks for another on its way: as of its beginning it counts as drawn.
  const again = map.triggerRepaint.bind(map);
  let beginning = 0;
  const repaint = (): void => {
    window.clearTimeout(gathering); // what was gathered is drawn with this frame
    gathering = 0;
    beginning ||= requestAnimationFrame(() => { beginning = 0; drawn_ms = performance.now(); });
    again();
  };
  map.triggerRepaint = () => {
    const now = performance.now(), wait_ms = drawn_ms + GATHER_MS - now;
    const followed = held || map.isMoving() || now - touched_ms < STILL_MS;
    if (beginning || !pace.isSlow || followed || wait_ms <= 0) repaint();
    else gathering ||= window.setTimeout(repaint, Math.ceil(wait_ms)); // a timer drops what is less than a millisecond
  };
  map.once("remove", () => { window.clearTimeout(still); window.clearTimeout(gathering); cancelAnimationFrame(beginning); listening.abort(); });
}
