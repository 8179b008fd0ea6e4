/** What happens while a page stays open: server-sent events, and the count of one's own open matters. */
import { computed, onScopeDispose, shallowRef, watch } from "vue";
import { NEWS, work, type Board, type News, type Notice } from "./api/work";
import { may, person } from "./session";

const KEPT = 40;
export const notices = shallowRef<Notice[]>([]); // what is due soon first, then latest first
export const unread = shallowRef(0);
export const live = shallowRef(false);
/** Whether whoever is signed in is on duty; `null`: their unit keeps no shifts. */
export const onDuty = shallowRef<boolean | null>(null);
const board = shallowRef<Board | null>(null);
export const ownOpen = computed(() => board.value?.own.open ?? 0);
export const ownOverdue = computed(() => board.value?.own.overdue ?? 0);

type Listener = (item: News | null) => void;
const listeners = new Set<Listener>();
let stream: EventSource | null = null;
let counting = 0;

/** Hear of every step as long as the calling component lives; `null`: some were missed, read everything anew. */
export function onNews(listener: Listener): void {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener));
}

/**
 * Read a page anew soon after what concerns it (by itself everything), once for several that come together, as long as
 * the calling component lives. Where some were missed it is read anew in any case.
 */
export function refreshOnNews(refresh: () => void, concerns: (item: News) => boolean = () => true, waitMs = 500): void {
  let soon = 0;
  onNews((item) => {
    if (item && !concerns(item)) return;
    window.clearTimeout(soon);
    soon = window.setTimeout(refresh, waitMs);
  });
  onScopeDispose(() => window.clearTimeout(soon));
}

function count(): void {
  window.clearTimeout(counting);
  counting = window.setTimeout(() => void work.board().then((found) => { board.value = found; }).catch(() => undefined), 250);
}
function tell(item: News | null): void {
  count();
  for (const listener of listeners) listener(item);
}
const about = (a: Notice, b: Notice): boolean => a.number === b.number && a.matter_id === b.matter_id && a.why === b.why;
const same = (a: Notice, b: Notice): boolean => about(a, b) && (a.number > 0 || a.at === b.at);
function notice(item: Notice, rings = true): void {
  if (notices.value.some((n) => same(n, item))) return; // a stream that was resumed may say a thing twice
  notices.value = [item, ...notices.value.filter((n) => !about(n, item))].slice(0, KEPT);
  if (rings) unread.value += 1;
}

function follow(): void {
  stream?.close();
  stream = null;
  live.value = false;
  notices.value = [];
  unread.value = 0;
  board.value = null;
  onDuty.value = null;
  if (!person.value || !may("see_work")) return;
  count();
  void work.notices().then((found) => { notices.value = found.rows.slice(0, KEPT); onDuty.value = found.on_duty; }).catch(() => undefined);
  stream = new EventSource(NEWS);
  stream.onopen = () => { live.value = true; };
  stream.onerror = () => { live.value = false; }; // the browser comes back by itself and says where it was
  stream.onmessage = (event: MessageEvent<string>) => tell(JSON.parse(event.data) as News);
  stream.addEventListener("notice", (event) => notice(JSON.parse((event as MessageEvent<string>).data) as Notice));
  // Who is off duty finds it in the list, and is not disturbed by it.
  stream.addEventListener("quiet", (event) => notice(JSON.parse((event as MessageEvent<string>).data) as Notice, false));
  stream.addEventListener("reset", () => tell(null));
}

/** Ask again who is on duty; shifts begin and end while a page stays open. */
export function askDuty(): void {
  void work.notices().then((found) => { onDuty.value = found.on_duty; }).catch(() => undefined);
}

/** Follow the news of whoever is signed in. */
export function followNews(): void {
  watch(() => person.value?.person_id, follow, { immediate: true });
}
