/** What the evidence drawer shows: one number, what it means, and what it stands on. */
import { shallowRef } from "vue";
import type { Query } from "./api/client";
import type { RouteLocationRaw } from "vue-router";

export interface Proof {
  title: string;
  value?: string;
  rows?: [name: string, value: string][];
  notes?: string[];
  glossary?: string[]; // keys to look up
  crashes?: Query | null; // collisions behind it, as a question to /crashes
  packs?: string[];
  links?: { to: RouteLocationRaw; text: string }[];
}

export const proof = shallowRef<Proof | null>(null);
export const showProof = (what: Proof): void => { proof.value = what; };
export const closeProof = (): void => { proof.value = null; };
