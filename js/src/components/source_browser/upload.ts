// A file of the browser goes to the report's folder, piece by piece.
import type { View } from "../../kit/questions";

/** Bytes of a piece; the kernel takes 8 MB at most. */
export const PIECE = 4 * 1024 * 1024;

/** Hand a file over; returns where it lies. */
export async function upload(
  view: View,
  file: File,
  signal: AbortSignal,
  progress: (share: number) => void = () => {},
  purpose: "data" | "picture" = "data",
): Promise<string | null> {
  for (let offset = 0; ; ) {
    const piece = await file.slice(offset, offset + PIECE).arrayBuffer();
    const last = offset + piece.byteLength >= file.size;
    const question = { kind: "file.upload", purpose, name: file.name, offset, last } as const;
    const { answer } = await view.ask(question, "file.uploaded", signal, undefined, [piece]);
    offset += piece.byteLength;
    progress(file.size ? offset / file.size : 1);
    if (last) return answer.path;
  }
}
