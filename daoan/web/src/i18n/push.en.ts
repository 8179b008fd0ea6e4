/** English wordings of web push. */
export const pushEn = {
  "push.title": "Told by browsers",
  "push.what": "Shows you what your unit is told while no page of Daoan is open: kind of matter, level and deadline, no titles, names or plates. Not for computers that others use too.",
  "push.here": "this browser",
  "push.name": "Name of this browser",
  "push.add": "Tell me by this browser",
  "push.added": "You are told by this browser",
  "push.removed": "You are told by it no more",
  "push.removeNamed": "Remove {name}",
  "push.off": "This server sends no web push any more; nothing comes by these.",
  "push.unsupported": "This browser cannot be told anything here: it knows no push, or the address is not encrypted.",
  "push.refused": "The browser may not show anything: allow notifications for this address in its settings, then try again.",
  "push.unreachable": "The browser does not reach its vendor's push service; in a closed network it cannot.",
  "message.pushByVendor": "Browser push goes by way of the service of each browser's vendor, which cannot read it.",
  "message.fault.browser_gone": "the browser listens no more",
  "message.fault.too_large": "too large",
} as const;
