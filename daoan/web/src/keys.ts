/** Keys: `g` then a letter goes to a page, `?` shows them all, arrows walk through the rows of a list. */
import { computed, ref, type Directive } from "vue";
import type { Router } from "vue-router";
import { switchLanguage, type Key } from "./i18n";
import { closeProof, proof } from "./proof";
import { may, offline } from "./session";
import { switchTheme } from "./theme";

export const PAGES: { path: string; key: string; name: Key; question: Key; icon: string; needs?: string[]; unless?: string; also?: string[]; offline?: true }[] = [
  { path: "/", key: "m", name: "nav.map", question: "help.map", icon: "map" },
  { path: "/my-company", key: "7", name: "nav.own", question: "own.question", icon: "companies", needs: ["own_company"] },
  { path: "/alerts", key: "a", name: "nav.alerts", question: "alert.question", icon: "alerts" },
  { path: "/work", key: "j", name: "nav.work", question: "work.question", icon: "work", needs: ["see_work"] },
  { path: "/plans", key: "z", name: "nav.plans", question: "plan.question", icon: "plans", needs: ["see_work"] },
  { path: "/operations", key: "5", name: "nav.operations", question: "op.question", icon: "operations", needs: ["see_work"], also: ["/measure-packs", "/disorder", "/precursors"] },
  { path: "/signals", key: "8", name: "nav.signals", question: "sig.question", icon: "signals", needs: ["see_work"], also: ["/efficiency"] },
  { path: "/shifts", key: "n", name: "nav.shifts", question: "shift.question", icon: "shifts", needs: ["see_work", "supervise", "manage_people"] },
  { path: "/deployments", key: "1", name: "nav.deployments", question: "deploy.question", icon: "deployments", needs: ["see_work"] },
  { path: "/patrols", key: "0", name: "nav.patrols", question: "patrol.question", icon: "patrols", needs: ["see_patrols", "patrol"] },
  { path: "/lookups", key: "f", name: "nav.lookups", question: "lookup.question", icon: "lookups", needs: ["look_up"] },
  { path: "/watches", key: "t", name: "nav.watches", question: "watch.question", icon: "watches", needs: ["watch", "approve_watch"] },
  { path: "/registers", key: "l", name: "nav.registers", question: "reg.question", icon: "registers", needs: ["see_work"], also: ["/programme", "/responsibility", "/meetings", "/opinion", "/gatherings"] },
  { path: "/documents", key: "9", name: "nav.documents", question: "doc.question", icon: "documents", needs: ["see_work"] },
  { path: "/companies", key: "2", name: "nav.companies", question: "firm.question", icon: "companies", needs: ["see_work"], unless: "own_company" },
  { path: "/rural", key: "3", name: "nav.rural", question: "rural.question", icon: "rural", needs: ["see_work"] },
  { path: "/publicity", key: "6", name: "nav.publicity", question: "pub.question", icon: "publicity", needs: ["see_work"] },
  { path: "/advice", key: "4", name: "nav.advice", question: "adv.question", icon: "advice", needs: ["report", "supervise"], offline: true },
  { path: "/counties", key: "y", name: "nav.counties", question: "county.question", icon: "counties" },
  { path: "/segments", key: "s", name: "nav.segments", question: "segment.question", icon: "segments" },
  { path: "/blackspots", key: "b", name: "nav.blackspots", question: "spot.question", icon: "blackspots" },
  { path: "/clusters", key: "k", name: "nav.clusters", question: "cluster.question", icon: "clusters" },
  { path: "/devices", key: "g", name: "nav.devices", question: "dev.question", icon: "devices" },
  { path: "/duty", key: "d", name: "nav.duty", question: "duty.question", icon: "duty" },
  { path: "/indicators", key: "i", name: "nav.indicators", question: "ind.question", icon: "indicators" },
  { path: "/outlook", key: "o", name: "nav.outlook", question: "outlook.question", icon: "outlook" },
  { path: "/recent", key: "w", name: "nav.recent", question: "recent.question", icon: "recent" },
  { path: "/scorecard", key: "c", name: "nav.scorecard", question: "score.question", icon: "scorecard" },
  { path: "/ledger", key: "e", name: "nav.ledger", question: "ledger.question", icon: "ledger" },
  { path: "/studies", key: "v", name: "nav.studies", question: "study.question", icon: "studies" },
  { path: "/quality", key: "q", name: "nav.quality", question: "quality.question", icon: "quality" },
  { path: "/people", key: "p", name: "nav.people", question: "people.question", icon: "people", needs: ["manage_people"] },
  { path: "/messages", key: "x", name: "nav.messages", question: "message.question", icon: "messages", needs: ["configure", "supervise"] },
  { path: "/audit/review", key: "u", name: "nav.review", question: "review.question", icon: "review", needs: ["read_audit"] },
  { path: "/setup", key: ",", name: "nav.setup", question: "setup.question", icon: "setup", needs: ["configure", "manage_people"] },
  { path: "/keeping", key: "r", name: "nav.keeping", question: "keep.question", icon: "keeping", needs: ["configure", "read_audit"] },
  { path: "/help", key: "h", name: "nav.help", question: "help.question", icon: "help" },
];

const shown = (p: (typeof PAGES)[number]): boolean => (p.needs ?? ["see_risk"]).some(may) && !(p.unless && may(p.unless));
/** The pages that whoever is signed in may open; without a network, those of them that work without one. */
export const pages = computed(() => PAGES.filter((p) => (offline.value ? p.offline && may("see_work") : p.path === "/help" || shown(p))));

/** The help beside the page, the table of keys, the line to go anywhere from. */
export const helpOpen = ref(false);
export const shortcutsOpen = ref(false);
export const paletteOpen = ref(false);

const writing = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest("input, select, textarea") !== null;

export function listenToKeys(router: Router): void {
  let going = 0;
  window.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      paletteOpen.value = true;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || paletteOpen.value) return; // what is typed there is for it alone
    if (event.key === "Escape") {
      if (helpOpen.value) helpOpen.value = false;
      else if (proof.value) closeProof();
      else if (writing(event.target)) (event.target as HTMLElement).blur();
      return;
    }
    if (writing(event.target)) return;
    if (event.timeStamp - going < 1500 && going > 0) {
      going = 0;
      const page = pages.value.find((p) => p.key === event.key);
      if (page) void router.push(page.path);
      return;
    }
    if (event.key === "g") going = event.timeStamp;
    else if (event.key === "?") helpOpen.value = !helpOpen.value;
    else if (event.key === "l") switchLanguage();
    else if (event.key === "t") switchTheme();
    else if (event.key === "/") {
      const field = document.querySelector<HTMLInputElement>("input[type=search]");
      event.preventDefault();
      if (field) { field.focus(); field.select(); } else paletteOpen.value = true;
    }
  });
}

/** On a list or table: ↑ ↓ Home End move the focus among the links or buttons marked `data-open`, one a row. */
export const vRows: Directive<HTMLElement> = {
  mounted(host) {
    host.addEventListener("keydown", (event) => {
      if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) || (event.target as HTMLElement).matches("input, select")) return;
      const stops = [...host.querySelectorAll<HTMLElement>("[data-open]")];
      const row = (event.target as HTMLElement).closest("[data-row]");
      const here = stops.findIndex((s) => s === event.target || (row !== null && row.contains(s)));
      const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: stops.length - 1 }[event.key] ?? 0;
      const stop = stops[Math.max(0, Math.min(stops.length - 1, to))];
      if (stop) { event.preventDefault(); stop.focus(); stop.scrollIntoView({ block: "nearest" }); }
    });
  },
};
