// Questions and answers over a model's custom messages: an answer carries the id of its question.
import type { Answer, Question, Refused } from "../protocol/messages";
import type { Model } from "./host";

type Kind<M, K> = M extends { kind: K } ? M : never;
/** A question without what every message has. */
export type Asked<Q extends Question = Question> = Q extends Question ? Omit<Q, "v" | "id"> : never;

export interface Answered<A extends Answer> {
  answer: A;
  buffers: DataView[];
}

/** The kernel's no: what is wrong, where, and what to do about it. */
export class RefusedError extends Error {
  constructor(readonly refusal: Refused) {
    super(refusal.message);
  }
}

interface Waiting {
  /** Takes an answer that another one follows. */
  early(answered: Answered<Answer>): void;
  resolve(answered: Answered<Answer>): void;
  reject(error: Error): void;
}

export class Questions {
  readonly #waiting = new Map<string, Waiting>();
  readonly #model: Model;

  constructor(model: Model, signal: AbortSignal) {
    this.#model = model;
    const take = (content: unknown, buffers: DataView[]) => this.#take(content, buffers);
    model.on("msg:custom", take);
    signal.addEventListener("abort", () => {
      model.off("msg:custom", take);
      for (const waiting of this.#waiting.values()) waiting.reject(aborted());
      this.#waiting.clear();
    });
  }

  /** A name for a view: the kernel counts and stops each view's questions by themselves. */
  newView(): View {
    return new View(newName(), {
      ask: (id, question, signal, early, buffers) => this.#ask(id, question, signal, early, buffers),
      tell: (id, question) => this.#model.send({ v: 1, id, ...question }),
    });
  }

  #ask(
    id: string,
    question: Asked,
    signal: AbortSignal,
    early: Waiting["early"],
    buffers?: ArrayBuffer[],
  ): Promise<Answered<Answer>> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(aborted());
        return;
      }
      this.#waiting.set(id, { resolve, reject, early });
      signal.addEventListener("abort", () => {
        if (this.#waiting.delete(id)) reject(aborted());
      });
      if (buffers) this.#model.send({ v: 1, id, ...question }, undefined, buffers);
      else this.#model.send({ v: 1, id, ...question });
    });
  }

  #take(content: unknown, buffers: DataView[]): void {
    // every page that shows the kernel's widgets hears every answer
    const answer = content as Answer;
    const waiting = this.#waiting.get(answer?.id);
    if (!waiting) return;
    if (answer.kind === "preview.result" && answer.more) {
      waiting.early({ answer, buffers });
      return;
    }
    this.#waiting.delete(answer.id);
    if (answer.kind === "refused") waiting.reject(new RefusedError(answer));
    else waiting.resolve({ answer, buffers });
  }
}

interface Road {
  ask(
    id: string,
    question: Asked,
    signal: AbortSignal,
    early: Waiting["early"],
    buffers?: ArrayBuffer[],
  ): Promise<Answered<Answer>>;
  tell(id: string, question: Asked): void;
}

export class View {
  #count = 0;

  constructor(
    readonly name: string,
    private readonly road: Road,
  ) {}

  /**
   * Ask, and wait for an answer of `kind`; `early` takes those that another one follows.
   * Rejects with `RefusedError`, or `AbortError` once nobody waits.
   */
  async ask<K extends Answer["kind"]>(
    question: Asked,
    kind: K,
    signal: AbortSignal,
    early: (answered: Answered<Kind<Answer, K>>) => void = () => {},
    buffers?: ArrayBuffer[],
  ): Promise<Answered<Kind<Answer, K>>> {
    const fits = (answered: Answered<Answer>) => {
      if (answered.answer.kind !== kind) throw new Error(`an answer of kind ${answered.answer.kind}`);
      return answered as Answered<Kind<Answer, K>>;
    };
    return fits(
      await this.road.ask(this.#next(), question, signal, (answered) => early(fits(answered)), buffers),
    );
  }

  /** The id of the newest question. */
  get last(): string {
    return `${this.name}.${this.#count}`;
  }

  /** Say what has no answer. */
  tell(question: Asked): void {
    this.road.tell(this.#next(), question);
  }

  #next(): string {
    this.#count += 1;
    return `${this.name}.${this.#count}`;
  }
}

/** A name that no other view or page has. */
export function newName(): string {
  // pages that came over plain http have no randomUUID
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), hex).join("");
}

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";

const aborted = () => new DOMException("nobody waits any more", "AbortError");
const hex = (byte: number) => byte.toString(16).padStart(2, "0");
