// What the notebook's file keeps of a widget: the report as plain HTML, made true once it has settled.
import { effect } from "@preact/signals";
import type { Model } from "./kit/host";
import { notebookOf } from "./kit/notebook";
import { isAbort, RefusedError } from "./kit/questions";
import type { Store } from "./store";

/** Milliseconds without a change until the report is drawn for the file. */
export const SETTLED = 4000;
/** How what stands there begins while the report was not ready in time. */
const LATE = '<p class="nbr-late">';

/** Keep the report in the notebook as it stands: where it came too late for its cell, and after each change. */
export function keepTwin(store: Store, model: Model, signal: AbortSignal): void {
  const notebook = notebookOf(model);
  if (!notebook) return;
  const view = store.questions.newView();
  let asking = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let changed = false;
  const draw = async (live: AbortSignal) => {
    if (!changed && !(await notebook.html())?.startsWith(LATE)) return;
    const { answer } = await view.ask({ kind: "twin.draw" }, "twin.drawn", live);
    if (!live.aborted && !answer.html.startsWith(LATE)) await notebook.keep(answer.html);
  };
  const first = `${store.revision.peek()} ${JSON.stringify(store.params.peek())}`;
  const stop = effect(() => {
    changed ||= `${store.revision.value} ${JSON.stringify(store.params.value)}` !== first;
    asking.abort();
    asking = new AbortController();
    const live = AbortSignal.any([signal, asking.signal]);
    clearTimeout(timer);
    timer = setTimeout(() => {
      draw(live).catch((error: unknown) => {
        // what is there stays
        if (!isAbort(error) && !(error instanceof RefusedError)) throw error;
      });
    }, SETTLED);
  });
  signal.addEventListener(
    "abort",
    () => {
      stop();
      clearTimeout(timer);
    },
    { once: true },
  );
}
