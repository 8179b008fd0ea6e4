/** The sign-in before the console opens, or over it when a session has ended: what was on the page stays beneath. */
import { createApp } from "vue";
import SignIn from "./pages/SignIn.vue";
import { person } from "./session";

/** Show the sign-in in an element; settles when somebody is signed in and nothing is left to do first. */
export function showDoor(host: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const door = createApp(SignIn, { onDone: () => { door.unmount(); resolve(); } });
    door.mount(host);
  });
}

let showing: Promise<void> | null = null;

/** Sign in again over the page, once however many ask. */
export function signInOver(): Promise<void> {
  showing ??= over().finally(() => { showing = null; });
  return showing;
}

async function over(): Promise<void> {
  const before = person.value?.person_id;
  const page = document.getElementById("app")!;
  const host = document.body.appendChild(document.createElement("div"));
  host.className = "door-over";
  page.inert = true;
  await showDoor(host);
  if (person.value?.person_id !== before) {
    location.reload(); // somebody else gets the page anew, not what the one before them was reading
    return new Promise(() => undefined);
  }
  host.remove();
  page.inert = false;
}
