/** Who signed out of this page: what is still on its way to them when they do is not kept any more. */
const gone = new Set<string>();

export const isGone = (person: string): boolean => gone.has(person);
export const goes = (person: string): void => { gone.add(person); };
export const comes = (person: string): void => { gone.delete(person); };

/** Take a person's rows out of a store; within one transaction, so that nothing is put between reading and taking. */
export function dropOwn(store: IDBObjectStore, person: string): IDBRequest<IDBValidKey[]> {
  const asked = store.index("person").getAllKeys(person);
  asked.onsuccess = () => { for (const key of asked.result) store.delete(key); };
  return asked;
}
