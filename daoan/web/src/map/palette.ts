/**
 * Seven classes of risk, lowest first. Lightness runs one way all along (dark to pale at night, pale to dark by day), so
 * the order survives colour blindness and a grey printer; width repeats it.
 */
import type { Theme } from "../theme";

export const RISK: Record<Theme, string[]> = {
  light: ["#bcc9c4", "#dccb8f", "#edb456", "#e3823a", "#c44b30", "#8f2453", "#451045"],
  dark: ["#3b4a46", "#5f3f6a", "#96426e", "#d05561", "#f18252", "#f8b75e", "#fdf1b0"],
};

/** Seven classes of density along the roads, lowest first: one hue, so that it is never taken for risk. */
export const DENSITY: Record<Theme, string[]> = {
  light: ["#d5dde8", "#b9c9e2", "#93acd9", "#6b8bcb", "#4a68b5", "#344694", "#221f63"],
  dark: ["#27303f", "#2f4162", "#3b5a8c", "#4c78b4", "#6a9bd3", "#98c0ea", "#d7eaff"],
};

/** Five classes of speed against free flow, fastest first: the ends of the risk ramp would say danger, so this keeps its middle. */
export const LINKS: Record<Theme, string[]> = {
  light: ["#4f9c86", "#c9b64a", "#e3823a", "#c44b30", "#8f2453"],
  dark: ["#3f7d6b", "#b8a545", "#e0853f", "#f0685a", "#ffb3c8"],
};

/** Which part of the ranked stretches each class holds, in per cent, as the server cuts them; worst first. */
export const RISK_SHARES = [1, 5, 10, 20, 40, 70, 100];

export const MAP: Record<Theme, Record<"ground" | "road" | "roadEdge" | "label" | "halo" | "crash" | "fatal" | "crashEdge" | "off" | "cell" | "spot" | "cluster" | "duty" | "chosen", string>> = {
  light: { ground: "#edf0ee", road: "#ffffff", roadEdge: "#c3ccc8", label: "#3a4843", halo: "#f6f8f7", crash: "#14201c", fatal: "#d0342c", crashEdge: "#ffffff", off: "#2f6f9f", cell: "#2f6f9f", spot: "#14201c", cluster: "#c2410c", duty: "#0f6b57", chosen: "#0b5fff" },
  dark: { ground: "#0b100f", road: "#222c29", roadEdge: "#151c1a", label: "#a5b3ad", halo: "#0b100f", crash: "#e9f1ee", fatal: "#ff6a5a", crashEdge: "#0b100f", off: "#6fb3e0", cell: "#6fb3e0", spot: "#f1f6f4", cluster: "#ff9a5c", duty: "#63c7a8", chosen: "#8fbcff" },
};
