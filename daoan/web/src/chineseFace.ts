/**
 * The face that Chinese is drawn in: one that this machine has, and ours where it has none. Ours comes in a hundred small
 * files, of which every page needs some that no page before it did; laying out a page among so many costs more than reading it.
 */

/** Full and PostScript names, at their usual weight, of the faces that `--font` names: by these one of a machine is found. */
const FILES = [
  "Noto Sans SC Regular", "NotoSansSC-Regular", "Noto Sans CJK SC Regular", "Noto Sans CJK SC", "NotoSansCJKsc-Regular",
  "Source Han Sans SC Regular", "SourceHanSansSC-Regular", "PingFang SC Regular", "PingFangSC-Regular",
  "HarmonyOS Sans SC", "HarmonyOS_Sans_SC", "MiSans Regular", "MiSans-Regular", "Microsoft YaHei", "MicrosoftYaHei",
];
const OURS = "Noto Sans SC Variable";

/** Whether ours is drawn with; settles once that is known, and our list of files is there where it is needed. */
const ours: Promise<boolean> = new FontFace("Chinese of this machine", FILES.map((name) => `local("${name}")`).join(", ")).load().then(
  () => false,
  async () => {
    document.documentElement.dataset.face = "ours";
    await import("@fontsource-variable/noto-sans-sc/wght.css");
    return true;
  },
);

/** Families that the style sheet names, for whoever draws letters without one. */
export const families = (): string[] => [...getComputedStyle(document.documentElement).getPropertyValue("--font").matchAll(/"([^"]+)"/g)].map((found) => found[1]!);
export const familyList = (): string => [...families().map((name) => `"${name}"`), "sans-serif"].join(", ");

/** Waits until some letters can be drawn, at the weights given; answers whether any had to be fetched. */
export async function lettersFor(words: string, weights: string[]): Promise<boolean> {
  if (!(await ours)) return false;
  const came = await Promise.all(weights.map((weight) => document.fonts.load(`${weight} 24px "${OURS}"`, words).catch(() => [])));
  return came.some((faces) => faces.length > 0);
}
