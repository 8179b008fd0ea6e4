// The one worker of the console. It shows what the server pushes while no page is open, and keeps the files of the
// pages that must open without a network. It keeps no answer of the API: what is somebody's stays with their page.
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(refresh());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A page that opens asks whether there is a newer build; the browser looks at this file itself only now and then.
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(refresh());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const place = new URL(request.url);
  if (request.method !== "GET" || place.origin !== self.location.origin || place.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") event.respondWith(firstPage(request));
  else if (place.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (ROOT_FILES.includes(place.pathname)) event.respondWith(rootFile(request));
});

self.addEventListener("push", (event) => {
  const told = read(event.data);
  event.waitUntil(
    self.registration.showNotification(told.title, {
      body: told.body, tag: told.tag, requireInteraction: told.urgent, icon: "/icon.svg", data: told.path,
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(placeOf(event.notification.data)));
});

// -- files that open without a network --

const SHELL = "shell-";
const ROOT_FILES = ["/before-paint.js", "/icon.png", "/icon.svg", "/manifest.webmanifest"];
const PATIENCE_MS = 4000; // for the first page where the network is there and does not answer

/** Keep the files of the build that the server has now, all of them or none; of older builds only the one before. */
async function refresh() {
  try {
    const told = await (await fetch("/offline.json", { cache: "no-store" })).json();
    const name = SHELL + told.version;
    const there = await shells();
    if (!there.includes(name)) {
      const half = await caches.open("half-" + told.version);
      await half.addAll(["/", ...ROOT_FILES, ...told.files]);
      const whole = await caches.open(name);
      for (const request of await half.keys()) await whole.put(request, await half.match(request));
      await whole.put("/offline.json", new Response(String(Date.now()))); // the last: it says that all is there
      await caches.delete("half-" + told.version);
      for (const older of there.slice(0, -1)) await caches.delete(older);
    }
  } catch {
    // no network, or a server that is being renewed: what is kept stays, and the next page asks again
  }
}

/** Names of whole shells, the newest last. */
async function shells() {
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELL));
  const dated = [];
  for (const name of names) {
    const mark = await (await caches.open(name)).match("/offline.json");
    if (mark) dated.push([Number(await mark.text()), name]);
    else await caches.delete(name);
  }
  return dated.sort((a, b) => a[0] - b[0]).map(([, name]) => name);
}

async function kept(path) {
  for (const name of (await shells()).reverse()) {
    const found = await (await caches.open(name)).match(path, { ignoreSearch: true });
    if (found) return found;
  }
  return undefined;
}

/** The first page from the network while it answers, else as it was kept. */
async function firstPage(request) {
  const late = new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
  const fresh = fetch(request).catch(() => null);
  const answer = await Promise.race([fresh, late]);
  return answer ?? (await kept("/")) ?? (await fresh) ?? Response.error();
}

/** Names of assets carry a hash of what they hold, so that what is kept is right; faces of type are kept as they come. */
async function asset(request) {
  const found = await kept(new URL(request.url).pathname);
  if (found) return found;
  const answer = await fetch(request);
  const newest = (await shells()).at(-1);
  if (newest && answer.ok && request.destination === "font") await (await caches.open(newest)).put(request, answer.clone());
  return answer;
}

async function rootFile(request) {
  return fetch(request).catch(async () => (await kept(new URL(request.url).pathname)) ?? Response.error());
}

// -- what is pushed --

/** What came; a browser must show something for every push, so words of our own stand in for what cannot be read. */
function read(data) {
  let told = {};
  try {
    told = data.json() ?? {};
  } catch {
    // not ours: nothing of it is shown
  }
  const text = (value, instead) => (typeof value === "string" && value ? value.slice(0, 500) : instead);
  return {
    title: text(told.title, "Daoan · 道安"), body: text(told.body, ""), tag: text(told.tag, "daoan"),
    path: told.path, urgent: told.urgent === true,
  };
}

/** A matter's page of this console; the first page for any other address. */
function placeOf(path) {
  const home = new URL("/", self.location.origin);
  if (typeof path !== "string") return home.href;
  let place;
  try {
    place = new URL(path, home);
  } catch {
    return home.href;
  }
  return place.origin === home.origin && place.pathname.startsWith("/work/") ? place.href : home.href;
}

async function open(place) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => page.url === place);
  return there ? there.focus() : self.clients.openWindow(place);
}
