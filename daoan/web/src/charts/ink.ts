/** Colours and defaults of charts, taken from the page's tokens so that both themes hold. */
import { familyList } from "../chineseFace";
import { theme } from "../theme";

export interface Ink { ink: string; ink2: string; ink3: string; line: string; accent: string; surface: string; sunken: string; bad: string; series: string[]; width: number }

// Okabe and Ito's palette (2008), which stays apart under the common kinds of colour blindness.
const SERIES = {
  light: ["#0f6b57", "#c25400", "#3b6fb6", "#8a5a9e", "#7a7f00"],
  dark: ["#63c7a8", "#f09a5a", "#86b6f0", "#cf9fe0", "#d8d060"],
};

/** Colours of the theme of now, and how many pixels wide the chart is. */
export function ink(width: number): Ink {
  const css = getComputedStyle(document.documentElement);
  const v = (name: string): string => css.getPropertyValue(name).trim();
  return { ink: v("--ink"), ink2: v("--ink-2"), ink3: v("--ink-3"), line: v("--line"), accent: v("--accent"), surface: v("--surface"), sunken: v("--sunken"), bad: v("--bad"), series: SERIES[theme.value], width };
}

/** Axis, grid and tooltip as every chart of the console has them. */
export function frame(i: Ink) {
  const family = familyList();
  const text = { color: i.ink2, fontSize: 11, fontFamily: family };
  return {
    textStyle: { fontFamily: family, color: i.ink },
    animation: false,
    grid: { left: 8, right: 12, top: 26, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", confine: true, backgroundColor: i.surface, borderColor: i.line, textStyle: { color: i.ink, fontSize: 12, fontFamily: family }, padding: [6, 10], transitionDuration: 0 },
    legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8, textStyle: { ...text, fontSize: 12 } },
    xAxis: { axisLine: { lineStyle: { color: i.line } }, axisTick: { show: false }, axisLabel: text, splitLine: { show: false } },
    yAxis: { axisLine: { show: false }, axisTick: { show: false }, axisLabel: text, splitLine: { lineStyle: { color: i.line, type: [2, 3] } } },
  };
}

const pen = document.createElement("canvas").getContext("2d");

/** Pixels that a legend over the plot takes: its words wrap on a narrow screen, and the plot has to begin below them. */
export function legendSpace(i: Ink, names: string[]): number {
  if (pen) pen.font = `12px ${familyList()}`;
  let rows = 1;
  let x = 10;
  for (const name of names) {
    const wide = 14 + 5 + (pen?.measureText(name).width ?? name.length * 7) + 12;
    if (x > 10 && x + wide > i.width) { rows += 1; x = 10; }
    x += wide;
  }
  return 16 + rows * 20;
}
