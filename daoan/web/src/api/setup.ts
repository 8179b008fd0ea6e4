/** How far the city is set up. */
import { read } from "./client";
import type { Text } from "./types";

export interface Wanted { key: string; name: Text; how: string }
export interface SetupStep { key: string; title: Text; does: Text; state: "done" | "started" | "open"; at: string | null; by: string; facts: Record<string, string | number>; missing: Text | null; command: string; page: string; wanted: Wanted[] }

export const setup = { steps: (s?: AbortSignal) => read<SetupStep[]>("/setup", {}, s) };
