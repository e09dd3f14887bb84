// One mapper: the block in hand, what is known of its data, edits with their words, what is open and where the focus goes.
import { computed, signal as makeSignal, type ReadonlySignal, type Signal } from "@preact/signals";
import { __ } from "../../kit/words";
import type { Report } from "../../protocol/report";
import { type Block, blockOf, pointerOf } from "../../report/definition";
import type { Store } from "../../store";
import { addField, type Done } from "./adding";
import { type Addable, type Known, knownOf } from "./known";
import type { At } from "./moving";
import { type Filled, isFilled, type Pill, type WellName, wellOf } from "./wells";

/** What is open, over which element. */
export type Open =
  | {
      what: "menu" | "format" | "width" | "rules" | "group" | "expression" | "filter" | "replace";
      pill: Pill;
      at: HTMLElement;
    }
  | { what: "add"; field: Addable; at: HTMLElement }
  | { what: "pick"; well: WellName; at: HTMLElement }
  | { what: "values"; field: Addable; at: HTMLElement }
  | { what: "named"; kind: "field" | "measure"; name: string | null; at: HTMLElement }
  | { what: "table"; at: HTMLElement };

export interface Mapper {
  store: Store;
  known: ReadonlySignal<Known>;
  block: ReadonlySignal<Block | null>;
  filled: ReadonlySignal<Filled | null>;
  pointer: ReadonlySignal<string>;
  readOnly: ReadonlySignal<boolean>;
  open: Signal<Open | null>;
  renaming: Signal<At | null>;
  /** Where the focus goes once it is drawn. */
  focus: Signal<At | null>;
  /** What was just done, for those who cannot see it. */
  said: Signal<string>;
  /** One named step; what it did is said. */
  edit(
    name: string,
    change: (draft: Report, id: string) => Done | undefined,
    words?: (done: Placed) => string,
  ): boolean;
  add(field: Addable, well: WellName, at?: number): void;
}

type Placed = Exclude<Done, { refused: string }>;

export function makeMapper(store: Store): Mapper {
  const known = computed(() => knownOf(store.fields.value));
  const { definition } = store.report;
  const block = computed(() => blockOf(definition.value, store.ui.selected.value));
  const filled = computed(() => {
    const found = block.value;
    return isFilled(found) ? found : null;
  });
  const pointer = computed(() => (block.value ? pointerOf(definition.value, block.value.id) : ""));
  const said = makeSignal("");
  const focus = makeSignal<At | null>(null);
  const say = (words: string) => {
    // the same words twice are said twice
    said.value = said.peek() === words ? `${words}\u00a0` : words;
  };
  const mapper: Mapper = {
    store,
    known,
    block,
    filled,
    pointer,
    readOnly: computed(() => store.file.value.state === "readonly"),
    open: makeSignal<Open | null>(null),
    renaming: makeSignal<At | null>(null),
    focus,
    said,
    edit(name, change, words) {
      const id = block.peek()?.id;
      if (!id || mapper.readOnly.peek()) return false;
      let done: Done | undefined;
      // what is refused is no step
      const probe = structuredClone(definition.peek());
      const tried = change(probe, id);
      if (tried && "refused" in tried) {
        say(tried.refused);
        return false;
      }
      store.report.edit(name, (draft) => {
        done = change(draft, id);
      });
      if (done && "well" in done) {
        if (done.count) focus.value = { well: done.well, index: Math.min(done.index, done.count - 1) };
        say(words ? words(done) : name);
      } else {
        say(name);
      }
      return true;
    },
    add(field, well, at) {
      const into = labelOfWell(mapper, well);
      mapper.edit(
        __("Add %1 to %2", field.label, into),
        (draft, id) => addField(draft, id, field, well, known.peek(), at),
        (done) =>
          __(
            "%1 added to %2, position %3 of %4.",
            field.label,
            into,
            done.index + 1,
            Math.max(done.count, 1),
          ),
      );
    },
  };
  return mapper;
}

export function labelOfWell(mapper: Mapper, well: WellName): string {
  const block = mapper.filled.peek();
  return (block && wellOf(block, well)?.label) || well;
}
