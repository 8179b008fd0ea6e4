/** What went wrong at the door, in the reader's language. */
import { ApiProblem } from "./api/client";
import { lang, t } from "./i18n";
import { NoPasskey } from "./passkeys";

export function signInWords(cause: unknown): string {
  if (cause instanceof NoPasskey) return t(cause.known ? "session.passkeyKnown" : "session.passkeyCancelled");
  if (!(cause instanceof ApiProblem)) throw cause;
  if (cause.status === 0) return t("state.silentLong");
  if (cause.code === "wrong") return t("session.wrong");
  if (cause.code === "second-factor") return t("session.needsCode");
  if (cause.code === "passkey") return t("session.passkeyDue");
  if (cause.code === "demo") return t("session.demoRefused");
  const halves = cause.detail.split(" · "); // a refusal says both: English, then Chinese
  return halves.length === 2 ? halves[lang.value === "zh" ? 1 : 0]! : cause.detail;
}
