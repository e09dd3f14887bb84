// Undo of one's own edits, each with the name of what was done.
import * as Y from "yjs";
import { apply, type Definition, type Edit, mapsOf } from "./binding";

/** Edits of one name closer than this are one step: a word typed is undone as a word. */
export const GROUPED_MS = 500;

const NAME = "name";

/** The steps of one author in a document; what others did meanwhile stays. */
export class Undo {
  private readonly manager: Y.UndoManager;
  private naming = "";

  constructor(
    readonly doc: Y.Doc,
    readonly origin: unknown = {},
  ) {
    const { report, fields, items } = mapsOf(doc);
    this.manager = new Y.UndoManager([report, fields, items], {
      captureTimeout: GROUPED_MS,
      trackedOrigins: new Set([origin]),
    });
    this.manager.on("stack-item-added", ({ stackItem, origin: by }) => {
      // a step back is told apart from a step by who made it, and keeps the name of what it takes back
      if (by !== this.manager || !stackItem.meta.has(NAME)) stackItem.meta.set(NAME, this.naming);
    });
  }

  /** Make what is done inside one step of that name; the same name within half a second joins the step before. */
  edit<T>(name: string, work: () => T): T {
    if (this.undoName !== name || this.manager.redoStack.length > 0) this.manager.stopCapturing();
    this.naming = name;
    return this.doc.transact(work, this.origin);
  }

  /** Make the document hold `definition`, as a step of that name. */
  apply(definition: Definition, name: string): Edit[] {
    return this.edit(name, () => apply(this.doc, definition, this.origin));
  }

  /** What would be undone. */
  get undoName(): string | null {
    return nameOf(this.manager.undoStack.at(-1));
  }

  /** What would be done again. */
  get redoName(): string | null {
    return nameOf(this.manager.redoStack.at(-1));
  }

  /** Take the newest step back and return its name. */
  undo(): string | null {
    return this.step(this.undoName, () => this.manager.undo());
  }

  /** Do the step taken back last again and return its name. */
  redo(): string | null {
    return this.step(this.redoName, () => this.manager.redo());
  }

  close(): void {
    this.manager.destroy();
  }

  private step(name: string | null, work: () => unknown): string | null {
    if (name === null) return null;
    this.naming = name;
    work();
    return name;
  }
}

function nameOf(step: { meta: Map<unknown, unknown> } | undefined): string | null {
  const name = step?.meta.get(NAME);
  return typeof name === "string" ? name : null;
}
