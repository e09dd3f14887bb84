// The live charts of a page: the kernel keeps a figure a chart, which changes where it stands when the page changes.
import { effect, signal as makeSignal, type Signal } from "@preact/signals";
import { isAbort, RefusedError, type View } from "../../kit/questions";
import type { PreviewShown } from "../../protocol/messages";
import type { ChartLook, Look } from "./look";

export type FigureIds = Record<string, string>;

/** Ask for figures once a page with charts is painted; what none could be made of keeps its picture. */
export function askFigures(
  view: View,
  result: Signal<PreviewShown | null>,
  signal: AbortSignal,
): Signal<FigureIds> {
  const ids = makeSignal<FigureIds>({});
  let asking = new AbortController();
  const stop = effect(() => {
    const shown = result.value;
    asking.abort();
    if (!shown || shown.more) return;
    // where the last chart is gone, the kernel lets go of its figure
    if (!hasCharts(shown) && !Object.keys(ids.peek()).length) return;
    asking = new AbortController();
    const live = AbortSignal.any([signal, asking.signal]);
    painted(() => {
      if (!live.aborted) ask(view, shown.rev, ids, live);
    });
  });
  signal.addEventListener("abort", stop, { once: true });
  return ids;
}

const isChart = (look: unknown): look is ChartLook => !!(look as Partial<ChartLook>).svg;

const hasCharts = (shown: PreviewShown) =>
  Object.values((shown.look as unknown as Look).blocks).some(isChart);

/** After what is on its way to the screen; also where nobody looks. */
function painted(then: () => void): void {
  setTimeout(then, 0);
}

async function ask(view: View, rev: number, ids: Signal<FigureIds>, signal: AbortSignal): Promise<void> {
  try {
    const { answer } = await view.ask({ kind: "figures.request", rev }, "figures.result", signal);
    if (!signal.aborted) ids.value = answer.figures;
  } catch (error) {
    if (isAbort(error)) return;
    if (!(error instanceof RefusedError)) throw error;
    if (error.refusal.code !== "stale") ids.value = {};
  }
}
