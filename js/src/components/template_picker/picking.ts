// Picking a template: its slots are bound by the kernel, and the report that comes of it is one step that can be undone.
// What the report has already is replaced only where nobody has touched it, or where somebody says so.
import { effect, signal as makeSignal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Definition } from "../../collab/tree";
import type { Model } from "../../kit/host";
import { isAbort, RefusedError } from "../../kit/questions";
import { type Trait, trait } from "../../kit/traits";
import { __ } from "../../kit/words";
import type { TemplateBound } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import { longForm } from "../../report/definition";
import type { Store } from "../../store";
import { type Gallery, words } from "./gallery";

export type How = "replace" | "add";
type Choices = Record<string, string | null>;

/** What is told below the cards, with the one thing to do about it. */
export interface Note {
  text: string;
  wrong?: boolean;
  action?: { label: string; run(): void };
}

/** A pick that waits for a word on what is there already. */
export interface Waiting {
  key: string;
  name: string;
  choices: Choices;
}

export interface Picking {
  picked: Trait<string>;
  pending: Trait<boolean>;
  bound: ReadonlySignal<TemplateBound | null>;
  waiting: ReadonlySignal<Waiting | null>;
  busy: ReadonlySignal<boolean>;
  note: Signal<Note | null>;
  pick(key: string): void;
  /** Replace what is there, keep it above, or leave all as it is. */
  decide(how: How | null): void;
  choose(slot: string, field: string | null): void;
  /** Leave the slots, as they are. */
  done(): void;
}

/** What a template brings; the data and what is said of it stay the report's own. */
const BROUGHT = [
  "title",
  "params",
  "fields",
  "measures",
  "formats",
  "styles",
  "theme",
  "page",
  "body",
] as const;

export function makePicking(store: Store, gallery: Gallery, model: Model, signal: AbortSignal): Picking {
  const view = store.questions.newView();
  const picked = trait<string>(model, "picked", signal);
  const pending = trait<boolean>(model, "pending", signal);
  const chosen = trait<Choices>(model, "choices", signal);
  const bound = makeSignal<TemplateBound | null>(null);
  const waiting = makeSignal<Waiting | null>(null);
  const busy = makeSignal(false);
  const note = makeSignal<Note | null>(null);
  /** How the last template was applied, and the blocks as they stood then. */
  let last: { how: How; step: string; body: string } | null = null;
  /** The slots before a choice that is under way. */
  let before: TemplateBound | null = null;
  const { report } = store;
  const body = () => JSON.stringify(report.definition.peek().body ?? []);
  const untouched = () => last !== null && last.body === body();
  const isEmpty = () => (report.definition.peek().body ?? []).length === 0;
  const nameOf = (key: string) =>
    gallery.listed.peek()?.templates.find((each) => each.key === key)?.name ?? key;

  async function apply(key: string, choices: Choices, how: How): Promise<void> {
    busy.value = true;
    try {
      const question = { kind: "templates.bind", template: key, choices, how } as const;
      const { answer } = await view.ask(question, "templates.bound", signal);
      const step = __("Apply the template %1", answer.name);
      const made = longForm(answer.definition as unknown as Definition);
      report.edit(step, (draft) => bring(draft, made));
      last = { how, step, body: body() };
      store.ui.selected.value = made.body?.[how === "add" ? -1 : 0]?.id ?? made.body?.[0]?.id ?? null;
      picked.set(key);
      pending.set(false);
      chosen.set(choices);
      bound.value = answer;
      before = null;
      note.value = {
        text: __("“%1” is in the report.", answer.name),
        action: { label: __("Undo"), run: undo },
      };
    } catch (error) {
      if (isAbort(error)) return;
      if (error instanceof RefusedError && error.refusal.code === "no_data") {
        wait(key);
        return;
      }
      back();
      note.value = { text: words(error), wrong: true };
    } finally {
      busy.value = false;
    }
  }

  /** Show the slots as they were before a choice that came to nothing. */
  function back(): void {
    if (before) bound.value = before;
    before = null;
  }

  function wait(key: string): void {
    picked.set(key);
    pending.set(true);
    bound.value = null;
    note.value = { text: __("“%1” waits for your data: pick it, and fields fill its slots.", nameOf(key)) };
  }

  /** Take the last template back, unless other steps followed. */
  function undo(): void {
    if (last === null || report.undoName.peek() !== last.step) return;
    report.undo();
    last = null;
    bound.value = null;
    picked.set("");
    note.value = { text: __("The template is taken back.") };
  }

  function begin(key: string, choices: Choices): void {
    waiting.value = null;
    if (isEmpty() || (untouched() && last?.how === "replace")) void apply(key, choices, "replace");
    else if (untouched() && report.undoName.peek() === last?.step) {
      // what it stands below stays; what it added before goes
      report.undo();
      void apply(key, choices, "add");
    } else waiting.value = { key, name: nameOf(key), choices };
  }

  // a template that was picked first fills its slots once there is data
  const stop = effect(() => {
    const listed = gallery.listed.value;
    if (!pending.value || !listed?.source || busy.peek() || !report.ready.value) return;
    if (isEmpty()) void apply(picked.peek(), chosen.peek() ?? {}, "replace");
    else pending.set(false);
  });
  signal.addEventListener("abort", stop, { once: true });

  return {
    picked,
    pending,
    bound,
    waiting,
    busy,
    note,
    pick(key) {
      if (busy.peek()) return;
      if (gallery.listed.peek()?.source === null) wait(key);
      else begin(key, {});
    },
    decide(how) {
      const now = waiting.peek();
      waiting.value = null;
      if (now && how) void apply(now.key, now.choices, how);
      else back();
    },
    choose(slot, field) {
      const now = bound.peek();
      if (!now || busy.peek()) return;
      // what was proposed for the others stays: they shall not move because one does
      const kept = Object.fromEntries(
        now.bindings.filter((each) => each.chosen).map((each) => [each.slot, each.field] as const),
      );
      before = now;
      const mine = { field, chosen: true, reason: __("your choice") };
      bound.value = {
        ...now,
        bindings: now.bindings.map((each) => (each.slot === slot ? { ...each, ...mine } : each)),
      };
      begin(now.template, { ...kept, [slot]: field });
    },
    done() {
      bound.value = null;
      note.value = null;
    },
  };
}

function bring(draft: Report, made: Report): void {
  const into = draft as unknown as Record<string, unknown>;
  for (const key of BROUGHT) {
    if (made[key] === undefined) delete into[key];
    else into[key] = made[key];
  }
}
