// The cases of tests/collab/corpus, which Python passes too.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { apply, contentOf, mapsOf, read, reading, seed } from "./binding";
import type { Content } from "./content";
import type { Plain } from "./plain";
import type { Definition } from "./tree";

interface Step {
  apply?: Definition;
  edits?: number;
  raw?: {
    do: "set" | "delete" | "add";
    root: "report" | "fields" | "items";
    key: string;
    item?: string;
    value?: Plain;
  }[];
}

interface Case {
  about: string;
  definition: Definition;
  seed: string;
  steps: Step[];
  expected: Definition;
  structure: unknown;
  repairs: number;
  unknown: string[];
}

const CORPUS = join(import.meta.dirname, "../../../tests/collab/corpus");
const CASES = readdirSync(CORPUS).filter((name) => name.endsWith(".json"));

describe("corpus", () => {
  test.each(CASES)("%s", (file) => {
    const found: Case = JSON.parse(readFileSync(join(CORPUS, file), "utf8"));
    const doc = new Y.Doc();
    const theirs = Buffer.from(found.seed, "hex");
    expect(seed(doc, found.definition)).toBe(true);
    const before = Y.encodeStateAsUpdate(doc);
    // what Python seeds is the very same edits
    Y.applyUpdate(doc, theirs);
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
    expect(Y.encodeStateVectorFromUpdate(theirs)).toEqual(Y.encodeStateVector(doc));
    let count = 0;
    const name = (key: string): string => {
      count += 1;
      return `${key}-new${count}`;
    };
    for (const step of found.steps) {
      if (step.raw !== undefined) raw(doc, step.raw);
      else expect(apply(doc, step.apply ?? {}, null, name)).toHaveLength(step.edits ?? -1);
    }
    expect(read(doc)).toEqual(found.expected);
    expect(plain(contentOf(doc))).toEqual(found.structure);
    expect(reading(doc).repairs).toHaveLength(found.repairs);
    expect(reading(doc).unknown.sort()).toEqual(found.unknown);
    expect(seed(doc, found.definition)).toBe(false);
  });
});

function raw(doc: Y.Doc, edits: NonNullable<Step["raw"]>): void {
  const maps = mapsOf(doc);
  doc.transact(() => {
    for (const edit of edits) {
      const root = maps[edit.root];
      const owner = (edit.item === undefined ? root : root.get(edit.item)) as Y.Map<unknown>;
      if (edit.do === "delete") owner.delete(edit.key);
      else if (edit.do === "set") owner.set(edit.key, edit.value);
      else owner.set(edit.key, new Y.Map(Object.entries(edit.value ?? {})));
    }
  });
}

function plain(content: Content): unknown {
  return {
    report: Object.fromEntries(content.report),
    fields: Object.fromEntries(content.fields),
    items: Object.fromEntries([...content.items].map(([name, item]) => [name, Object.fromEntries(item)])),
  };
}
