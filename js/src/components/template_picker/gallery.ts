// The templates there are, and their pictures: asked for as cards come into sight, one at a time, and again when the
// data has changed; the old picture stays until the new one is there.
import { batch, computed, effect, signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import { isAbort, RefusedError } from "../../kit/questions";
import type { TemplatesListed } from "../../protocol/messages";
import type { Store } from "../../store";

/** Milliseconds that changes are gathered for. */
export const GATHER = 180;

export interface Picture {
  /** What it was drawn of; asked again once the list has another mark. */
  mark: string;
  url: string | null;
  sample: boolean;
  error: string | null;
}

export type Change = "rename" | "duplicate" | "delete" | "restore";

export interface Gallery {
  listed: ReadonlySignal<TemplatesListed | null>;
  /** Why there is no list at all. */
  failure: ReadonlySignal<string | null>;
  pictures: ReadonlySignal<ReadonlyMap<string, Picture>>;
  /** Say that a card is in sight, or no longer. */
  see(key: string, seen: boolean): void;
  again(): void;
  /** Keep the report as a template; rejects with the kernel's no. */
  save(name: string): Promise<TemplatesListed>;
  change(action: Change, template: string, name?: string): Promise<TemplatesListed>;
}

export function makeGallery(store: Store, active: ReadonlySignal<boolean>, signal: AbortSignal): Gallery {
  const view = store.questions.newView();
  const listed = makeSignal<TemplatesListed | null>(null);
  const failure = makeSignal<string | null>(null);
  const pictures = makeSignal<ReadonlyMap<string, Picture>>(new Map());
  const asked = makeSignal(0);
  const seen = new Set<string>();
  let drawing: string | null = null;

  const parts = computed(() => {
    const { source, sources, fields } = store.report.definition.value;
    return JSON.stringify({ source, sources, fields });
  });
  // with every revision, since only then the kernel has what was edited
  const wanted = computed(() =>
    active.value && store.report.ready.value
      ? `${parts.value} ${store.revision.value} ${store.dataRevision.value} ${asked.value}`
      : null,
  );
  let asking = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What the list at hand was asked for: who only looks again finds it as it was. */
  let answered: string | null = null;
  const stop = effect(() => {
    const now = wanted.value;
    if (now === null || now === answered) return;
    asking.abort();
    asking = new AbortController();
    const live = AbortSignal.any([signal, asking.signal]);
    clearTimeout(timer);
    timer = setTimeout(() => void list(now, live), listed.peek() === null ? 0 : GATHER);
  });

  async function list(now: string, live: AbortSignal): Promise<void> {
    try {
      take((await view.ask({ kind: "templates.list" }, "templates.listed", live)).answer);
      answered = now;
    } catch (error) {
      if (isAbort(error)) return;
      failure.value = words(error);
    }
  }

  function take(answer: TemplatesListed): TemplatesListed {
    batch(() => {
      failure.value = null;
      listed.value = answer;
    });
    draw();
    return answer;
  }

  /** Draw the next card in sight whose picture is not that of the data as it is. */
  function draw(): void {
    const now = listed.peek();
    if (!now || drawing !== null || signal.aborted) return;
    const next = now.templates.find(
      ({ key, error }) => seen.has(key) && error === null && pictures.peek().get(key)?.mark !== now.mark,
    );
    if (!next) return;
    const { mark } = now;
    drawing = next.key;
    drawn(next.key, mark)
      .then((picture) => put(next.key, picture))
      .catch((error: unknown) => {
        if (!isAbort(error)) put(next.key, { mark, url: null, sample: false, error: words(error) });
      })
      .finally(() => {
        drawing = null;
        draw();
      });
  }

  async function drawn(key: string, mark: string): Promise<Picture> {
    const question = { kind: "templates.draw", template: key } as const;
    const { answer, buffers } = await view.ask(question, "templates.drawn", signal);
    const [png] = buffers;
    const url = png
      ? URL.createObjectURL(new Blob([png as DataView<ArrayBuffer>], { type: "image/png" }))
      : null;
    return { mark, url, sample: answer.sample, error: null };
  }

  function put(key: string, picture: Picture): void {
    const all = new Map(pictures.peek());
    const old = all.get(key)?.url;
    if (old) URL.revokeObjectURL(old);
    all.set(key, picture);
    pictures.value = all;
  }

  signal.addEventListener(
    "abort",
    () => {
      stop();
      clearTimeout(timer);
      for (const { url } of pictures.peek().values()) if (url) URL.revokeObjectURL(url);
    },
    { once: true },
  );
  return {
    listed,
    failure,
    pictures,
    see(key, shown) {
      if (shown) seen.add(key);
      else seen.delete(key);
      draw();
    },
    again() {
      asked.value += 1;
    },
    async save(name) {
      return take((await view.ask({ kind: "templates.save", name }, "templates.listed", signal)).answer);
    },
    async change(action, template, name) {
      const question = { kind: "templates.change", action, template, name: name ?? null } as const;
      const answer = take((await view.ask(question, "templates.listed", signal)).answer);
      // a changed file is drawn anew
      if (answer.touched && pictures.peek().has(answer.touched)) {
        const all = new Map(pictures.peek());
        const old = all.get(answer.touched);
        if (old) all.set(answer.touched, { ...old, mark: "" });
        pictures.value = all;
        draw();
      }
      return answer;
    },
  };
}

/** What went wrong and what to do, in words. */
export function words(error: unknown): string {
  if (!(error instanceof RefusedError)) throw error;
  const { message, remedy } = error.refusal;
  const said = message.charAt(0).toUpperCase() + message.slice(1);
  return `${said.replace(/\.?$/, ".")} ${remedy}`.trim();
}
