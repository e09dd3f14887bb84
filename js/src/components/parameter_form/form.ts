// The report's parameters and what they may be, asked of the kernel whenever the report, its data or a value changes.
import { effect, signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import { isAbort } from "../../kit/questions";
import type { FormField, ParamChoice, ParamsForm } from "../../protocol/messages";
import type { Store, Value } from "../../store";

type Params = Record<string, Value>;

export interface Found {
  choices: ParamChoice[];
  more: boolean;
}

export interface Form {
  fields: ReadonlySignal<FormField[]>;
  /** What was taken out of a parameter since another one no longer allows it, by name. */
  dropped: ReadonlySignal<Record<string, string[]>>;
  /** Set one value; null unsets it, so that its default holds. */
  set(name: string, value: Value): void;
  /** Find values of one parameter by what they read. */
  search(name: string, text: string, signal: AbortSignal): Promise<Found>;
}

export function makeForm(store: Store, signal: AbortSignal): Form {
  const fields = makeSignal<FormField[]>([]);
  const dropped = makeSignal<Record<string, string[]>>({});
  const view = store.questions.newView();
  let asking = new AbortController();
  /** What was set here and is not told yet. */
  let wanted: Params | null = null;
  const describe = async (params: Params, changed: string | null) => {
    asking.abort();
    asking = new AbortController();
    const live = AbortSignal.any([signal, asking.signal]);
    const { answer } = await view.ask({ kind: "params.describe", params, changed }, "params.form", live);
    const before = fields.peek();
    fields.value = answer.fields;
    return forgotten(before, answer);
  };
  const stop = effect(() => {
    const params = store.params.value;
    store.revision.value;
    store.dataRevision.value;
    if (wanted) return;
    const settled = describe(params, null).then((answer) => {
      if (Object.keys(answer.params).length < Object.keys(params).length) store.params.set(answer.params);
    });
    settled.catch((error: unknown) => {
      if (!isAbort(error)) fields.value = [];
    });
  });
  signal.addEventListener("abort", stop, { once: true });
  const tell = (params: Params) => {
    wanted = null;
    store.params.set(params);
  };
  const set = (name: string, value: Value) => {
    const { [name]: _old, ...others } = wanted ?? store.params.peek();
    const params: Params = value === null ? others : { ...others, [name]: value };
    dropped.value = {};
    if (!fields.peek().some((field) => field.depends_on.length > 0)) {
      tell(params);
      return;
    }
    // what depends on it is settled first, so that no page is asked for with values that do not go together
    wanted = params;
    fields.value = fields.peek().map((field) => (field.name === name ? { ...field, value } : field));
    describe(params, name)
      .then((answer) => {
        dropped.value = Object.fromEntries(
          answer.fields.filter((each) => each.dropped.length > 0).map((each) => [each.name, each.dropped]),
        );
        tell(answer.params);
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) tell(params);
      });
  };
  const search = async (name: string, text: string, until: AbortSignal): Promise<Found> => {
    const params = wanted ?? store.params.peek();
    const live = AbortSignal.any([signal, until]);
    const { answer } = await view.ask({ kind: "param.search", params, name, text }, "param.choices", live);
    return answer;
  };
  return { fields, dropped, set, search };
}

/** Values of parameters that were there and are gone go with them; what was never there is the kernel's to refuse. */
function forgotten(before: FormField[], answer: ParamsForm): ParamsForm {
  const now = new Set(answer.fields.map((field) => field.name));
  const gone = new Set(before.map((field) => field.name).filter((name) => !now.has(name)));
  const params = Object.fromEntries(Object.entries(answer.params).filter(([name]) => !gone.has(name)));
  return { ...answer, params };
}
