/** Photos made small in the browser: drawn anew, so that nothing but pixels is left, and hashed as they are sent. */
export interface Photo { sha256: string; bytes: ArrayBuffer }

export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A picture no longer than `side` px and no larger than `most` bytes, with its hash. Throws where it cannot be read. */
export async function makeSmall(file: Blob, side: number, most: number): Promise<Photo> {
  const bytes = await drawSmall(file, side, most);
  return { sha256: await sha256(bytes), bytes };
}

/** The same without its hash, which a page that came without TLS cannot make. */
export async function drawSmall(file: Blob, side: number, most: number): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file);
  try {
    for (const [share, quality] of [[1, 0.72], [0.8, 0.65], [0.6, 0.6], [0.4, 0.5]] as const) {
      const scale = Math.min(1, (side * share) / Math.max(picture.width, picture.height));
      const sheet = document.createElement("canvas");
      sheet.width = Math.max(1, Math.floor(picture.width * scale));
      sheet.height = Math.max(1, Math.floor(picture.height * scale));
      sheet.getContext("2d")!.drawImage(picture, 0, 0, sheet.width, sheet.height);
      const blob = await new Promise<Blob | null>((done) => { sheet.toBlob(done, "image/jpeg", quality); });
      if (blob && blob.size <= most) return await blob.arrayBuffer();
    }
  } finally {
    picture.close();
  }
  throw new Error("too large");
}
