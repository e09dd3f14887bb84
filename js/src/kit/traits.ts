// Traits as signals: what the kernel sets shows at once, what a view sets goes back.
import { signal as makeSignal, type Signal } from "@preact/signals";
import type { Model } from "./host";

export interface Trait<T> extends Signal<T> {
  /** Show a value here at once and tell the kernel. */
  set(value: T): void;
}

export function trait<T>(model: Model, name: string, signal: AbortSignal): Trait<T> {
  const made = makeSignal(model.get(name) as T) as Trait<T>;
  const take = () => {
    made.value = model.get(name) as T;
  };
  made.set = (value: T) => {
    made.value = value;
    model.set(name, value);
    model.save_changes();
  };
  model.on(`change:${name}`, take);
  signal.addEventListener("abort", () => model.off(`change:${name}`, take), { once: true });
  return made;
}
