// The shared report as editors have it: shown at once, edited in named steps, taken back step by step.
import { batch, signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import type * as Y from "yjs";
import { read } from "../collab/binding";
import type { Definition } from "../collab/tree";
import { Undo } from "../collab/undo";
import type { Report } from "../protocol/report";
import { longForm } from "./definition";

export interface SharedReport {
  /** The Y document all of this stands in. */
  doc: Y.Doc;
  definition: ReadonlySignal<Report>;
  /** Whether the kernel has answered: until then the document is empty. */
  ready: ReadonlySignal<boolean>;
  undoName: ReadonlySignal<string | null>;
  redoName: ReadonlySignal<string | null>;
  /** Change a copy of the definition; the difference is one step of that name, "Add Delay to Columns". */
  edit(name: string, change: (draft: Report) => void): void;
  undo(): string | null;
  redo(): string | null;
}

export function sharedReport(doc: Y.Doc, signal: AbortSignal): SharedReport {
  const undo = new Undo(doc);
  const definition = makeSignal<Report>(longForm(read(doc)));
  const ready = makeSignal(hasReport(doc));
  const undoName = makeSignal<string | null>(null);
  const redoName = makeSignal<string | null>(null);
  const look = () =>
    batch(() => {
      definition.value = longForm(read(doc));
      ready.value = hasReport(doc);
      undoName.value = undo.undoName;
      redoName.value = undo.redoName;
    });
  let waiting = false;
  const happened = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      if (!signal.aborted) look();
    });
  };
  doc.on("update", happened);
  signal.addEventListener("abort", () => doc.off("update", happened), { once: true });
  const after = <T>(made: T): T => {
    look();
    return made;
  };
  return {
    doc,
    definition,
    ready,
    undoName,
    redoName,
    edit(name, change) {
      const draft = longForm(read(doc));
      change(draft);
      undo.apply(draft as unknown as Definition, name);
      look();
    },
    undo: () => after(undo.undo()),
    redo: () => after(undo.redo()),
  };
}

const hasReport = (doc: Y.Doc): boolean => doc.getMap("report").size > 0;
