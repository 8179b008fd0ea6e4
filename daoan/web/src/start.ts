/** The console itself; loaded once somebody is signed in. */
import { createApp } from "vue";
import App from "./App.vue";
import { whenSignedOut } from "./api/client";
import { signInOver } from "./door";
import { listenToKeys } from "./keys";
import { router } from "./router";

export function start(host: HTMLElement): void {
  whenSignedOut(signInOver);
  listenToKeys(router);
  createApp(App).use(router).mount(host);
}
