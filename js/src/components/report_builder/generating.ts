// What is to be made and how far it is: chosen in the review, begun from the header too, shown at the foot.
import { computed, signal as makeSignal, type ReadonlySignal, type Signal } from "@preact/signals";
import { isAbort, RefusedError, type View } from "../../kit/questions";
import { toast } from "../../kit/toasts";
import { trait } from "../../kit/traits";
import type { GenerateOffered, GenerateStart, JobCard } from "../../protocol/messages";
import type { Store } from "../../store";

export type Ending = GenerateStart["formats"][number];

export interface Choices {
  formats: Signal<Ending[]>;
  /** Null for the name that is offered. */
  name: Signal<string | null>;
  folder: Signal<string>;
  stamp: Signal<boolean>;
  deterministic: Signal<boolean>;
  table: Signal<string | null>;
  /** What is there already and would be replaced. */
  taken: Signal<{ message: string; formats: Ending[] } | null>;
}

const known = new WeakMap<Store, Choices>();

/** The choices of a session's page, the same for header and review. */
export function choicesOf(store: Store): Choices {
  const found = known.get(store) ?? {
    formats: makeSignal<Ending[]>([".pdf"]),
    name: makeSignal<string | null>(null),
    folder: makeSignal(""),
    stamp: makeSignal(true),
    deterministic: makeSignal(true),
    table: makeSignal<string | null>(null),
    taken: makeSignal<{ message: string; formats: Ending[] } | null>(null),
  };
  known.set(store, found);
  return found;
}

/** The report's job, null where none is shown. */
export function jobOf(store: Store, signal: AbortSignal): ReadonlySignal<JobCard | null> {
  const job = trait<JobCard | Record<string, never>>(store.model, "job", signal);
  return computed(() => ("id" in job.value ? (job.value as JobCard) : null));
}

export const offered = async (view: View, signal: AbortSignal): Promise<GenerateOffered> =>
  (await view.ask({ kind: "generate.offer" }, "generate.offered", signal)).answer;

/** Begin a run; files that are there already are asked about first. */
export async function generate(
  store: Store,
  view: View,
  signal: AbortSignal,
  formats: Ending[] = choicesOf(store).formats.value,
  replace = false,
): Promise<void> {
  const choices = choicesOf(store);
  choices.taken.value = null;
  try {
    const name = choices.name.value?.trim() || (await offered(view, signal)).name;
    await view.ask(
      {
        kind: "generate.start",
        formats: formats as GenerateStart["formats"],
        name,
        folder: choices.folder.value.trim(),
        params: store.params.value,
        stamp: choices.stamp.value,
        deterministic: choices.deterministic.value,
        table: choices.table.value,
        replace,
      },
      "generate.started",
      signal,
    );
  } catch (error) {
    if (isAbort(error)) return;
    if (!(error instanceof RefusedError)) throw error;
    const { code, message, remedy } = error.refusal;
    if (code === "file_exists") choices.taken.value = { message, formats };
    else toast(store, { text: `${message}. ${remedy}`, error: true });
  }
}
