/** Keys: `g` then a letter goes to a page, `?` shows them all, arrows walk through the rows of a list. */
import { ref, type Directive } from "vue";
import type { Router } from "vue-router";
import { lang, type Key } from "./i18n";
import { closeProof, proof } from "./proof";
import { switchTheme } from "./theme";

export const PAGES: { path: string; key: string; name: Key; question: Key; icon: string }[] = [
  { path: "/", key: "m", name: "nav.map", question: "help.map", icon: "map" },
  { path: "/alerts", key: "a", name: "nav.alerts", question: "alert.question", icon: "alerts" },
  { path: "/segments", key: "s", name: "nav.segments", question: "segment.question", icon: "segments" },
  { path: "/blackspots", key: "b", name: "nav.blackspots", question: "spot.question", icon: "blackspots" },
  { path: "/clusters", key: "k", name: "nav.clusters", question: "cluster.question", icon: "clusters" },
  { path: "/duty", key: "d", name: "nav.duty", question: "duty.question", icon: "duty" },
  { path: "/indicators", key: "i", name: "nav.indicators", question: "ind.question", icon: "indicators" },
  { path: "/recent", key: "w", name: "nav.recent", question: "recent.question", icon: "recent" },
