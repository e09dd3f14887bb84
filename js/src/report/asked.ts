// What the kernel knows of the report: its fields and its problems, asked anew when what they depend on has changed.
import { computed, effect, signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import { isAbort, type Questions, RefusedError } from "../kit/questions";
import type { FieldsList, FunctionCard, Problem } from "../protocol/messages";
import type { Report } from "../protocol/report";
import { blockAt } from "./definition";

/** Milliseconds that changes are gathered for. */
export const GATHER = 120;

interface Known<T> {
  value: ReadonlySignal<T>;
  /** Whether an answer is waited for. */
  busy: ReadonlySignal<boolean>;
}

function known<T>(
  first: T,
  key: ReadonlySignal<string>,
  ask: (signal: AbortSignal) => Promise<T>,
  refused: (error: RefusedError, last: T) => T,
  signal: AbortSignal,
): Known<T> {
  const value = makeSignal<T>(first);
  const busy = makeSignal(false);
  let asking = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    key.value;
    asking.abort();
    asking = new AbortController();
    const live = AbortSignal.any([signal, asking.signal]);
    clearTimeout(timer);
    timer = setTimeout(() => {
      busy.value = true;
      ask(live)
        .then((answer) => {
          // what says the same draws nothing anew
          if (JSON.stringify(answer) !== JSON.stringify(value.peek())) value.value = answer;
        })
        .catch((error: unknown) => {
          if (isAbort(error)) return;
          if (!(error instanceof RefusedError)) throw error;
          value.value = refused(error, value.peek());
        })
        .finally(() => {
          if (!live.aborted) busy.value = false;
        });
    }, GATHER);
  });
  signal.addEventListener(
    "abort",
    () => {
      stop();
      clearTimeout(timer);
    },
    { once: true },
  );
  return { value, busy };
}

/** The fields of the report's data. */
export function askFields(
  questions: Questions,
  definition: ReadonlySignal<Report>,
  revision: ReadonlySignal<number>,
  dataRevision: ReadonlySignal<number>,
  signal: AbortSignal,
): Known<FieldsList | null> {
  const view = questions.newView();
  // with every revision, since only then the kernel has what was edited; it remembers what it has read
  const parts = computed(() => {
    const { source, sources, fields, measures, locale, currency } = definition.value;
    return JSON.stringify({ source, sources, fields, measures, locale, currency });
  });
  const key = computed(() => `${parts.value}\n${revision.value}\n${dataRevision.value}`);
  return known<FieldsList | null>(
    null,
    key,
    async (live) =>
      (await view.ask({ kind: "fields.describe", rev: revision.peek() }, "fields.list", live)).answer,
    (error, last) => (last === null ? null : { ...last, error: error.message }),
    signal,
  );
}

/** What is wrong with the report. */
export function askProblems(
  questions: Questions,
  definition: ReadonlySignal<Report>,
  revision: ReadonlySignal<number>,
  dataRevision: ReadonlySignal<number>,
  signal: AbortSignal,
): Known<Problem[]> {
  const view = questions.newView();
  const key = computed(() => `${revision.value} ${dataRevision.value} ${JSON.stringify(definition.value)}`);
  return known<Problem[]>(
    [],
    key,
    async (live) => {
      const { answer } = await view.ask(
        { kind: "report.check", rev: revision.peek() },
        "report.problems",
        live,
      );
      // what was left out stands in the document alone, so its place is read here
      return answer.problems.map((problem) =>
        problem.code === "left_out"
          ? { ...problem, block: blockAt(definition.peek(), problem.where)?.id ?? null }
          : problem,
      );
    },
    (_error, last) => last,
    signal,
  );
}

/** The functions of the language: asked once. */
export function askFunctions(questions: Questions, signal: AbortSignal): ReadonlySignal<FunctionCard[]> {
  const found = makeSignal<FunctionCard[]>([]);
  questions
    .newView()
    .ask({ kind: "expression.words" }, "expression.words.told", signal)
    .then(({ answer }) => {
      found.value = answer.functions;
    })
    .catch((error: unknown) => {
      // without them one writes as before
      if (!isAbort(error) && !(error instanceof RefusedError)) throw error;
    });
  return found;
}
