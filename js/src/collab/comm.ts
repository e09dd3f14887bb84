// The way to the kernel's copy of the report, over the session's custom messages.
import type { Model } from "../kit/host";
import type { Channel } from "./channel";

/** Milliseconds after which a page that spoke too fast asks for what it missed. */
const AGAIN = 1500;

/** A channel for this page alone: every page hears all messages and takes those that begin with its name. */
export class CommChannel implements Channel {
  private count = 0;

  constructor(
    private readonly model: Model,
    private readonly page: string,
    /** Called when the kernel did not take a message, to sync anew. */
    private readonly refused: () => void,
  ) {}

  send(data: Uint8Array): void {
    this.count += 1;
    // a copy of its own: what is sent may be a view on a larger buffer
    this.model.send({ v: 1, id: `${this.page}.${this.count}`, kind: "y.sync" }, undefined, [
      data.slice().buffer,
    ]);
  }

  receive(take: (data: Uint8Array) => void): () => void {
    const listen = (content: { id?: unknown; kind?: unknown }, buffers: DataView[]) => {
      if (typeof content?.id !== "string" || !content.id.startsWith(`${this.page}.`)) return;
      const [data] = buffers;
      if (content.kind === "y.sync" && data) {
        take(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).slice());
      } else if (content.kind === "refused") {
        setTimeout(this.refused, AGAIN);
      }
    };
    this.model.on("msg:custom", listen);
    return () => this.model.off("msg:custom", listen);
  }
}
