/** Values of registers as people read and write them. */
import type { Field, Values } from "./api/registers";
import { num } from "./format";
import { say, t } from "./i18n";
import { unitName } from "./units";

/** A value as a person reads it; "" where there is none. */
export function shownValue(field: Field, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  switch (field.kind) {
    case "number": return typeof value === "number" ? `${num(value, Number.isInteger(value) ? 0 : 2)}${field.measured_in ? ` ${field.measured_in}` : ""}` : String(value);
    case "choice": return say(field.choices.find((c) => c.code === value)?.name) || String(value);
    case "yes_no": return value === true ? t("reg.yes") : t("reg.no");
    case "unit": return unitName(String(value));
    case "units": return Array.isArray(value) ? value.map((v) => unitName(String(v))).join(t("work.and")) : String(value);
    case "table": return Array.isArray(value) ? t("reg.rowsN", { n: value.length }) : "";
    default: return String(value);
  }
}

/** Values as the fields of a form hold them: words everywhere, lists of units, rows of tables. */
export function formOf(fields: Field[], values: Values): Values {
  return Object.fromEntries(fields.map((f) => [f.name, forForm(f, values[f.name])]));
}
function forForm(field: Field, value: unknown): unknown {
  if (field.kind === "table") return (Array.isArray(value) ? value : []).map((row) => formOf(field.fields, row as Values));
  if (field.kind === "units") return Array.isArray(value) ? [...value] : [];
  if (field.kind === "unit") return value ? [String(value)] : [];
  return value === undefined || value === null ? "" : String(value);
}

/** What is sent of a form: blanks left out. */
export function sentOf(fields: Field[], form: Values): Values {
  const sent: Values = {};
  for (const f of fields) {
    const value = form[f.name];
    if (f.kind === "table") sent[f.name] = (value as Values[]).map((row) => sentOf(f.fields, row)).filter((row) => Object.keys(row).length > 0);
    else if (f.kind === "unit") sent[f.name] = (value as string[])[0];
    else if (f.kind === "units") sent[f.name] = value;
    else if (String(value).trim()) sent[f.name] = String(value).trim();
    if (sent[f.name] === undefined || (Array.isArray(sent[f.name]) && (sent[f.name] as unknown[]).length === 0)) delete sent[f.name];
  }
  return sent;
}

/** Labels of the fields in which two versions differ. */
export const changedFields = (fields: Field[], now: Values, before: Values): string[] =>
  fields.filter((f) => JSON.stringify(now[f.name] ?? null) !== JSON.stringify(before[f.name] ?? null)).map((f) => say(f.label));
