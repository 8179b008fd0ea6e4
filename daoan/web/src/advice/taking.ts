/** A record in the making: what was tapped, and how it becomes a version in the outbox. */
import { reactive } from "vue";
import type { RecordLine, Reference, VersionForm } from "../api/advice";
import { person } from "../session";
import { look, sync } from "./outbox";
import { makeSmall, type Photo } from "./photo";
import { placeNow } from "./place";
import { keepVersion, type Waiting } from "./shelf";

export type Step = "vehicle" | "behaviour" | "outcome" | "save";

export interface Draft {
  step: Step; station: string; vehicle: string; behaviours: string[]; outcome: string; people: number | null; plate: string; shown: string; note: string;
  photos: Photo[]; before: string[]; base: { record: string; versions: string[]; phoneAt: string } | null; mends: Waiting | null; plateTouched: boolean; noteTouched: boolean;
}

const fresh = (station: string): Draft => ({
  step: "vehicle", station, vehicle: "", behaviours: [], outcome: "", people: null, plate: "", shown: "", note: "", photos: [], before: [], base: null, mends: null, plateTouched: false, noteTouched: false,
});

export const draft = reactive<Draft>(fresh(""));
export const isEmpty = (): boolean => draft.vehicle === "" && draft.base === null && draft.mends === null;

export function startAnew(station: string): void { Object.assign(draft, fresh(station)); }

/** Change a record that was read from the server, or one that waits here. */
export function change(line: RecordLine): void {
  const v = line.current;
  Object.assign(draft, fresh(v.station), {
    step: "save", vehicle: v.vehicle, behaviours: [...v.behaviours], outcome: v.outcome, people: v.people, shown: v.shown, note: v.note, before: [...v.photos],
    base: { record: line.record_id, versions: [v.version_id], phoneAt: v.phone_at },
  });
}
export function changeWaiting(row: Waiting): void {
  const v = row.form, mends = row.state === "refused";
  Object.assign(draft, fresh(v.station), {
    step: "save", vehicle: v.vehicle, behaviours: [...v.behaviours], outcome: v.outcome, people: v.people, plate: v.plate ?? "", note: v.note ?? "", before: [...v.photos], mends: mends ? row : null,
    base: mends ? null : { record: v.record_id, versions: [v.version_id], phoneAt: v.phone_at },
  });
}

export async function addPhoto(file: Blob, known: Reference): Promise<void> {
  const photo = await makeSmall(file, known.photo_side_px, known.photo_bytes);
  if (!draft.photos.some((p) => p.sha256 === photo.sha256)) draft.photos.push(photo);
}

/** Keep the draft on the phone; it is on its disk when this settles. Sending is another matter. */
export async function save(): Promise<void> {
  const who = person.value!.person_id, mends = draft.mends;
  const record = mends?.form.record_id ?? draft.base?.record ?? crypto.randomUUID();
  const untouched = <T>(value: T, touched: boolean): T | null => (draft.base && !touched ? null : value);
  const form: Omit<VersionForm, "seq"> = {
    record_id: record, version_id: mends?.form.version_id ?? crypto.randomUUID(), based_on: mends?.form.based_on ?? draft.base?.versions ?? [], station: draft.station,
    phone_at: mends?.form.phone_at ?? draft.base?.phoneAt ?? new Date().toISOString(), vehicle: draft.vehicle, behaviours: [...draft.behaviours], outcome: draft.outcome,
    ...(mends ? { lon: mends.form.lon, lat: mends.form.lat, accuracy_m: mends.form.accuracy_m } : placeNow()), people: draft.people,
    plate: untouched(draft.plate.trim(), draft.plateTouched), photos: [...draft.before, ...draft.photos.map((p) => p.sha256)], note: untouched(draft.note.trim(), draft.noteTouched),
  };
  const photos = draft.photos.map((p) => ({ key: `${record}/${p.sha256}`, person: who, record, sha256: p.sha256, bytes: p.bytes }));
  const plain = JSON.parse(JSON.stringify(form)) as typeof form; // the page's own objects cannot be put on the shelf
  await keepVersion(who, plain, photos, mends);
  await look();
  void sync();
}
