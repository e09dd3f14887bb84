// What can be done to parameters: each a named step, said aloud, with the focus where one goes on.
import type { Signal } from "@preact/signals";
import { announce } from "../../kit/announce";
import { keyOf } from "../../kit/expression_text";
import type { MenuItem } from "../../kit/menu";
import { toast } from "../../kit/toasts";
import { __ } from "../../kit/words";
import type { FieldCard } from "../../protocol/messages";
import type { Param, Report } from "../../protocol/report";
import type { Store } from "../../store";
import { addCondition } from "../source_browser/use";
import * as edits from "./edits";
import { TYPES } from "./words";

export interface Actions {
  /** What a menu offers to add. */
  adding(): MenuItem[];
  choose(name: string): void;
  move(name: string, to: number): void;
  /** Beside another one. */
  drop(name: string, other: string, after: boolean): void;
  duplicate(name: string): void;
  remove(name: string): void;
  rename(name: string, to: string): void;
  /** To the field that holds its name. */
  toName(name: string): void;
  edit(step: string, change: (draft: Report) => void): void;
}

export function makeActions(store: Store, el: HTMLElement, chosen: Signal<string | null>): Actions {
  const { report } = store;
  const paramsNow = () => report.definition.value.params ?? [];
  const focus = (selector: string) => queueMicrotask(() => el.querySelector<HTMLElement>(selector)?.focus());
  const focusLine = (name: string | undefined) =>
    focus(
      name === undefined
        ? ".nbr-parameters header button"
        : `[data-param-line="${CSS.escape(name)}"] [data-row]`,
    );
  /** Values that were set go with their parameter. */
  const carry = (name: string, to: string | null) => {
    const { [name]: value, ...others } = store.params.peek();
    if (value !== undefined) store.params.set(to === null ? others : { ...others, [to]: value });
  };
  const moved = (name: string, did: boolean) => {
    const place = paramsNow().findIndex((param) => param.name === name);
    announce(
      el,
      did
        ? __("%1 moved to position %2 of %3", name, place + 1, paramsNow().length)
        : __("%1 stays where it is", name),
    );
    focusLine(name);
  };
  const moveTo = (name: string, to: number) => {
    let did = false;
    report.edit(__("Move the parameter %1", name), (draft) => {
      did = edits.moveParam(draft, name, to);
    });
    moved(name, did);
  };
  const add = (made: (draft: Report) => Param) => {
    let name = "";
    const wanted = made(structuredClone(report.definition.peek()));
    report.edit(__("Add the parameter %1", wanted.name), (draft) => {
      const param = made(draft);
      edits.addParam(draft, param);
      name = param.name;
    });
    chosen.value = name;
    announce(el, __("%1 added", name));
    focus(".nbr-param-name input");
  };
  const ofField = (card: FieldCard) => {
    const key = keyOf(card.expr);
    const type = edits.typeFor(card.type);
    if (key === null || type === null) return;
    add((draft) => {
      const param: Param = { name: edits.freeName(draft, key), label: card.label };
      if (type !== "string") param.type = type;
      if (type !== "boolean") param.values = { source: draft.source, field: key };
      if (type !== "boolean") param.multi = true;
      addCondition(draft, edits.conditionOf(card.expr, param));
      return param;
    });
  };
  const act: Actions = {
    adding: () => {
      const fields = (store.fields.value?.fields ?? []).filter(
        (card) => keyOf(card.expr) !== null && edits.typeFor(card.type) !== null && !card.error,
      );
      return [
        ...(fields.length > 0
          ? [
              {
                label: __("That filters a field"),
                icon: "filter" as const,
                items: fields.map((card) => ({ label: card.label, onPick: () => ofField(card) })),
              },
            ]
          : []),
        ...TYPES.map(([type, words], place) => ({
          label: __(words),
          separator: place === 0 && fields.length > 0,
          onPick: () =>
            add((draft) => {
              const name = edits.freeName(draft, "parameter");
              return type === "string" ? { name } : { name, type };
            }),
        })),
      ];
    },
    choose(name) {
      chosen.value = name;
    },
    move: moveTo,
    drop(name, other, after) {
      const list = paramsNow().map((param) => param.name);
      const [from, at] = [list.indexOf(name), list.indexOf(other)];
      if (at >= 0) moveTo(name, at + (after ? 1 : 0) - (from < at + (after ? 1 : 0) ? 1 : 0));
    },
    duplicate(name) {
      let made: string | null = null;
      report.edit(__("Duplicate the parameter %1", name), (draft) => {
        made = edits.duplicateParam(draft, name);
      });
      if (made === null) return;
      chosen.value = made;
      announce(el, __("%1 added", made));
      focusLine(made);
    },
    remove(name) {
      const list = paramsNow().map((param) => param.name);
      const at = list.indexOf(name);
      const next = list[at + 1] ?? list[at - 1];
      carry(name, null);
      report.edit(__("Remove the parameter %1", name), (draft) => edits.removeParam(draft, name));
      const left = JSON.stringify(report.definition.value);
      chosen.value = next ?? null;
      announce(el, __("%1 removed", name));
      focusLine(next);
      toast(store, {
        text: __("%1 removed", name),
        action: {
          label: __("Undo"),
          onPick: () => {
            // what was done since then is not taken back with it
            if (JSON.stringify(report.definition.value) === left) report.undo();
            else toast(store, { text: __("The report was changed since: undo step by step.") });
            chosen.value = name;
            focusLine(name);
          },
        },
      });
    },
    rename(name, to) {
      report.edit(__("Rename %1 to %2", name, to), (draft) => edits.renameParam(draft, name, to));
      carry(name, to);
      chosen.value = to;
      announce(el, __("%1 is %2 now", name, to));
      focus(".nbr-param-name input");
    },
    toName(name) {
      chosen.value = name;
      focus(".nbr-param-name input");
    },
    edit: (step, change) => report.edit(step, change),
  };
  return act;
}
