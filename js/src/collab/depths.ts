// How deep every struct of a document stands, so that no update can build a chain of shared types.
import { type Id, MOST_CLIENTS, MOST_SHARED, type Span, Unsafe, type Update } from "./scan";

interface Run {
  end: number;
  depth: number;
}

export class Depths {
  private readonly runs = new Map<number, Run[]>();

  /** Return the first clock of a client that is not known. */
  known(client: number): number {
    return this.runs.get(client)?.at(-1)?.end ?? 0;
  }

  /** Say whether an update builds on something that has not arrived. */
  missing(update: Update): boolean {
    const starts = new Map<number, number>();
    const ends = new Map<number, number>();
    for (const { client, clock, length } of [...update.spans, ...update.skipped]) {
      starts.set(client, Math.min(starts.get(client) ?? clock, clock));
      ends.set(client, Math.max(ends.get(client) ?? 0, clock + length));
    }
    const beyond = ([client, clock]: Id): boolean =>
      clock >= Math.max(this.known(client), ends.get(client) ?? 0);
    return (
      [...starts].some(([client, start]) => start > this.known(client)) ||
      update.skipped.some((span) => span.clock + span.length > this.known(span.client)) ||
      update.spans.some(({ beside, inside }) =>
        [beside, inside].some((id) => id !== undefined && beyond(id)),
      ) ||
      update.deleted.some((span) => span.length > 0 && beyond([span.client, span.clock + span.length - 1]))
    );
  }

  /** Return the spans of an update that are new, in clock order, each with its depth, or throw `Unsafe`. */
  depths(update: Update): [Span, number][] {
    const fresh = update.spans
      .filter((span) => span.clock + span.length > this.known(span.client))
      .sort((one, other) => one.client - other.client || one.clock - other.clock);
    const places = new Map<number, number[]>();
    for (const [place, span] of fresh.entries()) {
      const own = places.get(span.client) ?? [];
      own.push(place);
      places.set(span.client, own);
    }
    if (new Set([...this.runs.keys(), ...places.keys()]).size > MOST_CLIENTS * 20) {
      throw new Unsafe("more authors than any report has");
    }
    const found: (number | undefined)[] = fresh.map(() => undefined);
    for (const place of fresh.keys()) this.resolve(place, fresh, places, found);
    return fresh.map((span, place) => [span, found[place] ?? 0]);
  }

  /** Take the structs of an update that a document now holds. */
  learn(update: Update): void {
    for (const [{ client, clock, length }, depth] of this.depths(update)) {
      const runs = this.runs.get(client) ?? [];
      this.runs.set(client, runs);
      const last = runs.at(-1);
      if (last?.depth === depth) last.end = clock + length;
      else runs.push({ end: clock + length, depth });
    }
  }

  /** Find the depth of one span; the way to what it hangs on is a list, not a recursion. */
  private resolve(
    place: number,
    fresh: Span[],
    places: Map<number, number[]>,
    found: (number | undefined)[],
  ): void {
    const way: number[] = [];
    let depth = 0;
    let here: number | undefined = place;
    while (here !== undefined && found[here] === undefined) {
      way.push(here);
      if (way.length > fresh.length) throw new Unsafe("a shared type that stands in itself");
      const span = fresh[here] as Span;
      const there: Id | undefined = span.beside ?? span.inside;
      here = undefined;
      if (there === undefined) depth = 0;
      else if (there[1] < this.known(there[0])) depth = this.at(there);
      else here = last(places.get(there[0]) ?? [], (each) => (fresh[each] as Span).clock <= there[1]);
    }
    if (here !== undefined) depth = found[here] ?? 0;
    for (const each of way.reverse()) {
      const { beside, inside } = fresh[each] as Span;
      if (beside === undefined && inside !== undefined) depth += 1;
      if (depth > MOST_SHARED) throw new Unsafe(`shared types nested deeper than ${MOST_SHARED}`);
      found[each] = depth;
    }
  }

  private at([client, clock]: Id): number {
    const runs = this.runs.get(client) ?? [];
    const before = last([...runs.keys()], (place) => (runs[place] as Run).end <= clock);
    return runs[before === undefined ? 0 : before + 1]?.depth ?? 0;
  }
}

/** Return the last of `items`, all that fit standing first, that fits. */
function last(items: number[], fits: (item: number) => boolean): number | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(items[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
