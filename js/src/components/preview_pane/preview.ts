// What the pane shows, and the asking that keeps it fresh: the old page stays until the new one is there.
import { batch, effect, signal as makeSignal, type Signal } from "@preact/signals";
import { isAbort, RefusedError, type View } from "../../kit/questions";
import type { PreviewPages, PreviewShown, Refused } from "../../protocol/messages";
import type { Store } from "../../store";

export type Mode = "page" | "pages";

export interface Picture {
  answer: PreviewPages;
  url: string;
}

export interface Preview {
  /** Who asks, as the kernel knows it. */
  view: View;
  result: Signal<PreviewShown | null>;
  /** The text of the style sheet of `result`. */
  sheet: Signal<string>;
  picture: Signal<Picture | null>;
  refusal: Signal<Refused | null>;
  /** Asking for longer than a blink. */
  slow: Signal<boolean>;
  busy: Signal<boolean>;
  /** Asking for so long that somebody wonders: 1 after a while, 2 after a long one. */
  late: Signal<0 | 1 | 2>;
  /** Changes are not shown until asked for. */
  paused: Signal<boolean>;
  again(): void;
  /** Give up what is asked; the old page stays. */
  cancel(): void;
}

/** Milliseconds that changes are gathered for, and after which the bar shows. */
export const GATHER = 150;
export const BLINK = 150;
/** Milliseconds after which words say that it takes a while, and a long while. */
export const UPDATING = 400;
export const LONG = 2000;

export function makePreview(
  store: Store,
  mode: Signal<Mode>,
  page: Signal<number>,
  signal: AbortSignal,
): Preview {
  const view = store.questions.newView();
  const preview: Preview = {
    view,
    result: makeSignal(null),
    sheet: makeSignal(""),
    picture: makeSignal(null),
    refusal: makeSignal(null),
    slow: makeSignal(false),
    busy: makeSignal(false),
    late: makeSignal<0 | 1 | 2>(0),
    paused: makeSignal(false),
    again: () => {
      count.value += 1;
    },
    cancel: () => {
      asking.abort();
      clearTimeout(timer);
      view.tell({ kind: "preview.cancel", request: view.last });
      rest(preview);
    },
  };
  const count = makeSignal(0);
  let shownCount = -1;
  const state = { digest: "" };
  let asking = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  const stop = effect(() => {
    const asked: Asking = {
      rev: store.revision.value,
      params: store.params.value,
      mode: mode.value,
      page: mode.value === "pages" ? page.value : 1,
    };
    // a cell has run: where the data is what it was, the kernel remembers the answer
    store.dataRevision.value;
    const wanted = count.value !== shownCount;
    if (preview.paused.value && !wanted) return;
    shownCount = count.value;
    asking.abort();
    asking = new AbortController();
    const live = AbortSignal.any([signal, asking.signal]);
    clearTimeout(timer);
    timer = setTimeout(() => ask(view, asked, state, preview, live), first ? 0 : GATHER);
    first = false;
  });
  signal.addEventListener(
    "abort",
    () => {
      stop();
      clearTimeout(timer);
      view.tell({ kind: "view.close" });
      const shown = preview.picture.peek();
      if (shown) URL.revokeObjectURL(shown.url);
    },
    { once: true },
  );
  return preview;
}

interface Asking {
  rev: number;
  params: Store["params"]["value"];
  mode: Mode;
  page: number;
}

async function ask(
  view: View,
  asked: Asking,
  state: { digest: string },
  preview: Preview,
  signal: AbortSignal,
): Promise<void> {
  const after = (ms: number, done: () => void) => setTimeout(() => !signal.aborted && done(), ms);
  const timers = [
    after(BLINK, () => {
      preview.slow.value = true;
    }),
    after(UPDATING, () => {
      preview.late.value = 1;
    }),
    after(LONG, () => {
      preview.late.value = 2;
    }),
  ];
  preview.busy.value = true;
  const { rev, params, page } = asked;
  try {
    if (asked.mode === "pages") {
      const question = { kind: "preview.request", rev, params, view: "pages", page } as const;
      const { answer, buffers } = await view.ask(question, "preview.pages", signal);
      showPicture(preview, answer, buffers[0]);
    } else {
      const question = { kind: "preview.request", rev, params, view: "page", sheet: state.digest } as const;
      const show = ({ answer }: { answer: PreviewShown }) => {
        if (signal.aborted) return;
        batch(() => {
          if (answer.sheet.text !== null) preview.sheet.value = answer.sheet.text;
          state.digest = answer.sheet.digest;
          preview.result.value = answer;
        });
      };
      show(await view.ask(question, "preview.result", signal, show));
    }
    preview.refusal.value = null;
  } catch (error) {
    if (isAbort(error)) return;
    refused(error, preview);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    if (!signal.aborted) rest(preview);
  }
}

function rest(preview: Preview): void {
  preview.slow.value = false;
  preview.busy.value = false;
  preview.late.value = 0;
}

/** Kinds of no that say nothing about the report: a newer question is on its way. */
const PASSING = new Set(["stale", "superseded", "cancelled"]);

function refused(error: unknown, preview: Preview): void {
  if (error instanceof RefusedError) {
    if (!PASSING.has(error.refusal.code)) preview.refusal.value = error.refusal;
    return;
  }
  throw error;
}

function showPicture(preview: Preview, answer: PreviewPages, bytes: DataView | undefined): void {
  const old = preview.picture.peek();
  if (old) URL.revokeObjectURL(old.url);
  const part = bytes ? [new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)] : [];
  const url = URL.createObjectURL(new Blob(part, { type: "image/png" }));
  preview.picture.value = { answer, url };
}
