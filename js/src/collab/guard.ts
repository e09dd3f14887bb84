// What arrives is untrusted: capped and looked over as bytes before yjs takes it. What the format allows is for the
// kernel to say, before the engine sees it.
import * as Y from "yjs";
import { Depths } from "./depths";
import { scan, Unsafe } from "./scan";

export const MAX_UPDATE = 256 * 1024;
/** What a peer may send when it is first asked for all it has. */
export const MAX_FIRST = 8 * 1024 * 1024;
/** Updates kept until what they build on arrives. */
export const MAX_HELD = 1_000;

/** An update that was not taken; the document is as it was. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Takes the updates of peers into a document, and only those. */
export class Guard {
  private readonly depths = new Depths();
  private held: Uint8Array[] = [];

  constructor(private readonly doc: Y.Doc) {
    this.learn(Y.encodeStateAsUpdate(doc));
    doc.on("update", this.learn);
  }

  /** Apply an update; say whether updates are held because what they build on has not arrived. */
  take(update: Uint8Array, origin: unknown = null, first = false): boolean {
    const most = first ? MAX_FIRST : MAX_UPDATE;
    if (update.length > most)
      throw new Refused(`an edit of ${update.length} bytes, where ${most} are allowed`);
    if (!this.attempt(update, origin)) {
      if (this.held.length >= MAX_HELD) throw new Refused("too many edits wait for others that never came");
      this.held.push(update);
      return true;
    }
    for (let arrived = true; arrived && this.held.length > 0; ) {
      const before = this.held.length;
      this.held = this.held.filter((each) => !this.settled(each, origin));
      arrived = this.held.length < before;
    }
    return this.held.length > 0;
  }

  close(): void {
    this.doc.off("update", this.learn);
  }

  /** Apply an update unless something it builds on is missing. */
  private attempt(update: Uint8Array, origin: unknown): boolean {
    try {
      const found = scan(update);
      if (this.depths.missing(found)) return false;
      this.depths.depths(found);
    } catch (error) {
      if (error instanceof Unsafe) throw new Refused(error.message);
      throw error;
    }
    Y.applyUpdate(this.doc, update, origin);
    return true;
  }

  /** Say whether a held update is done with: applied, or dropped because it is not to be taken. */
  private settled(update: Uint8Array, origin: unknown): boolean {
    try {
      return this.attempt(update, origin);
    } catch (error) {
      if (error instanceof Refused) return true;
      throw error;
    }
  }

  private readonly learn = (update: Uint8Array): void => {
    try {
      this.depths.learn(scan(update));
    } catch (error) {
      // an edit of this page that a peer would be refused is this page's own business
      if (!(error instanceof Unsafe)) throw error;
    }
  };
}
