/** What words are found in, as JSON of `daoan/api/search.py`, and the page that shows each. */
import { read } from "./client";
import type { Text } from "./types";

export interface Found { kind: "county" | "segment" | "matter" | "company" | "entry"; ref: string; kind_name: Text; name: Text; beside: Text | null; register: string }

export const search = (q: string, s?: AbortSignal) => read<Found[]>("/search", { q }, s);

export function pageOf(hit: Found): string {
  const ref = encodeURIComponent(hit.ref);
  if (hit.kind === "county") return `/counties/${ref}`;
  if (hit.kind === "segment") return `/segments/${ref}`;
  if (hit.kind === "matter") return `/work/${ref}`;
  if (hit.kind === "company") return `/companies/${ref}`;
  return `/registers/${encodeURIComponent(hit.register)}?entry=${ref}`;
}
