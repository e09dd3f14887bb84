// The parameters of the report: a list of them, and the settings of the one in hand.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../../kit/controls";
import { Dialog } from "../../kit/dialog";
import { dragSource, dropPlace } from "../../kit/dnd";
import { Icon } from "../../kit/icons";
import { MenuButton } from "../../kit/menu";
import { useRoving } from "../../kit/roving";
import { adopt } from "../../kit/sheet";
import { __, _n } from "../../kit/words";
import type { Param } from "../../protocol/report";
import { problemsAt, type Store } from "../../store";
import { type Actions, makeActions } from "./actions";
import { usesOf } from "./references";
import { ParamSettings } from "./settings";
import css from "./style.css";
import { wordsOf } from "./words";

interface ParametersProps {
  store: Store;
  el: HTMLElement;
  signal: AbortSignal;
}

export function Parameters({ store, el, signal }: ParametersProps) {
  const list = useRef<HTMLDivElement>(null);
  useRoving(list, { selector: "[data-row]" });
  const chosen = useSignal<string | null>(null);
  const asked = useSignal<string | null>(null);
  const act = useMemo(() => {
    adopt(el, css);
    return makeActions(store, el, chosen);
  }, [store, el, chosen]);
  const params = store.report.definition.value.params ?? [];
  const now = params.find(({ name }) => name === chosen.value) ?? params[0];
  const still = store.file.value.state === "readonly";
  const remove = (name: string) => {
    if (usesOf(store.report.definition.peek(), name).length > 0) asked.value = name;
    else act.remove(name);
  };
  return (
    <section class="nbr-parameters" aria-label={__("Parameters")}>
      <header class="nbr-pane-head">
        <h3>{__("Parameters")}</h3>
        {!still && <MenuButton label={__("Add a parameter")} icon="add" items={act.adding} />}
      </header>
      {params.length === 0 && (
        <p class="nbr-quiet">
          {__("A parameter is asked for before the report is made, such as a region or a month.")}
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a list of choices with menus in it */}
      <div ref={list} role="list" class="nbr-parameter-list">
        {params.map((param, place) => (
          <Line
            key={param.name}
            store={store}
            signal={signal}
            act={act}
            param={param}
            place={place}
            count={params.length}
            chosen={param === now}
            still={still}
            onRemove={() => remove(param.name)}
          />
        ))}
      </div>
      {now && (
        <fieldset class="nbr-still" disabled={still}>
          <ParamSettings
            key={now.name}
            store={store}
            act={act}
            param={now}
            index={params.indexOf(now)}
            signal={signal}
          />
        </fieldset>
      )}
      {asked.value !== null && (
        <Removing
          store={store}
          name={asked.value}
          onClose={() => {
            asked.value = null;
          }}
          onRemove={(name) => {
            asked.value = null;
            act.remove(name);
          }}
        />
      )}
    </section>
  );
}

interface LineProps {
  store: Store;
  signal: AbortSignal;
  act: Actions;
  param: Param;
  place: number;
  count: number;
  chosen: boolean;
  still: boolean;
  onRemove(): void;
}

function Line({ store, signal, act, param, place, count, chosen, still, onRemove }: LineProps) {
  const row = useRef<HTMLDivElement>(null);
  const { name } = param;
  const at = useRef(place);
  at.current = place;
  useEffect(() => {
    const element = row.current;
    if (!element || still) return;
    const ends = [
      dragSource(element, { payload: () => ({ kind: "param", name }), signal }),
      dropPlace(element, {
        edges: "vertical",
        signal,
        words: (payload) =>
          payload.kind === "param" && payload.name !== name ? __("Move %1 here", payload.name) : null,
        onDrop: (payload, side) => {
          if (payload.kind === "param") act.drop(payload.name, name, side === "after");
        },
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [name, still, act, signal]);
  const pressed = (event: KeyboardEvent) => {
    if (still) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.altKey && by) act.move(name, place + by);
    else if (event.key === "Delete" || event.key === "Backspace") onRemove();
    else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) act.duplicate(name);
    else if (event.key === "F2") act.toName(name);
    else return;
    event.preventDefault();
  };
  const wrong = problemsAt(store, `/params/${place}`).length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: drawn as a line of a list
    <div
      ref={row}
      role="listitem"
      class={`nbr-parameter-line${chosen ? " nbr-chosen" : ""}`}
      data-param-line={name}
    >
      <button
        type="button"
        data-row=""
        aria-current={chosen ? "true" : undefined}
        onClick={() => act.choose(name)}
        onKeyDown={pressed}
      >
        <span>{param.label || name}</span>
        <small class="nbr-quiet">{wordsOf(param)}</small>
        {wrong > 0 && (
          <span class="nbr-parameter-wrong">
            <Icon name="warn" />
            <span class="nbr-vh">{_n("%1 problem", "%1 problems", wrong)}</span>
          </span>
        )}
      </button>
      {!still && (
        <MenuButton
          class="nbr-pill-menu"
          label={__("Options for %1", param.label || name)}
          items={[
            { label: __("Rename"), hint: "F2", icon: "edit", onPick: () => act.toName(name) },
            {
              label: __("Duplicate"),
              hint: __("Ctrl+D"),
              icon: "copy",
              onPick: () => act.duplicate(name),
            },
            {
              label: __("Move up"),
              hint: "Alt+↑",
              icon: "up",
              disabled: place === 0,
              onPick: () => act.move(name, place - 1),
            },
            {
              label: __("Move down"),
              hint: "Alt+↓",
              icon: "down",
              disabled: place === count - 1,
              onPick: () => act.move(name, place + 1),
            },
            {
              label: __("Remove"),
              hint: __("Del"),
              icon: "remove",
              danger: true,
              separator: true,
              onPick: onRemove,
            },
          ]}
        />
      )}
    </div>
  );
}

interface RemovingProps {
  store: Store;
  name: string;
  onClose(): void;
  onRemove(name: string): void;
}

/** What still names a parameter is said before it goes. */
function Removing({ store, name, onClose, onRemove }: RemovingProps) {
  const uses = usesOf(store.report.definition.value, name);
  return (
    <Dialog
      label={__("Remove %1?", name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{__("Keep it")}</Button>
          <Button danger onClick={() => onRemove(name)}>
            {__("Remove it")}
          </Button>
        </>
      }
    >
      <p>
        {_n(
          "One place still names it, and will be a problem to mend:",
          "%1 places still name it, and will be problems to mend:",
          uses.length,
        )}
      </p>
      <ul class="nbr-uses">
        {uses.map(({ where, text }) => (
          <li key={where}>
            <code>{text}</code> <small class="nbr-quiet">{where}</small>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
