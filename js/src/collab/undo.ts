// Undo of one's own edits, each with the name of what was done.
import type * as Y from "yjs";
import { apply, contentOf, type Definition, type Edit, perform } from "./binding";
import { joined, type Step, stepBetween, takenBack } from "./steps";

/** Milliseconds: edits of one name closer than this are one step, so that a word typed is undone as a word. */
export const GROUPED_MS = 500;
/** Older ones cannot be taken back. */
export const MOST_STEPS = 200;

/** The steps of one author in a document; what others did meanwhile stays. A step back is made of ordinary edits. */
export class Undo {
  private done: Step[] = [];
  private undone: Step[] = [];
  private newest = Number.NEGATIVE_INFINITY;

  constructor(
    readonly doc: Y.Doc,
    readonly origin: unknown = {},
  ) {}

  /** Make what is done inside one step of that name; the same name within half a second joins the step before. */
  edit<T>(name: string, work: () => T): T {
    const before = contentOf(this.doc);
    try {
      return this.doc.transact(work, this.origin);
    } finally {
      // what was done before a failure is done, and can be taken back
      this.did(stepBetween(name, before, contentOf(this.doc)));
    }
  }

  /** Make the document hold `definition`, as a step of that name. */
  apply(definition: Definition, name: string): Edit[] {
    return this.edit(name, () => apply(this.doc, definition, this.origin));
  }

  /** What would be undone. */
  get undoName(): string | null {
    return this.done.at(-1)?.name ?? null;
  }

  /** What would be done again. */
  get redoName(): string | null {
    return this.undone.at(-1)?.name ?? null;
  }

  /** Take the newest step back and return its name; steps of which others left nothing are passed over. */
  undo(): string | null {
    return this.back(this.done, this.undone);
  }

  /** Do the step taken back last again and return its name. */
  redo(): string | null {
    return this.back(this.undone, this.done);
  }

  private did(step: Step): void {
    if (step.empty) return;
    const now = performance.now();
    const last = this.undone.length === 0 ? this.done.at(-1) : undefined;
    const near = last !== undefined && last.name === step.name && now - this.newest < GROUPED_MS;
    const whole = near ? joined(last, step) : null;
    if (whole === null) this.done = [...this.done, step].slice(-MOST_STEPS);
    else this.done[this.done.length - 1] = whole;
    this.undone = [];
    this.newest = now;
  }

  private back(steps: Step[], others: Step[]): string | null {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const before = contentOf(this.doc);
      const edits = takenBack(step, before);
      if (edits.length > 0) this.doc.transact(() => perform(this.doc, edits), this.origin);
      const made = stepBetween(step.name, before, contentOf(this.doc));
      if (made.empty) continue;
      others.push(made);
      // what comes next is no part of what was there before
      this.newest = Number.NEGATIVE_INFINITY;
      return step.name;
    }
    return null;
  }
}
