// The page in its shadow: the renderer's sheet reaches nothing of the notebook, and nothing reaches the page.
import { effect, type ReadonlySignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Model } from "../../kit/host";
import { setNight } from "../../kit/sheet";
import type { PreviewShown, Refused } from "../../protocol/messages";
import type { FigureIds } from "./figures";
import { LiveCharts } from "./live_charts";
import type { Look, Output } from "./look";
import { page } from "./page";
import own from "./page.css";

interface PaperProps {
  result: PreviewShown;
  sheet: string;
  refusal: ReadonlySignal<Refused | null>;
  dark: ReadonlySignal<boolean>;
  model: Model;
  figures: ReadonlySignal<FigureIds>;
}

export function Paper({ result, sheet, refusal, dark, model, figures }: PaperProps) {
  const host = useRef<HTMLDivElement>(null);
  const charts = useRef<LiveCharts>(undefined);
  const sheets = useRef<{ text: string; sheet: CSSStyleSheet }>(undefined);

  useLayoutEffect(() => {
    const root = shadowOf(host.current);
    if (!root) return;
    if (sheets.current?.text !== sheet) {
      const made = new CSSStyleSheet();
      made.replaceSync(`${sheet}\n${own}`);
      sheets.current = { text: sheet, sheet: made };
    }
    const { sheet: adopted } = sheets.current;
    setNight(adopted, dark.value);
    root.adoptedStyleSheets = [adopted];
    const closed = closedGroups(root);
    const made = page(result.output as unknown as Output, result.look as unknown as Look);
    for (const fold of made.querySelectorAll<HTMLDetailsElement>("details")) {
      if (closed.has(fold.dataset.key ?? "")) fold.open = false;
    }
    root.replaceChildren(made);
    charts.current?.place();
  }, [result, sheet]);

  useLayoutEffect(() => {
    if (!host.current) return;
    const live = new LiveCharts(host.current, model);
    charts.current = live;
    const stop = effect(() => live.show(figures.value));
    return () => {
      stop();
      live.close();
    };
  }, [model, figures]);

  useLayoutEffect(
    () =>
      effect(() => {
        if (sheets.current) setNight(sheets.current.sheet, dark.value);
        host.current?.classList.toggle("nbr-night", dark.value);
      }),
    [dark],
  );

  useLayoutEffect(
    () =>
      effect(() => {
        const block = refusal.value?.block;
        for (const each of shadowOf(host.current)?.querySelectorAll<HTMLElement>("[data-block]") ?? []) {
          const wrong = each.dataset.block === block;
          each.classList.toggle("nbr-wrong", wrong);
          if (wrong) each.scrollIntoView({ block: "nearest" });
        }
      }),
    [refusal, result],
  );

  return <div class="nbr-paper" ref={host} />;
}

function shadowOf(host: HTMLElement | null): ShadowRoot | null {
  return host && (host.shadowRoot ?? host.attachShadow({ mode: "open" }));
}

/** Groups that someone folded stay folded on the next page. */
function closedGroups(root: ShadowRoot): Set<string> {
  const folds = Array.from(root.querySelectorAll<HTMLDetailsElement>("details:not([open])"));
  return new Set(folds.map((fold) => fold.dataset.key ?? ""));
}
