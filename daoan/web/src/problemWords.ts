/** What went wrong with something that was asked for, in the language of the page. */
import { ApiProblem } from "./api/client";
import { lang, say, t } from "./i18n";

export function problemWords(cause: unknown): string {
  if (!(cause instanceof ApiProblem)) return String(cause);
  if (cause.status === 0) return t("state.silentLong");
  if (cause.status === 409) return t("work.conflict");
  return say(cause.words) || ownHalf(cause.detail) || cause.title;
}

/** A refusal in one line says both: English, then Chinese. */
export function ownHalf(detail: string): string {
  const halves = detail.split(" · ");
  return halves.length === 2 ? halves[lang.value === "zh" ? 1 : 0]! : detail;
}
