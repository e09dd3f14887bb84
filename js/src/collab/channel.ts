// Where a provider's bytes go and come from.

/** A way to one peer or to several, in order; what is sent may be lost when it breaks. */
export interface Channel {
  send(data: Uint8Array): void;
  /** Call `take` with every message that arrives, until the returned function is called. */
  receive(take: (data: Uint8Array) => void): () => void;
}

/** One end of a channel inside a page; messages wait until they are delivered. */
export class MemoryChannel implements Channel {
  peer: MemoryChannel | null = null;
  private waiting: Uint8Array[] = [];
  private readonly takers = new Set<(data: Uint8Array) => void>();

  send(data: Uint8Array): void {
    if (this.peer === null) throw new Error("the channel is cut");
    this.peer.waiting.push(data);
  }

  receive(take: (data: Uint8Array) => void): () => void {
    this.takers.add(take);
    return () => this.takers.delete(take);
  }

  /** Hand over what waits and return how many messages that were. */
  deliver(): number {
    let count = 0;
    for (let data = this.waiting.shift(); data !== undefined; data = this.waiting.shift()) {
      count += 1;
      for (const take of this.takers) take(data);
    }
    return count;
  }

  /** Break the channel; what waits on either side is lost. */
  cut(): void {
    for (const end of [this.peer, this]) {
      if (end === null) continue;
      end.peer = null;
      end.waiting = [];
    }
  }
}

/** Return the two ends of a channel. */
export function pair(): [MemoryChannel, MemoryChannel] {
  const [left, right] = [new MemoryChannel(), new MemoryChannel()];
  left.peer = right;
  right.peer = left;
  return [left, right];
}

/** Hand over messages until none waits at any of `ends`. */
export function deliver(...ends: MemoryChannel[]): void {
  while (ends.map((end) => end.deliver()).some((count) => count > 0));
}
