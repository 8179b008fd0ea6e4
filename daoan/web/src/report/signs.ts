/** Pictures of what can be reported: 48 × 48, strokes in the ink of the page; `fill` marks the danger. They hold no letter. */
export const PICTURES: Record<string, { stroke: string; fill?: string }> = {
  hole: { stroke: "M14 44 20 6M34 44 28 6M24 8v6M24 34v6", fill: "M15 26q2-6 9-5t9 4q1 6-7 6t-11-5z" },
  no_rail: { stroke: "M4 20h13M31 20h13M4 27h13M31 27h13M10 16v22M38 16v22", fill: "M20 18l8 8-3 3-8-8zM28 18l-8 8 3 3 8-8z" },
  sign: { stroke: "M22 28 18 44M26 28l-3 16", fill: "M20 5 38 27 12 29zM23.500 13l1 8M25 24.500z" },
  slide: { stroke: "M4 44h40M4 44 18 8l8 10 4 12", fill: "M28 36l6-5 6 3 2 7-6 3h-7zM21 40l4-3 3 4-3 3h-4z" },
  water: { stroke: "M6 34q5-5 9 0t9 0 9 0 9 0M6 42q5-5 9 0t9 0 9 0 9 0", fill: "M24 5q9 11 9 17a9 9 0 0 1-18 0q0-6 9-17z" },
  view: { stroke: "M4 40h40M13 40V28M33 40V30", fill: "M13 6q10 3 9 13-1 9-9 9t-9-9Q3 9 13 6zM33 14q8 3 8 10t-8 8-8-8 8-10z" },
  crossing: { stroke: "M18 4v14H4M30 4v14h14M18 44V30H4M30 44V30h14", fill: "M24 18l6 6-6 6-6-6z" },
  other: { stroke: "M24 5 45 42H3z", fill: "M22.500 18h3l-.6 12h-1.800zM22.300 34h3.400v3.400h-3.400z" },
};
