/** Where the console shows what a piece of evidence points to; null where no page does. */
import type { Evidence } from "./api/types";
import { may } from "./session";

export function evidenceLink(e: Evidence): string | null {
  const ref = encodeURIComponent(e.ref);
  if (e.kind === "alert") return `/alerts/${ref}`;
  if (e.kind === "blackspot") return `/blackspots/${ref}`;
  if (e.kind === "segment") return `/segments/${ref}`;
  if (e.kind === "plan") return `/plans/${ref}`;
  if (e.kind === "improvement") return "/plans/lights-and-bumps";
  if (e.kind === "meeting") return `/meetings?meeting=${ref}`;
  if (e.kind === "disorder") return `/registers/disorder_point?entry=${ref}`;
  if (e.kind === "measure_pack") return "/measure-packs";
  if (e.kind === "key_vehicle" || e.kind === "key_driver") return `${may("own_company") ? "/my-company" : "/companies"}/items/${e.kind.slice(4)}/${ref}`;
  if (e.kind === "fleet_alarm") return may("own_company") ? "/my-company" : `/companies/alarms/${ref}`;
  if (e.kind === "matter" && e.ref.startsWith("company_rating-") && e.value && may("own_company")) return `/my-company/ratings/${encodeURIComponent(e.value)}`;
  if (e.kind === "matter") return `/work/${ref}`;
  if (e.kind === "indicator") {
    const [area, period] = (e.ref.split("@")[0] ?? "").split("/");
    return period && /^\d{4}/.test(period) ? `/indicators?area=${encodeURIComponent(area ?? "")}&period=${encodeURIComponent(period)}` : null;
  }
  return e.kind === "feed" ? "/quality" : null;
}
