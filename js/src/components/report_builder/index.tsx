// The builder: a header, four steps that are places and no gates, the panes of the step, and the page beside them.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useCallback, useEffect, useMemo, useRef } from "preact/hooks";
import { adopt } from "../../kit/sheet";
import { trait } from "../../kit/traits";
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";
import type { Step } from "../../store";
import { Header } from "./header";
import { Pane } from "./pane";
import { Rail, STEPS } from "./rail";
import { Review } from "./review";
import css from "./style.css";
import { Tray } from "./tray";

export function ReportBuilder(props: PartProps) {
  const { store, model, el, signal } = props;
  const root = useRef<HTMLElement>(null);
  const height = useMemo(() => {
    adopt(el, css);
    return trait<number>(model, "height", signal);
  }, [model, el, signal]);
  const go = useBegin(props);
  usePlaces(props, root, go);
  const { step } = store.ui;
  const peeking = useSignal(false);
  const now = step.value;
  // kept from the first look on, as the other panes are
  const reviewed = useRef(false);
  reviewed.current ||= now === "review";
  return (
    <section
      ref={root}
      class={`nbr-builder nbr-at-${now}${peeking.value ? " nbr-peeking" : ""}`}
      aria-label={__("Report builder")}
      style={{ "--nbr-height": `${height.value}px` }}
    >
      <Header {...props} />
      <Rail store={store} onGo={go} />
      <div class="nbr-body">
        <Pane {...props} child="template_picker" shown={now === "template"} />
        <Pane {...props} child="source_browser" shown={now === "data"} />
        <Pane {...props} child="outline" shown={now === "fields"} />
        <Pane {...props} child="field_mapper" shown={now === "fields"} />
        {reviewed.current && (
          <div class="nbr-pane nbr-pane-review" hidden={now !== "review"}>
            <Review {...props} />
          </div>
        )}
        <button
          type="button"
          class="nbr-peek"
          aria-expanded={peeking.value}
          onClick={() => {
            peeking.value = !peeking.value;
          }}
        >
          <b>{__("Preview")}</b>
          <span class="nbr-quiet">{peeking.value ? __("Hide the page") : __("Show the page")}</span>
        </button>
        <Pane {...props} child="preview_pane" shown />
      </div>
      <Tray {...props} />
    </section>
  );
}

/**
 * Where a builder begins: with its fields where it has blocks, else with the templates.
 * Returns what goes to a step; who has gone to one before the report is there stays at it.
 */
function useBegin({ store }: PartProps): (step: Step) => void {
  const begun = useRef(false);
  const gone = useRef(false);
  const { step, selected } = store.ui;
  useSignalEffect(() => {
    if (begun.current || !store.report.ready.value) return;
    begun.current = true;
    const [first] = store.report.definition.value.body ?? [];
    if (first && !gone.current) step.value = "fields";
    selected.value ??= first?.id ?? null;
  });
  return useCallback(
    (to: Step) => {
      gone.current = true;
      step.value = to;
    },
    [step],
  );
}

/** Alt+1 to 4 go to the steps, F6 from pane to pane. */
function usePlaces({ el }: PartProps, root: { current: HTMLElement | null }, go: (step: Step) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = STEPS[Number(event.code.replace("Digit", "")) - 1];
      if (event.altKey && !event.ctrlKey && step && event.code.startsWith("Digit")) {
        event.preventDefault();
        event.stopPropagation();
        go(step.step);
      } else if (event.key === "F6" && root.current) {
        event.preventDefault();
        nextPane(root.current, event.shiftKey ? -1 : 1);
      }
    };
    el.addEventListener("keydown", pressed);
    return () => el.removeEventListener("keydown", pressed);
  }, [el, root, go]);
}

function nextPane(root: HTMLElement, by: number): void {
  const panes = Array.from(root.querySelectorAll<HTMLElement>("[data-pane]")).filter(
    (pane) => pane.getClientRects().length > 0 || pane.querySelector("*")?.getClientRects().length,
  );
  const here = root.getRootNode() as Document | ShadowRoot;
  const at = panes.findIndex((pane) => pane.contains(here.activeElement));
  const next = panes[(at + by + panes.length) % panes.length];
  const focusable = 'button:not(:disabled):not([tabindex="-1"]),input,select,[tabindex="0"]';
  next?.querySelector<HTMLElement>(focusable)?.focus();
}
