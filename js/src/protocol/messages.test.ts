// @vitest-environment node
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
// @ts-expect-error a script of the toolchain
import { types } from "../../protocol.mjs";

it("is what the schema says: run `npm run protocol` after a change", async () => {
  const written = await readFile(new URL("./messages.ts", import.meta.url), "utf8");
  expect(written).toBe(await types());
});
