/** Pages of publicity as they can be read now: from the server, else as this phone kept them, with the city beside. */
import { ref } from "vue";
import { ApiProblem } from "../api/client";
import type { Meta } from "../api/types";
import { meta, metaResource } from "../city";
import { person } from "../session";
import { readOrKept } from "./shelf";

/** When what is shown was read; `null`: now. */
export const readAt = ref<number | null>(null);

interface Page<T> { page: T; city: Meta | null }

export async function pageOf<T>(name: string, ask: () => Promise<T>): Promise<T> {
  const found = await readOrKept<Page<T>>(person.value?.person_id ?? "", name, async () => {
    const page = await ask();
    return { page, city: await cityNow() };
  });
  readAt.value = found.at;
  if (found.at !== null && !meta.value && found.value.city) metaResource.take(found.value.city); // its zone, and that it is simulated
  return found.value.page;
}

/** The city, which is asked for beside the first page and may come behind it. */
async function cityNow(): Promise<Meta | null> {
  for (let n = 0; n < 50 && !meta.value && !metaResource.problem.value; n += 1) await new Promise((resume) => setTimeout(resume, 100));
  return meta.value ? (JSON.parse(JSON.stringify(meta.value)) as Meta) : null;
}

/** A pack as a file: fetched and kept, else as it was kept. */
export async function packOf(name: string, address: string): Promise<Blob> {
  const found = await readOrKept<Blob>(person.value?.person_id ?? "", name, async () => {
    const answer = await fetch(address).catch(() => { throw new ApiProblem(0, "no answer", ""); });
    if (!answer.ok) throw new ApiProblem(answer.status, answer.statusText, "");
    return answer.blob();
  });
  return found.value;
}

export const packName = (kind: string, entry: string, lang: string): string => `pack ${kind} ${entry} ${lang}`;
