// What is to be made and how far it is: chosen in the review, begun from the header too, shown at the foot.
import { signal as makeSignal, type Signal } from "@preact/signals";
import { isAbort, RefusedError, type View } from "../../kit/questions";
import { saveFile } from "../../kit/save";
import { toast } from "../../kit/toasts";
import { type Trait, trait } from "../../kit/traits";
import { __ } from "../../kit/words";
import type { GenerateOffered, GenerateStart } from "../../protocol/messages";
import type { Store } from "../../store";
import type { RunState } from "../progress_bar/bar";

export type Ending = GenerateStart["formats"][number];

export interface Output {
  name: string;
  bytes: number;
  path: string;
  /** The path below the home folder, `~/…`, where it is. */
  home: string;
}

export interface Job {
  run?: number;
  state?: RunState;
  phase?: string;
  rows?: number;
  total?: number;
  /** Seconds since 1970. */
  began?: number;
  message?: string;
  remedy?: string;
  block?: string | null;
  outputs?: Output[];
}

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
    deterministic: makeSignal(false),
    table: makeSignal<string | null>(null),
    taken: makeSignal<{ message: string; formats: Ending[] } | null>(null),
  };
  known.set(store, found);
  return found;
}

export const jobOf = (store: Store, signal: AbortSignal): Trait<Job> =>
  trait<Job>(store.model, "job", signal);

export const isGoing = (job: Job): boolean =>
  job.state === "running" || job.state === "paused" || job.state === "cancelling";

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

/** The address of an output below the server's, null where it is not served. */
export function addressOf(output: Output, page: Document): string | null {
  let config: { baseUrl?: unknown; serverRoot?: unknown };
  try {
    config = JSON.parse(page.getElementById("jupyter-config-data")?.textContent ?? "{}");
  } catch {
    return null;
  }
  const { baseUrl, serverRoot } = config;
  if (typeof baseUrl !== "string" || typeof serverRoot !== "string" || !serverRoot) return null;
  const root = serverRoot.replace(/\/+$/, "");
  const path = root.startsWith("~") ? output.home : output.path;
  if (!path.startsWith(`${root}/`)) return null;
  const parts = path.slice(root.length + 1).split("/");
  // the server shows nothing that is hidden
  if (parts.some((part) => part.startsWith(".") || part === "")) return null;
  return `${baseUrl.replace(/\/+$/, "")}/files/${parts.map(encodeURIComponent).join("/")}`;
}

export async function download(view: View, place: number, signal: AbortSignal): Promise<void> {
  const { answer, buffers } = await view.ask(
    { kind: "generate.download", output: place },
    "generate.bytes",
    signal,
  );
  if (buffers[0]) saveFile(answer.name, buffers[0] as DataView<ArrayBuffer>, answer.type);
}

/** About how long a run still takes, in words; empty before that can be said. */
export function timeLeft(job: Job, now: number): string {
  const { rows = 0, total = 0, began = now, state } = job;
  const elapsed = now - began;
  const share = total ? rows / total : 0;
  if (state !== "running" || elapsed < 3 || share < 0.03 || share >= 1) return "";
  const left = (elapsed * (1 - share)) / share;
  if (left < 60) return __("about %1 s left", Math.max(1, Math.round(left / 5) * 5 || 1));
  return __("about %1 min left", Math.round(left / 60));
}
