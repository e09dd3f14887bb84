// The report's parameters and what they may be, asked of the kernel whenever the report or a value changes.
import { effect, signal as makeSignal, type Signal } from "@preact/signals";
import { isAbort } from "../../kit/questions";
import type { FormField } from "../../protocol/messages";
import type { Store, Value } from "../../store";

export interface Form {
  fields: Signal<FormField[]>;
  set(name: string, value: Value): void;
}

export function makeForm(store: Store, signal: AbortSignal): Form {
  const fields = makeSignal<FormField[]>([]);
  const view = store.questions.newView();
  let asking = new AbortController();
  const stop = effect(() => {
    const params = store.params.value;
    store.revision.value;
    asking.abort();
    asking = new AbortController();
    view
      .ask({ kind: "params.describe", params }, "params.form", AbortSignal.any([signal, asking.signal]))
      .then(({ answer }) => {
        fields.value = answer.fields;
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) fields.value = [];
      });
  });
  signal.addEventListener("abort", stop, { once: true });
  const set = (name: string, value: Value) => {
    const { [name]: _old, ...others } = store.params.value;
    store.params.set(value === null ? others : { ...others, [name]: value });
  };
  return { fields, set };
}
