// Shows what the server pushes while no page is open, and opens the matter on a click. It keeps nothing, answers no
// request of a page, and opens pages of this console only. Called by the browser alone.
self.addEventListener("install", () => self.skipWaiting());

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
