import "@fontsource-variable/ibm-plex-sans/wght.css";
import "./chineseFace";
import { showDoor } from "./door";
import { isBack } from "./directory";
import { isOpenData, showOpenData } from "./open";
import { keepForOffline } from "./push";
import { isReport, showReport } from "./report/door";
import { loadSession, offline, ready } from "./session";
import "./styles/tokens.css";
import "./styles/base.css";
import "./theme";

async function open(): Promise<void> {
  const host = document.getElementById("app")!;
  if (isOpenData()) return showOpenData(host); // anybody's, without a session
  if (isReport()) { keepForOffline(); return showReport(host); } // a villager's, by a code from a wall
  const silent = await loadSession().then(() => false, () => true); // the console itself says that nobody answers
  if ((!ready.value && (!silent || offline.value)) || isBack()) await showDoor(host);
  keepForOffline();
  (await import("./start")).start(host);
}

void open();
