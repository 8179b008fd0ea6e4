/** Reading aloud, where the phone has a voice: what to do next, or what to say to whoever was stopped. */
import { ref } from "vue";
import { lang, locale } from "../i18n";
import type { Text } from "../api/types";

const STORED = "daoan.aloud";
export const canSpeak = (): boolean => "speechSynthesis" in window;
/** Whether each step is read out. */
export const aloud = ref(localStorage.getItem(STORED) === "on");

export function switchAloud(): void {
  aloud.value = !aloud.value;
  localStorage.setItem(STORED, aloud.value ? "on" : "off");
  if (!aloud.value && canSpeak()) speechSynthesis.cancel();
}

export function speak(words: string): void {
  if (!canSpeak() || !words) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(words);
  said.lang = locale.value;
  said.rate = 0.9;
  speechSynthesis.speak(said);
}

export const speakText = (text: Text | null): void => { if (text) speak(text[lang.value]); };
export const prompt = (words: string): void => { if (aloud.value) speak(words); };
