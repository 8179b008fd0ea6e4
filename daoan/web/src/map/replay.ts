/** What of a replayed day stands at a moment, and what happened on it, in order. Moments are milliseconds since 1970. */
import type { Replay, ReplayedAlert, ReplayedCrash, ReplayedGathering, ReplayedMatter, ReplayedPlacement, ReplayedStand } from "../api/replay";

export type EventKind = "crash" | "known" | "raised" | "level" | "cleared" | "opened" | "due" | "late" | "closed" | "begins" | "over" | "patrol" | "stand";
export interface DayEvent { at: number; kind: EventKind; id: string; crash?: ReplayedCrash; alert?: ReplayedAlert; matter?: ReplayedMatter; gathering?: ReplayedGathering; patrols?: number }
export interface Standing { crashes: ReplayedCrash[]; alerts: ReplayedAlert[]; hazards: ReplayedMatter[]; placements: ReplayedPlacement[]; stands: ReplayedStand[]; gatherings: ReplayedGathering[] }

export const ms = (iso: string): number => Date.parse(iso);
/** Whether a span holds a moment; one without an end does from its beginning on. */
export const holds = (since: string, until: string | null, at: number): boolean => ms(since) <= at && (until === null || at < ms(until));

/** Whether a crash was known at a moment. */
export const isKnown = (c: ReplayedCrash, at: number): boolean => ms(c.known_at) <= at;
export const isLate = (m: ReplayedMatter, at: number): boolean => m.late.some(([since, until]) => holds(since, until, at));

/** What stands at a moment: crashes since they happened (those without an hour all day), all else within its span. */
export function standingAt(d: Replay, at: number): Standing {
  return {
    crashes: d.crashes.filter((c) => !c.timed || ms(c.happened_at) <= at),
    alerts: d.alerts.filter((a) => holds(a.since, a.until, at)),
    hazards: d.matters.filter((m) => m.kind === "hazard" && holds(m.opened_at, m.closed_at, at)),
    placements: d.placements.filter((p) => holds(p.since, p.until, at)),
    stands: d.stands.filter((s) => holds(s.since, s.until, at)),
    gatherings: d.gatherings.filter((g) => holds(g.since, g.until, at)),
  };
}

/** How many begin at each moment: by name they would fill the list. */
function together(rows: { since: string }[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { since } of rows) counts.set(since, (counts.get(since) ?? 0) + 1);
  return [...counts];
}

/** Everything that happened on the day, first to last. A crash that became known after its minute is told twice. */
export function eventsOf(d: Replay): DayEvent[] {
  const all: (DayEvent | null)[] = [
    ...d.crashes.filter((c) => c.timed).map((crash): DayEvent => ({ at: ms(crash.happened_at), kind: "crash", id: `c${crash.crash_id}`, crash })),
    ...d.crashes.filter((c) => !c.timed || ms(c.known_at) - ms(c.happened_at) >= 60_000).map((crash): DayEvent => ({ at: ms(crash.known_at), kind: "known", id: `k${crash.crash_id}`, crash })),
    ...d.alerts.map((alert): DayEvent => ({ at: ms(alert.since), kind: alert.opens ? "raised" : "level", id: `a${alert.alert_id}${alert.since}`, alert })),
    ...d.alerts.map((alert): DayEvent | null => (alert.ends && alert.until ? { at: ms(alert.until), kind: "cleared", id: `e${alert.alert_id}${alert.until}`, alert } : null)),
    ...d.matters.map((matter): DayEvent => ({ at: ms(matter.opened_at), kind: "opened", id: `o${matter.matter_id}`, matter })),
    ...d.matters.map((matter): DayEvent | null => (matter.closed_at ? { at: ms(matter.closed_at), kind: "closed", id: `x${matter.matter_id}`, matter } : null)),
    ...d.matters.map((matter): DayEvent | null => (matter.due_at ? { at: ms(matter.due_at), kind: "due", id: `d${matter.matter_id}`, matter } : null)),
    ...d.matters.flatMap((matter) => matter.late.map(([since]): DayEvent => ({ at: ms(since), kind: "late", id: `l${matter.matter_id}${since}`, matter }))),
    ...d.gatherings.map((gathering): DayEvent => ({ at: ms(gathering.since), kind: "begins", id: `g${gathering.gathering_id}`, gathering })),
    ...d.gatherings.map((gathering): DayEvent => ({ at: ms(gathering.until), kind: "over", id: `h${gathering.gathering_id}`, gathering })),
    ...together(d.placements).map(([since, patrols]): DayEvent => ({ at: ms(since), kind: "patrol", id: `p${since}`, patrols })),
    ...together(d.stands).map(([since, patrols]): DayEvent => ({ at: ms(since), kind: "stand", id: `s${since}`, patrols })),
  ];
  const [begins, ends] = [ms(d.begins), ms(d.ends)];
  return all.filter((e): e is DayEvent => e !== null && e.at >= begins && e.at <= ends).sort((a, b) => a.at - b.at);
}

/** What happened within the hour up to a moment, latest first; of one moment in the order of its kind, gravest first. */
export const hourBefore = (events: DayEvent[], at: number): DayEvent[] => events.filter((e) => e.at > at - 3_600_000 && e.at <= at).sort((a, b) => b.at - a.at);

/** How many events each hour of the day had; a day of the change of clocks has 23 or 25. */
export function perHour(events: DayEvent[], d: Replay): number[] {
  const hours = Array.from({ length: Math.round((ms(d.ends) - ms(d.begins)) / 3_600_000) }, () => 0);
  for (const e of events) {
    const hour = Math.min(hours.length - 1, Math.floor((e.at - ms(d.begins)) / 3_600_000));
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}
