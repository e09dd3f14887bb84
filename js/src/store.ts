// What the parts of a session share: one store a session, made when its bundle starts.
import { signal as makeSignal, type ReadonlySignal, type Signal } from "@preact/signals";
import type * as Y from "yjs";
import type { Model } from "./kit/host";
import { type KernelState, kernelState } from "./kit/kernel";
import { Questions } from "./kit/questions";
import { hostTheme, type Theme } from "./kit/theme";
import { type Trait, trait } from "./kit/traits";
import type { FieldsList, FunctionCard, Problem } from "./protocol/messages";
import { askFields, askFunctions, askProblems } from "./report/asked";
import { type SharedReport, sharedReport } from "./report/shared";

export type Value = string | number | boolean | null | (string | number | boolean | null)[];

export type Step = "template" | "data" | "fields" | "review";

/** The state of the report's file, as the kernel tells it. */
export interface FileState {
  path?: string | null;
  state?: "saved" | "saving" | "unsaved" | "failed" | "download" | "readonly";
  when?: string | null;
  message?: string | null;
  /** Why it failed: `file_changed` where someone else has written the file. */
  reason?: string | null;
}

export interface Store {
  model: Model;
  questions: Questions;
  revision: Trait<number>;
  dataRevision: Trait<number>;
  params: Trait<Record<string, Value>>;
  file: Trait<FileState>;
  theme: Signal<Theme>;
  kernel: ReadonlySignal<KernelState>;
  report: SharedReport;
  /** What this page alone knows: the block in hand (`page` for the report itself) and the step of the builder. */
  ui: { selected: Signal<string | null>; step: Signal<Step> };
  /** The fields of the data; null until the kernel has told them. */
  fields: ReadonlySignal<FieldsList | null>;
  fieldsBusy: ReadonlySignal<boolean>;
  problems: ReadonlySignal<Problem[]>;
  /** The functions an expression may call; none until the kernel has told them. */
  functions: ReadonlySignal<FunctionCard[]>;
}

/** `back` is called when a lost connection is there again. */
export function makeStore(model: Model, doc: Y.Doc, signal: AbortSignal, back: () => void = () => {}): Store {
  const questions = new Questions(model, signal);
  const revision = trait<number>(model, "revision", signal);
  const dataRevision = trait<number>(model, "data_revision", signal);
  const report = sharedReport(doc, signal);
  const lazy = <T>(make: () => T): (() => T) => {
    let made: { value: T } | undefined;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  };
  // a lone preview asks for neither
  const fields = lazy(() => askFields(questions, report.definition, revision, dataRevision, signal));
  const problems = lazy(() => askProblems(questions, report.definition, revision, dataRevision, signal));
  const functions = lazy(() => askFunctions(questions, signal));
  return {
    model,
    questions,
    revision,
    dataRevision,
    params: trait(model, "params", signal),
    file: trait(model, "file", signal),
    theme: hostTheme(signal),
    kernel: kernelState(model, signal, back),
    report,
    ui: { selected: makeSignal<string | null>(null), step: makeSignal<Step>("template") },
    get fields() {
      return fields().value;
    },
    get fieldsBusy() {
      return fields().busy;
    },
    get problems() {
      return problems().value;
    },
    get functions() {
      return functions();
    },
  };
}

/** The problems at a place of the report and below it. */
export const problemsAt = (store: Store, pointer: string): Problem[] =>
  store.problems.value.filter(({ where }) => where === pointer || where.startsWith(`${pointer}/`));
