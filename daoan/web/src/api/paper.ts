/** Forms on paper, to fill in by hand where no device works. */
import { API, read } from "./client";
import type { Text } from "./types";

export interface PaperForm { code: string; group: "advice" | "reports" | "work" | "registers"; title: Text; purpose: Text; fields: number; personal: boolean; typed_in: string }

export const paper = {
  forms: (s?: AbortSignal) => read<PaperForm[]>("/paper", {}, s),
  file: (code: string, lang: string): string => `${API}/paper/${encodeURIComponent(code)}.pdf?lang=${lang}`,
};
