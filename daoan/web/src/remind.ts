/** A reminder 提示: the gentlest rung of supervision, drafted and issued in one go, about matters that one unit has to see to. */
import { newKey, work, type MatterDetail, type MatterLine } from "./api/work";
import { both } from "./i18n";
import { titleOf } from "./workFields";

const MOST_NAMED = 20; // the title says how many there are; the log of a matter holds them all

export async function remindOf(unit: string, about: MatterLine[]): Promise<MatterDetail> {
  const words = both("work.reminder");
  const fill = (text: string): string => text.replace("{n}", String(about.length));
  const title = { en: fill(words.en), zh: fill(words.zh) };
  const text = about.slice(0, MOST_NAMED).map((m) => titleOf(m)).join("\n");
  const draft = await work.begin({ kind: "supervision", level: "reminder", holder: unit, title: title.zh, values: { about: about.map((m) => m.matter_id), title, text } }, newKey());
  return work.act(draft.matter, "issue", "", {});
}
