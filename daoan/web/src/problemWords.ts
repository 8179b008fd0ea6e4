/** What went wrong with something that was asked for, in the language of the page. */
import { ApiProblem } from "./api/client";
import { say, t } from "./i18n";

export function problemWords(cause: unknown): string {
  if (!(cause instanceof ApiProblem)) return String(cause);
  if (cause.status === 0) return t("state.silentLong");
  if (cause.status === 409) return t("work.conflict");
  return say(cause.words) || cause.detail || cause.title;
}
