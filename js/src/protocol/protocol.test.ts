// @vitest-environment node
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
// @ts-expect-error a script of the toolchain
import { ALL, types } from "../../protocol.mjs";

it.each(Object.entries(ALL as Record<string, string>))(
  "%s is what its schema says: run `npm run protocol` after a change",
  async (name, title) => {
    const written = await readFile(new URL(`./${name}.ts`, import.meta.url), "utf8");
    expect(written).toBe(await types(name, title));
  },
);
