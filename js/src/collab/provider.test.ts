import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { apply, mapsOf, read, seed } from "./binding";
import { deliver, pair } from "./channel";
import { Depths } from "./depths";
import { Guard, Refused } from "./guard";
import { Provider } from "./provider";
import { scan, Unsafe } from "./scan";
import type { Definition } from "./tree";
import { Undo } from "./undo";

const CORPUS = join(import.meta.dirname, "../../../tests/collab/corpus");
const corpus = (name: string): { definition: Definition } & Record<string, unknown>[] =>
  JSON.parse(readFileSync(join(CORPUS, name), "utf8"));
const report = (): Definition => structuredClone(corpus("everything.json").definition);
const titled = (title: string): Definition => ({ ...report(), title });

function star(): { docs: Y.Doc[]; flow: () => void; refusals: Refused[] } {
  const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()] as [Y.Doc, Y.Doc, Y.Doc];
  const refusals: Refused[] = [];
  const ends = [docs[1], docs[2]].flatMap((doc) => {
    const [hub, leaf] = pair();
    for (const [one, end] of [
      [docs[0], hub],
      [doc, leaf],
    ] as const) {
      new Provider(one, end, { refused: (error) => refusals.push(error) }).start();
    }
    return [hub, leaf];
  });
  return { docs, flow: () => deliver(...ends), refusals };
}

describe("provider", () => {
  test("what one page edits is in every document, by way of the one between them", () => {
    const { docs, flow, refusals } = star();
    seed(docs[1] as Y.Doc, report());
    flow();
    apply(docs[2] as Y.Doc, titled("from the other page"));
    apply(docs[0] as Y.Doc, titled("from the kernel"));
    flow();
    const all = docs.map((doc) => JSON.stringify(read(doc)));
    expect(new Set(all).size).toBe(1);
    expect(refusals).toEqual([]);
  });

  test("a page cut off goes on, and what was missed on both sides arrives when it is back", () => {
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    const [left, right] = pair();
    const first = new Provider(one, left);
    first.start();
    new Provider(other, right).start();
    seed(one, report());
    deliver(left, right);
    left.cut();
    apply(one, titled("while alone"));
    expect(first.broken).toBe(true);
    first.stop();
    apply(other, { ...report(), source: "sales" });
    const [here, there] = pair();
    new Provider(one, here).start();
    new Provider(other, there).start();
    deliver(here, there);
    expect(read(one)).toEqual(read(other));
    expect([read(one).title, read(one).source]).toEqual(["while alone", "sales"]);
  });

  test("bytes that are no message are told and change nothing", () => {
    const { docs, refusals } = star();
    const [here, there] = pair();
    new Provider(docs[0] as Y.Doc, here, { refused: (error) => refusals.push(error) }).start();
    for (const bytes of [[], [7], [0], [2, 200], [1, 1, 0, 9], [0, 1, 255], [2, 2, 255, 255]]) {
      there.send(Uint8Array.from(bytes));
    }
    here.deliver();
    expect(refusals).toHaveLength(7);
    expect(docs[0]?.store.clients.size).toBe(0);
  });
});

describe("guard", () => {
  test.each(corpus("updates/updates.json") as unknown as { about: string; update: string; safe: boolean }[])(
    "$about",
    ({ update, safe }) => {
      const look = (): void => new Depths().learn(scan(Buffer.from(update, "hex")));
      if (safe) expect(look).not.toThrow();
      else expect(look).toThrow(Unsafe);
    },
  );

  test("what builds on something that has not arrived is held, then applied", () => {
    const author = new Y.Doc();
    const updates: Uint8Array[] = [];
    author.on("update", (update: Uint8Array) => updates.push(update));
    seed(author, report());
    apply(author, titled("second"));
    apply(author, titled("third"));
    const doc = new Y.Doc();
    const guard = new Guard(doc);
    expect(updates.reverse().map((update) => guard.take(update))).toEqual([true, true, false]);
    expect(read(doc).title).toBe("third");
    guard.close();
  });

  test("an update larger than an edit is refused, and taken as the first answer", () => {
    const author = new Y.Doc();
    mapsOf(author).report.set("description", "x".repeat(300_000));
    const update = Y.encodeStateAsUpdate(author);
    const guard = new Guard(new Y.Doc());
    expect(() => guard.take(update)).toThrow(Refused);
    expect(guard.take(update, null, true)).toBe(false);
  });

  test("a chain of shared types built edit by edit is refused before it is deep", () => {
    const author = new Y.Doc();
    const guard = new Guard(new Y.Doc());
    let map: Y.Map<unknown> = mapsOf(author).items;
    let state = Y.encodeStateVector(author);
    const link = (): void => {
      map = map.set("k", new Y.Map()) as Y.Map<unknown>;
      const update = Y.encodeStateAsUpdate(author, state);
      state = Y.encodeStateVector(author);
      guard.take(update);
    };
    expect(() => {
      for (let depth = 0; depth < 12; depth++) link();
    }).toThrow(Refused);
  });
});

describe("undo", () => {
  test("takes back one's own steps by name and leaves the others'", () => {
    const [mine, theirs] = [new Y.Doc(), new Y.Doc()];
    const [left, right] = pair();
    new Provider(mine, left).start();
    new Provider(theirs, right).start();
    seed(mine, report());
    deliver(left, right);
    const undo = new Undo(mine);
    undo.apply(titled("renamed"), "Rename");
    undo.apply({ ...titled("renamed"), source: "sales" }, "Other source");
    deliver(left, right);
    apply(theirs, { ...read(theirs), locale: "en-US" });
    deliver(left, right);
    expect([undo.undoName, undo.undo(), undo.undo(), undo.undo()]).toEqual([
      "Other source",
      "Other source",
      "Rename",
      null,
    ]);
    const { title, source, locale } = read(mine);
    expect([title, source, locale]).toEqual([report().title, report().source, "en-US"]);
    expect([undo.redoName, undo.redo(), undo.redo(), undo.redo()]).toEqual([
      "Rename",
      "Rename",
      "Other source",
      null,
    ]);
    deliver(left, right);
    expect(read(theirs)).toEqual(read(mine));
    expect(read(mine).source).toBe("sales");
  });

  test("takes one's own words back from among the others' and passes over what nothing is left of", () => {
    const doc = new Y.Doc();
    const text = (md: string): Definition => ({ ...report(), body: [{ kind: "text", id: "b1", md }] });
    seed(doc, text("one three"));
    const undo = new Undo(doc);
    undo.apply({ ...text("one three"), title: "mine" }, "Rename");
    undo.apply({ ...text("one big three"), title: "mine" }, "Write");
    apply(doc, { ...text("one big 😀 three"), title: "theirs" });
    expect(undo.undo()).toBe("Write");
    expect((read(doc).body as Definition[])[0]?.md).toBe("one 😀 three");
    expect(undo.undo()).toBe(null);
    expect(read(doc).title).toBe("theirs");
    expect(undo.redo()).toBe("Write");
    expect((read(doc).body as Definition[])[0]?.md).toBe("one big 😀 three");
  });

  test("a removed row and its blocks come back", () => {
    const doc = new Y.Doc();
    seed(doc, report());
    const before = read(doc);
    const undo = new Undo(doc);
    const body = (report().body as Definition[]).filter((block) => block.id !== "r1");
    undo.apply({ ...report(), body }, "Remove row");
    expect(read(doc).body).toHaveLength(body.length);
    expect(undo.undo()).toBe("Remove row");
    expect(read(doc)).toEqual(before);
  });

  test("edits of one name in a row are one step", () => {
    const doc = new Y.Doc();
    seed(doc, report());
    const undo = new Undo(doc);
    for (const title of ["a", "ab", "abc"]) undo.apply(titled(title), "Type");
    undo.undo();
    expect(read(doc).title).toBe(report().title);
    expect(undo.undoName).toBe(null);
  });
});
