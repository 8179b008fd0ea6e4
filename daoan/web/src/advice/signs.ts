/**
 * Pictures that say what a word says, drawn for this console: 48 × 48, strokes in the ink of the page; `fill` marks what
 * stands out. They hold no letter, so that they mean the same in every dialect.
 */
export interface Sign { stroke: string; fill?: string; no?: boolean } // no: a red bar across

const HEAD = (x: number, y: number, r = 3.5): string => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const WHEEL = (x: number, y = 37, r = 4): string => HEAD(x, y, r);
const VAN = `M4 35V17q0-3 3-3h22q3 0 5 3l5 8 4 2q1.500.5 1.500 3v5h-4M14 35h16M4 35h4M33 17v8h7M13 14v10h20${WHEEL(12)}${WHEEL(35)}`;
const TRICYCLE = `M4 26h20v9H4zM24 35h9M30 35l3-15h4M33 24h-6v6${WHEEL(11)}${WHEEL(38)}${"M38 33l-3-13"}`;
const MOTORCYCLE = `M11 33h10l6-9h8M20 24h-8M35 20l5 12M33 20h5M27 24l-2 9h-4${WHEEL(11, 35, 5.5)}${WHEEL(39, 35, 5.5)}`;
const LORRY = `M3 14h26v21h-9M29 20h8l7 8v7h-3M3 14v21h4M34 20v8h10M15 35h6${WHEEL(11)}${WHEEL(25)}${WHEEL(37)}`;

export const SIGNS: Record<string, Sign> = {
  // what the page itself shows
  aloud: { stroke: "M8 19v10h8l12 9V10l-12 9zM34 17q4 7 0 14M39 12q7 12 0 24" },
  camera: { stroke: "M5 15h9l4-6h12l4 6h9v24H5zM24 19a8 8 0 1 0 .01 0" },
  // vehicles
  van: { stroke: VAN },
  cargo_tricycle: { stroke: TRICYCLE },
  tractor: { stroke: `M13 30a9 9 0 1 0 .01 0M22 34h10M18 21V9h14v13M32 22h9v9M37 22v-8M25 9v13h7${HEAD(13, 39, 3)}${WHEEL(38, 36, 5)}` },
  lorry: { stroke: LORRY },
  motorcycle: { stroke: MOTORCYCLE },
  ebike: { stroke: `M12 36h12l4-16h6M22 27h-9M34 20l4 15M31 14h5l-2 6${WHEEL(10, 36, 5)}${WHEEL(39, 36, 5)}`, fill: "M25 27l-5 8h4l-2 7 6-9h-4z" },
  car: { stroke: `M4 35v-8l5-3 5-8h17l7 8 5 2q2 .8 2 3v6h-4M15 35h15M4 35h4M23 16v8M11 24h26${WHEEL(12)}${WHEEL(34)}` },
  coach: { stroke: `M3 35V12q0-2 2-2h36q3 0 3 3v22h-4M16 35h15M3 35h4M3 25h41M12 10v15M21 10v15M30 10v15M38 10v15${WHEEL(12)}${WHEEL(35)}` },
  other: { stroke: `${HEAD(24, 9, 4.5)}M24 15v13M24 28l-6 14M24 28l6 14M15 21l9-3 9 3` },
  // behaviours
  no_helmet: { stroke: `M10 30a14 14 0 0 1 28 0v4H21v-6h17M10 30v6q0 4 5 4h6`, no: true },
  overfull_van: { stroke: VAN, fill: `${HEAD(17, 9)}${HEAD(24, 7)}${HEAD(31, 9)}` },
  carries_people: { stroke: `${TRICYCLE}M8 26v-5M15 26v-5M21 26v-5`, fill: `${HEAD(8, 17)}${HEAD(15, 17)}${HEAD(21, 17)}` },
  overfull: { stroke: `${MOTORCYCLE}M13 23v-7M21 23v-7M29 22v-6`, fill: `${HEAD(13, 11)}${HEAD(21, 11)}${HEAD(29, 11)}` },
  drink: { stroke: "M17 6v9q0 3-3 6v20h14V21q-3-3-3-6V6zM17 12h8M14 29h14M33 26h10l-2 9h-6zM38 35v6M34 41h8" },
  no_plate: { stroke: "M6 17h36v15H6zM11 17v-3M37 17v-3M13 24.500h4M22 24.500h4M31 24.500h4", no: true },
  no_belt: { stroke: `${HEAD(20, 9, 5)}M11 42V25q0-7 9-7t9 7v17M13 21l15 15M33 42h9M33 12v30`, no: true },
  speed: { stroke: "M6 35a19 19 0 1 1 36 0M24 33l10-14M10 35h3M35 35h3M24 12v4M12 20l3 2", fill: HEAD(24, 33, 3) },
  no_lights: { stroke: "M20 12q-13 0-13 12t13 12zM27 15h14M27 24h14M27 33h14", no: true },
  // outcomes
  put_right: { stroke: "M24 4a20 20 0 1 0 .01 0M14 25l7 7 14-16" },
  got_off: { stroke: `M3 14h18v26M3 40h22M21 22h-8M29 40l3-9-3-8 6-4 4 6 5 1M32 31l5 4v6`, fill: HEAD(33, 13, 4) },
  police: { stroke: "M24 4l16 6v11c0 10-6.500 17-16 22C14.500 38 8 31 8 21V10zM24 14l2.600 6 6.400.6-5 4.200 1.600 6.200-5.600-3.300-5.600 3.300 1.600-6.200-5-4.200 6.400-.6z" },
  drove_on: { stroke: "M6 40h36M24 40v-4M24 30v-4M24 20v-4M8 12h24M24 4l8 8-8 8" },
};
export const signOf = (code: string): Sign => SIGNS[code] ?? SIGNS.other!;
