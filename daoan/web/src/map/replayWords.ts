/** What happened on a replayed day, in words, and where each opens. */
import type { ReplayedCrash, ReplayedMatter } from "../api/replay";
import { label } from "../city";
import { hours, num } from "../format";
import { say, t, tell, type Key } from "../i18n";
import { gatheringPage } from "./gatherings";
import { isKnown, type DayEvent } from "./replay";
import { hourOf } from "../zoneTime";

export interface Told { what: string; beside: string; to: string | null; unknown: boolean }

export const crashWords = (c: ReplayedCrash): string => t("replay.crash", { severity: label("severity", c.severity) });
export const crashPage = (c: ReplayedCrash): string | null => (c.segment_id ? `/segments/${encodeURIComponent(c.segment_id)}` : null);

/** What must be said beside a crash at a moment: not known yet, or graded otherwise then. */
export function crashBeside(c: ReplayedCrash, at: number): string {
  const unknown = isKnown(c, at) ? "" : t("replay.notYet") + (c.known_at_assumed ? ` (${t("replay.assumed")})` : "");
  const graded = c.severity_then && c.severity_then !== c.severity ? t("replay.gradedLater", { severity: label("severity", c.severity_then) }) : "";
  return [c.road_name ?? t("app.unnamed"), unknown, graded].filter(Boolean).join(" · ");
}

const matterTold = (m: ReplayedMatter, key: Key): Told => ({ what: t(key, { kind: tell(m.kind_name) }), beside: m.title, to: `/work/${encodeURIComponent(m.matter_id)}`, unknown: false });

/** One event in words. `at`: the moment that is looked at, for what was known by then. */
export function tellEvent(e: DayEvent, at: number, zone: string): Told {
  if (e.crash) {
    const what = crashWords(e.crash);
    const known = e.kind === "known" ? t("replay.known", { what: e.crash.timed ? t("replay.knownOf", { what, time: hourOf(e.crash.happened_at, zone) }) : what }) : what;
    return { what: known, beside: crashBeside(e.crash, at), to: crashPage(e.crash), unknown: !isKnown(e.crash, at) };
  }
  if (e.alert) return { what: t(`replay.${e.kind}` as Key), beside: say(e.alert.title), to: `/alerts/${encodeURIComponent(e.alert.alert_id)}`, unknown: false };
  if (e.matter) return matterTold(e.matter, `replay.${e.kind}` as Key);
  if (e.gathering) {
    const g = e.gathering;
    const crowd = g.people === null ? "" : t("replay.crowd", { n: num(g.people) });
    const beside = [say(g.name), g.place, hours(g.since, g.until, zone), crowd, g.known ? "" : t("replay.enteredLater")].filter(Boolean).join(" · ");
    return { what: t(`replay.${e.kind}` as Key), beside, to: g.usual ? "/gatherings" : gatheringPage(g.gathering_id), unknown: !g.known };
  }
  if (e.kind === "stand") return { what: t("replay.stand", { n: num(e.patrols ?? 0) }), beside: "", to: "/deployments", unknown: false };
  return { what: t("replay.patrol", { n: num(e.patrols ?? 0) }), beside: "", to: "/duty", unknown: false };
}
