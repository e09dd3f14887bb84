// What a Y update holds, looked over byte by byte before any library takes it: deep values and deep chains of shared
// types end whoever recurses into them, and every limit stands before the memory is asked for.

/** Lists and objects inside each other, in one value. */
export const MOST_DEEP = 64;
/** Shared types inside each other; a report needs three. */
export const MOST_SHARED = 8;
export const MOST_STRUCTS = 50_000;
export const MOST_CLIENTS = 500;

const [GC, SKIP] = [0, 10];
const TYPES = [0, 1, 2]; // array, map, text

export type Id = readonly [client: number, clock: number];

/** Bytes that are no update, or one that no report needs. */
export class Unsafe extends Error {
  override readonly name = "Unsafe";
}

/** Clocks of one client that stand in the same place. */
export interface Span {
  client: number;
  clock: number;
  length: number;
  /** A struct with the same parent. */
  beside?: Id | undefined;
  /** The struct of the type it is in. */
  inside?: Id | undefined;
}

export interface Update {
  spans: Span[];
  skipped: Span[];
  deleted: Span[];
}

/** Return what an update (version 1) holds, or throw `Unsafe`. */
export function scan(data: Uint8Array): Update {
  const reader = new Reader(data);
  const found = reader.update();
  if (reader.at !== data.length) throw new Unsafe("bytes are left after the update");
  return found;
}

class Reader {
  at = 0;
  private structs = 0;
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(private readonly data: Uint8Array) {}

  update(): Update {
    const found: Update = { spans: [], skipped: [], deleted: [] };
    for (let clients = this.few(MOST_CLIENTS, "clients"); clients > 0; clients--) {
      const count = this.number();
      this.structs += count;
      if (this.structs > MOST_STRUCTS) throw new Unsafe(`more than ${MOST_STRUCTS} structs`);
      const client = this.number();
      let clock = this.number();
      for (let left = count; left > 0; left--) clock += this.struct(found, client, clock);
    }
    for (let clients = this.few(MOST_CLIENTS, "clients"); clients > 0; clients--) {
      const client = this.number();
      for (let left = this.few(MOST_STRUCTS, "deletions"); left > 0; left--) {
        found.deleted.push({ client, clock: this.number(), length: this.number() });
      }
    }
    return found;
  }

  private struct(found: Update, client: number, clock: number): number {
    const info = this.byte();
    if (info === GC || info === SKIP) {
      const length = this.number();
      (info === SKIP ? found.skipped : found.spans).push({ client, clock, length });
      return length;
    }
    const left: Id | undefined = info & 0x80 ? [this.number(), this.number()] : undefined;
    const right: Id | undefined = info & 0x40 ? [this.number(), this.number()] : undefined;
    let inside: Id | undefined;
    if (left === undefined && right === undefined) {
      if (this.number() === 1) this.text();
      else inside = [this.number(), this.number()];
      if (info & 0x20) this.text();
    }
    const length = this.content(info & 0x1f);
    if (length < 1) throw new Unsafe("a struct of no length");
    found.spans.push({ client, clock, length, beside: left ?? right, inside });
    return length;
  }

  private content(kind: number): number {
    switch (kind) {
      case 1:
        return this.number();
      case 2: {
        const count = this.few(MOST_STRUCTS, "values");
        for (let left = count; left > 0; left--) this.json();
        return count;
      }
      case 3:
        this.skip(this.number());
        return 1;
      case 4:
        return this.text().length;
      case 5:
        this.json();
        return 1;
      case 6:
        this.text();
        this.json();
        return 1;
      case 7:
        if (!TYPES.includes(this.number())) throw new Unsafe("a shared type that no report has");
        return 1;
      case 8: {
        const count = this.few(MOST_STRUCTS, "values");
        for (let left = count; left > 0; left--) this.value();
        return count;
      }
    }
    throw new Unsafe(`content of kind ${kind}, which no report has`);
  }

  /** Pass over one value; how many are still to come at each depth is kept in a list. */
  private value(): void {
    const waiting: { left: number; keyed: boolean }[] = [{ left: 1, keyed: false }];
    for (let open = waiting.at(-1); open !== undefined; open = waiting.at(-1)) {
      if (open.left === 0) {
        waiting.pop();
        continue;
      }
      open.left -= 1;
      if (open.keyed) this.text();
      const kind = this.byte();
      if (kind === 118 || kind === 117) {
        if (waiting.length > MOST_DEEP) throw new Unsafe(`a value nested deeper than ${MOST_DEEP}`);
        waiting.push({ left: this.few(this.data.length, "values"), keyed: kind === 118 });
      } else this.scalar(kind);
    }
  }

  private scalar(kind: number): void {
    if (kind === 127 || kind === 126 || kind === 121 || kind === 120) return;
    if (kind === 125) this.signed();
    else if (kind === 124) this.skip(4);
    else if (kind === 123 || kind === 122) this.skip(8);
    else if (kind === 119) this.text();
    else if (kind === 116) this.skip(this.number());
    else throw new Unsafe(`a value of kind ${kind}`);
  }

  private json(): void {
    let depth = 0;
    for (const each of this.text()) {
      if (each === "[" || each === "{") depth += 1;
      else if (each === "]" || each === "}") depth -= 1;
      if (depth > MOST_DEEP) throw new Unsafe(`a value nested deeper than ${MOST_DEEP}`);
    }
  }

  private byte(): number {
    const value = this.data[this.at];
    if (value === undefined) throw new Unsafe("the bytes end too early");
    this.at += 1;
    return value;
  }

  private number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER || factor > 2 ** 56) throw new Unsafe("a number beyond 53 bits");
      if (byte < 0x80) return value;
    }
  }

  private signed(): void {
    for (let count = 0; this.byte() >= 0x80; count++)
      if (count > 8) throw new Unsafe("a number beyond 53 bits");
  }

  private few(most: number, what: string): number {
    const value = this.number();
    if (value > most) throw new Unsafe(`more than ${most} ${what}`);
    return value;
  }

  private skip(count: number): void {
    if (count > this.data.length - this.at) throw new Unsafe("the bytes end too early");
    this.at += count;
  }

  private text(): string {
    const count = this.number();
    const start = this.at;
    this.skip(count);
    try {
      return this.decoder.decode(this.data.subarray(start, this.at));
    } catch {
      throw new Unsafe("bytes that are no text");
    }
  }
}
