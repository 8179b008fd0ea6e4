/** The first-run tour: which pages somebody is led through, by what they may do. What is said there is the pages' own help. */
import { shallowRef } from "vue";
import { read, send } from "./api/client";
import { may, person } from "./session";

const SEEN = "daoan.tour"; // on a browser where nobody shall be led around, such as a wall display

/** Pages of each tour, first to last; the first whose permission is there is walked. */
const TOURS: { needs: string; pages: string[] }[] = [
  { needs: "own_company", pages: ["/my-company", "/work", "/work/inbox", "/account", "/help"] },
  { needs: "manage_people", pages: ["/setup", "/people", "/keeping", "/quality", "/messages", "/account", "/help"] },
  { needs: "read_audit", pages: ["/audit/review", "/keeping", "/", "/quality", "/help"] },
  { needs: "supervise", pages: ["/", "/alerts", "/work", "/work/board", "/counties", "/documents", "/help"] },
  { needs: "see_crashes", pages: ["/", "/alerts", "/work", "/segments", "/duty", "/scorecard", "/help"] },
  { needs: "see_risk", pages: ["/", "/segments", "/blackspots", "/recent", "/scorecard", "/help"] },
  { needs: "report", pages: ["/advice", "/work", "/work/report", "/work/inbox", "/help"] },
];

export const tourPages = (): string[] => TOURS.find((tour) => may(tour.needs))?.pages ?? [];

/** Step that is shown, from 0; `null`: nobody is led around. */
export const tourStep = shallowRef<number | null>(null);

const cameHome = location.pathname + location.search === "/"; // whoever follows a link has something to do there

/** Begin the tour of whoever was never shown around, on any device, and comes by the front door. */
export async function offerTour(): Promise<void> {
  if (!cameHome || !person.value || !tourPages().length || localStorage.getItem(SEEN) === "off") return;
  const found = await read<{ seen: boolean }>("/session/tour").catch(() => ({ seen: true }));
  if (!found.seen) tourStep.value = 0;
}

export const beginTour = (): void => { tourStep.value = 0; };

/** Walked or skipped: it does not come again by itself. */
export function endTour(): void {
  tourStep.value = null;
  void send("PUT", "/session/tour", {}).catch(() => undefined);
}
