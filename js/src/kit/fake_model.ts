// A model as anywidget has it, for tests: what is sent is kept, what the kernel says is played.
import type { Model } from "./host";

type Listener = (...args: never[]) => void;

export class FakeModel {
  readonly sent: { id: string; kind: string; [key: string]: unknown }[] = [];
  readonly #state: Record<string, unknown>;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(state: Record<string, unknown> = {}) {
    this.#state = state;
  }

  get asModel(): Model {
    return this as unknown as Model;
  }

  get(name: string): unknown {
    return this.#state[name];
  }

  set(name: string, value: unknown): void {
    this.#state[name] = value;
    this.#tell(`change:${name}`);
  }

  save_changes(): void {}

  send(content: { id: string; kind: string }): void {
    this.sent.push(content);
  }

  on(name: string, listener: Listener): void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
  }

  off(name: string, listener: Listener): void {
    this.#listeners.get(name)?.delete(listener);
  }

  /** Play a message of the kernel. */
  answer(content: unknown, buffers: DataView[] = []): void {
    this.#tell("msg:custom", content, buffers);
  }

  get listeners(): number {
    return Array.from(this.#listeners.values()).reduce((sum, all) => sum + all.size, 0);
  }

  #tell(name: string, ...args: unknown[]): void {
    for (const listener of Array.from(this.#listeners.get(name) ?? []))
      (listener as (...a: unknown[]) => void)(...args);
  }
}
