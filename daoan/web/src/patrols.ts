/** Units on duty in words; and asking anew while a page is looked at. */
import { onScopeDispose } from "vue";
import type { DutyState } from "./api/patrols";
import { t, type Key } from "./i18n";

const EVERY_MS = 20_000;

/** Do something again and again for as long as the page is there and to be seen. */
export function follow(work: () => void): void {
  const timer = window.setInterval(() => { if (!document.hidden) work(); }, EVERY_MS);
  onScopeDispose(() => window.clearInterval(timer));
}

export const stateName = (state: DutyState): string => t(`patrol.state.${state}` as Key);

/** How long ago, rounded. */
export function ago(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return t("patrol.justNow");
  return minutes < 120 ? t("patrol.ago", { n: minutes }) : t("patrol.hoursAgo", { n: Math.round(minutes / 60) });
}
