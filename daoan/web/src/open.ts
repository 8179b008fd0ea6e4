/** The page of open data, by itself: no session, no console around it. */
import { createApp } from "vue";

export const isOpenData = (): boolean => location.pathname.replace(/\/$/, "") === "/open";

export async function showOpenData(host: HTMLElement): Promise<void> {
  const { default: OpenPage } = await import("./pages/OpenPage.vue");
  createApp(OpenPage).mount(host);
}
