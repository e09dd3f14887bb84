// What the parts of a session share: one store a session, made when its bundle starts.
import type { Signal } from "@preact/signals";
import type { Model } from "./kit/host";
import { Questions } from "./kit/questions";
import { hostTheme, type Theme } from "./kit/theme";
import { type Trait, trait } from "./kit/traits";

export type Value = string | number | boolean | null | (string | number | boolean | null)[];

export interface Store {
  questions: Questions;
  revision: Trait<number>;
  params: Trait<Record<string, Value>>;
  theme: Signal<Theme>;
}

export function makeStore(model: Model, signal: AbortSignal): Store {
  return {
    questions: new Questions(model, signal),
    revision: trait(model, "revision", signal),
    params: trait(model, "params", signal),
    theme: hostTheme(signal),
  };
}
