import "@fontsource-variable/ibm-plex-sans/wght.css";
import { createApp } from "vue";
import App from "./App.vue";
import { listenToKeys } from "./keys";
import { router } from "./router";
import "./styles/tokens.css";
import "./styles/base.css";

// The Chinese face comes in a hundred small files, each fetched when a character of it is shown; its list of files is
// fetched beside the page, so that the first paint does not wait for it.
void import("@fontsource-variable/noto-sans-sc/wght.css");

listenToKeys(router);
createApp(App).use(router).mount("#app");
