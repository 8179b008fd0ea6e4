/** Documents from records, as JSON of `daoan/api/documents.py`. */
import { address, read, send, upload } from "./client";
import type { Text } from "./types";

export interface DocumentLine {
  matter_id: string; version: number; kind: string; kind_name: Text; subject: string; title: Text; state: string; state_name: Text;
  created_at: string; changed_at: string; issuer: Text; by_clock: boolean; sha256: string; revises: string; kept: boolean; events: string[];
}
export interface TemplateVersion { version: number; sha256: string; name: string; at: string; by: string }
export interface DocumentKind { kind: string; name: Text; subjects: { subject: string; name: Text }[]; templates: Record<string, TemplateVersion[]> }
export interface Documents { rows: DocumentLine[]; kinds: DocumentKind[]; may_write: boolean; may_template: boolean }
export interface DocumentDetail { line: DocumentLine; requests: string; copies: string; figures: number; pages: number }

export interface Traced { mark: string; shown: Text; value: number | string | boolean | null; source: { route: string; pointer: string; stored: string; pack: string } }
export interface Trace { figures: Traced[] }

type S = AbortSignal | undefined;
const at = (id: string): string => `/documents/${encodeURIComponent(id)}`;
export const documentsApi = {
  all: (s?: S) => read<Documents>("/documents", {}, s),
  one: (id: string, lang: string, s?: S) => read<DocumentDetail>(at(id), { lang }, s),
  write: (kind: string, subject: string, revises = "") => send<DocumentLine>("POST", "/documents", { kind, subject, revises }),
  act: (line: DocumentLine, event: string, note: string, values: Record<string, unknown>) => send<unknown>("POST", `/work/${encodeURIComponent(line.matter_id)}/events`, { event, version: line.version, note, values }),
  page: (line: DocumentLine, page: number, lang: string) => address(`${at(line.matter_id)}/pages/${page}.png`, { lang, v: line.version }),
  file: (id: string, kind: "docx" | "pdf", lang: string) => address(`${at(id)}/file.${kind}`, { lang }),
  trace: (id: string) => address(`${at(id)}/trace.json`),
  sources: (id: string, s?: S) => read<Trace>(`${at(id)}/trace.json`, {}, s),
  dropTemplate: (kind: string, lang: string) => send<TemplateVersion>("DELETE", address(`/documents/templates/${kind}`, { lang }).replace("/api/v1", "")),
  template: (kind: string, lang: string) => address(`/documents/templates/${kind}.docx`, { lang }),
  useTemplate: (kind: string, lang: string, file: File) => upload<TemplateVersion>(address(`/documents/templates/${kind}`, { lang }).replace("/api/v1", ""), file, () => undefined),
};
