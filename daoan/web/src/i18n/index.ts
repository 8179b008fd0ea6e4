/** Two languages, one key each; a key missing in either, or a hole that differs, fails the type check. */
import { computed, ref, watch } from "vue";
import type { Text } from "../api/types";
import { en, type Key } from "./en";
import { zh } from "./zh";

export type Lang = "en" | "zh";
const STORED = "daoan.lang";

function firstLang(): Lang {
  const stored = localStorage.getItem(STORED);
  if (stored === "en" || stored === "zh") return stored;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const lang = ref<Lang>(firstLang());
const otherLang = computed<Lang>(() => (lang.value === "zh" ? "en" : "zh"));
/** The other language as documents name it, for a button that is written in it. */
export const otherTag = computed(() => (otherLang.value === "zh" ? "zh-CN" : "en"));
export function switchLanguage(): void {
  lang.value = otherLang.value;
}
export const locale = computed(() => (lang.value === "zh" ? "zh-CN" : "en-GB"));

watch(lang, (now) => {
  localStorage.setItem(STORED, now);
  document.documentElement.lang = now === "zh" ? "zh-CN" : "en";
}, { immediate: true });

/** The wording of a key, its `{holes}` filled. A code that the console has no word for yet is shown as it is. */
export function t(key: Key, holes: Record<string, string | number> = {}): string {
  const words: string = (lang.value === "zh" ? zh : en)[key] ?? key.slice(key.lastIndexOf(".") + 1).replaceAll("_", " ");
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(holes[name] ?? ""));
}

/** Both wordings of a key without holes, as the server keeps texts. */
export const both = (key: Key): Text => ({ en: en[key], zh: zh[key] });

/** The wording of a bilingual text from the server. */
export const say = (text: Text | null | undefined): string => (text ? text[lang.value] : "");

/** The same with a capital, where it stands by itself: tables of the server write names in small letters. */
export function tell(text: Text | null | undefined): string {
  const words = say(text);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export type { Key };
