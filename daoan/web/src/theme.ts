/** Light or dark: the system's choice until a person chooses. */
import { ref, watch } from "vue";

export type Theme = "light" | "dark";
const STORED = "daoan.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const stored = localStorage.getItem(STORED);

export const theme = ref<Theme>(stored === "light" || stored === "dark" ? stored : system.matches ? "dark" : "light");

system.addEventListener("change", () => {
  if (!localStorage.getItem(STORED)) theme.value = system.matches ? "dark" : "light";
});

export function switchTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(STORED, theme.value);
}

watch(theme, (now) => { document.documentElement.dataset.theme = now; }, { immediate: true });
