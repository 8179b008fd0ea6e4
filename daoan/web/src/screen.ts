/** How wide the window is, in the steps that the style sheets take. */

/** One column, and a bar at the foot. */
export const isPhone = (): boolean => matchMedia("(max-width: 760px)").matches;

/** What lies beside a map would lie over half of it: a tablet upright, or a phone. */
export const isNarrow = (): boolean => matchMedia("(max-width: 1000px)").matches;
