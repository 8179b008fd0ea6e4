/** The console itself; loaded once somebody is signed in. */
import { createApp } from "vue";
import App from "./App.vue";
import { whenSignedOut } from "./api/client";
import { readCity } from "./city";
import { signInOver } from "./door";
import { listenToKeys, pages } from "./keys";
import { fetchPagesWhenIdle, router } from "./router";
import { reachWhatScrolls } from "./scrolling";

export function start(host: HTMLElement): void {
  whenSignedOut(signInOver);
  readCity();
  listenToKeys(router);
  reachWhatScrolls();
  createApp(App).use(router).mount(host);
  void router.isReady().then(() => fetchPagesWhenIdle(pages.value.map((page) => page.path)));
}
