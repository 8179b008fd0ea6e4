/** The page of villagers' reports, by itself: no session, no console around it. */
import { createApp } from "vue";

const PLACE = /^\/report(?:\/([^/]*))?\/?$/;

export const isReport = (): boolean => PLACE.test(location.pathname);

/** The code in the address; empty where somebody only asks what became of a report. */
export const codeHere = (): string => (PLACE.exec(location.pathname)?.[1] ?? "").replace(/[^\w-]/g, "");

export async function showReport(host: HTMLElement): Promise<void> {
  const { default: ReportPage } = await import("../pages/ReportPage.vue");
  createApp(ReportPage).mount(host);
}
