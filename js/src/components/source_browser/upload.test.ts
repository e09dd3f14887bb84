import { expect, it } from "vitest";
import { FakeModel } from "../../kit/fake_model";
import { Questions } from "../../kit/questions";
import { PIECE, upload } from "./upload";

it("hands a file over in pieces, each after the one before", async () => {
  const ending = new AbortController();
  const pieces: [offset: number, bytes: number, last: boolean][] = [];
  class Kernel extends FakeModel {
    override send(
      content: { id: string; kind: string },
      _callbacks?: unknown,
      buffers?: ArrayBuffer[],
    ): void {
      const { id, offset, last, name } = content as { id: string; kind: string } & Record<string, unknown>;
      expect(name).toBe("big.csv");
      const bytes = buffers?.[0]?.byteLength ?? -1;
      pieces.push([offset as number, bytes, last as boolean]);
      const received = (offset as number) + bytes;
      queueMicrotask(() =>
        this.answer({ v: 1, id, kind: "file.uploaded", received, path: last ? "big (2).csv" : null }),
      );
    }
  }
  const view = new Questions(new Kernel().asModel, ending.signal).newView();
  const shares: number[] = [];
  const file = new File([new Uint8Array(PIECE + 10)], "big.csv");
  await expect(upload(view, file, ending.signal, (share) => shares.push(share))).resolves.toBe("big (2).csv");
  expect(pieces).toEqual([
    [0, PIECE, false],
    [PIECE, 10, true],
  ]);
  expect(shares.at(-1)).toBe(1);
  pieces.length = 0;
  await upload(view, new File([], "big.csv"), ending.signal);
  expect(pieces).toEqual([[0, 0, true]]);
});
