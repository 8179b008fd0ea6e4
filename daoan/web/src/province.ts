/** Points with their sign, as differences are read. */
import { num } from "./format";

export const signed = (points: number, decimals = 1): string => {
  const told = num(Math.abs(points), decimals);
  const none = Number(Math.abs(points).toFixed(decimals)) === 0;
  return none ? told : `${points > 0 ? "+" : "−"}${told}`;
};
