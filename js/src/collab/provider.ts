// The Y sync protocol over a channel: a document and its peers say what they have and send what the other lacks.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate } from "y-protocols/sync";
import * as Y from "yjs";
import type { Channel } from "./channel";
import { Guard, Refused } from "./guard";

const KINDS: readonly number[] = [messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate];

export interface ProviderOptions {
  guard?: Guard;
  /** Called with the error of every message that is not taken. */
  refused?: (error: Refused) => void;
}

/** Keeps a document and the peers behind a channel the same; marks what arrives with itself, so nothing loops. */
export class Provider {
  /** Whether the last message could not be sent; `sync` mends that. */
  broken = false;
  private readonly guard: Guard;
  private readonly refused: (error: Refused) => void;
  private stopReceiving: (() => void) | null = null;

  constructor(
    readonly doc: Y.Doc,
    readonly channel: Channel,
    { guard, refused }: ProviderOptions = {},
  ) {
    this.guard = guard ?? new Guard(doc);
    this.refused = refused ?? (() => {});
  }

  /** Listen on both sides and ask the peers for what they have. */
  start(): void {
    if (this.stopReceiving === null) {
      this.doc.on("update", this.happened);
      this.stopReceiving = this.channel.receive((message) => this.take(message));
    }
    this.sync();
  }

  /** Listen no longer; the document stays. */
  stop(): void {
    this.stopReceiving?.();
    this.stopReceiving = null;
    this.doc.off("update", this.happened);
  }

  /** Say what this document has, so that peers send what it lacks and ask for what they lack. */
  sync(): void {
    this.broken = false;
    this.send(messageYjsSyncStep1, Y.encodeStateVector(this.doc));
  }

  /** Take one message of a peer; one that is not to be taken is told to `refused` and nothing else. */
  take(message: Uint8Array): void {
    try {
      const [kind, data] = parts(message);
      if (kind === messageYjsSyncStep1) this.answer(data);
      else if (this.guard.take(data, this, kind === messageYjsSyncStep2)) {
        // something it builds on is missing: ask for all that is
        this.send(messageYjsSyncStep1, Y.encodeStateVector(this.doc));
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refused(error);
    }
  }

  private answer(state: Uint8Array): void {
    let theirs: Map<number, number>;
    let update: Uint8Array;
    try {
      theirs = Y.decodeStateVector(state);
      update = Y.encodeStateAsUpdate(this.doc, state);
    } catch {
      throw new Refused("a peer's state cannot be read");
    }
    this.send(messageYjsSyncStep2, update);
    const mine = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    if ([...theirs].some(([client, clock]) => clock > (mine.get(client) ?? 0))) {
      this.send(messageYjsSyncStep1, Y.encodeStateVector(this.doc));
    }
  }

  private readonly happened = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.send(messageYjsUpdate, update);
  };

  private send(kind: number, data: Uint8Array): void {
    if (this.broken) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, data);
    try {
      this.channel.send(encoding.toUint8Array(encoder));
    } catch {
      // an edit is never undone by a peer who is gone: what was missed is sent when it asks again
      this.broken = true;
    }
  }
}

function parts(message: Uint8Array): [kind: number, data: Uint8Array] {
  try {
    const decoder = decoding.createDecoder(message);
    const kind = decoding.readVarUint(decoder);
    const data = decoding.readVarUint8Array(decoder);
    if (KINDS.includes(kind) && !decoding.hasContent(decoder)) return [kind, data];
  } catch {
    // told below
  }
  throw new Refused("a message that is none of the sync protocol");
}
