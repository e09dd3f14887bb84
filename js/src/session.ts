// The bundle's entry: a headless session whose exports draw the parts.
import type { Model, Props } from "./kit/host";
import { mountPart } from "./part";
import { makeStore } from "./store";

export interface SessionExports {
  mount(view: string, props: Props): void;
}

export default {
  initialize({ model, signal }: { model: Model; signal: AbortSignal }): SessionExports {
    const store = makeStore(model, signal);
    return { mount: (view, props) => mountPart(store, view, props) };
  },
};
