import { signal as makeSignal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeModel } from "../../kit/fake_model";
import type { Model } from "../../kit/host";
import { Questions } from "../../kit/questions";
import type { PreviewShown } from "../../protocol/messages";
import { askFigures } from "./figures";
import { LiveCharts } from "./live_charts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A figure as bqplot's front end has it, and what its toolkit was told. */
class FakeFigure {
  readonly told: string[] = [];
  readonly el = document.createElement("div");
  rendered = false;
  readonly luminoWidget = {
    node: this.el,
    isDisposed: false,
    processMessage: ({ type }: { type: string }) => {
      this.told.push(`${type}${this.el.isConnected ? " in the page" : ""}`);
    },
  };
  remove() {
    this.luminoWidget.isDisposed = true;
    this.told.push("removed");
  }
}

function made(views: Record<string, FakeFigure | null>) {
  const host = document.createElement("div");
  document.body.append(host);
  host.attachShadow({ mode: "open" }).innerHTML =
    '<figure data-block="a"><div class="draw"><img alt="Bars of a"><slot name="figure a"></slot></div></figure>';
  const manager = {
    get_model: async (id: string) => {
      const layout = new FakeModel({ width: "1600px", height: "800px" });
      return new FakeModel({ id, _view_name: views[id] ? "Figure" : "ErrorWidgetView", layout }).asModel;
    },
    create_view: async (model: Model) => views[model.get("id") as string],
  };
  const model = Object.assign(new FakeModel(), { widget_manager: manager });
  const charts = new LiveCharts(host, model.asModel);
  const live = () => host.shadowRoot?.querySelector(".draw")?.classList.contains("nbr-live");
  const shown = () => Array.from(host.querySelectorAll<HTMLElement>(".nbr-figure"));
  return { host, charts, live, shown };
}

it("attaches a figure with its size, and takes the picture's place when it is drawn", async () => {
  const view = new FakeFigure();
  const { charts, live, shown } = made({ m1: view });
  charts.show({ a: "m1" });
  await vi.advanceTimersByTimeAsync(20);
  expect(view.told).toEqual(["before-attach", "after-attach in the page"]);
  expect(view.el.getBoundingClientRect().width).toBe(1600);
  expect(live()).toBe(false);
  view.rendered = true;
  await vi.advanceTimersByTimeAsync(20);
  expect(live()).toBe(true);
  const [figure] = shown();
  expect(figure?.getAttribute("aria-label")).toBe("Bars of a");
  expect(figure?.slot).toBe("figure a");
  charts.show({ a: "m1" });
  expect(shown()).toEqual([figure]);
  charts.show({});
  expect(shown()).toEqual([]);
  expect(live()).toBe(false);
  expect(view.told.slice(2)).toEqual(["before-detach in the page", "after-detach", "removed"]);
});

it("says nothing to a figure that the kernel has closed", async () => {
  const view = new FakeFigure();
  const { charts, shown } = made({ m1: view });
  charts.show({ a: "m1" });
  await vi.advanceTimersByTimeAsync(20);
  view.remove();
  charts.close();
  expect(view.told.at(-1)).toBe("removed");
  expect(shown()).toEqual([]);
});

it("keeps the picture where there is no front end of bqplot, and where none comes in time", async () => {
  const never = new FakeFigure();
  const { charts, live, shown } = made({ broken: null, never });
  charts.show({ a: "broken" });
  await vi.advanceTimersByTimeAsync(20);
  expect([live(), shown()]).toEqual([false, []]);
  charts.show({ a: "never" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([live(), shown()]).toEqual([false, []]);
  expect(never.told.at(-1)).toBe("removed");
});

it("asks for figures of each page with charts, and once more when the last chart is gone", async () => {
  const model = new FakeModel();
  const ending = new AbortController();
  const view = new Questions(model.asModel, ending.signal).newView();
  const page = (rev: number, svg: string | null, more = false) =>
    ({ rev, more, look: { page: {}, blocks: { a: { svg } } } }) as unknown as PreviewShown;
  const result = makeSignal<PreviewShown | null>(page(1, null));
  const ids = askFigures(view, result, ending.signal);
  const asked = () => model.sent.map(({ rev }) => rev);
  const reply = async (content: object) => {
    model.answer({ v: 1, id: model.sent.at(-1)?.id, ...content });
    await vi.advanceTimersByTimeAsync(0);
  };
  await vi.advanceTimersByTimeAsync(10);
  result.value = page(2, "<svg/>", true);
  await vi.advanceTimersByTimeAsync(10);
  expect(asked()).toEqual([]);
  result.value = page(2, "<svg/>");
  await vi.advanceTimersByTimeAsync(10);
  await reply({ kind: "figures.result", rev: 2, figures: { a: "m1" } });
  expect(ids.value).toEqual({ a: "m1" });
  result.value = page(3, null);
  await vi.advanceTimersByTimeAsync(10);
  expect(asked()).toEqual([2, 3]);
  await reply({ kind: "refused", code: "stale", message: "", remedy: "" });
  expect(ids.value).toEqual({ a: "m1" });
  result.value = page(4, null);
  await vi.advanceTimersByTimeAsync(10);
  await reply({ kind: "refused", code: "report_error", message: "", remedy: "" });
  expect(ids.value).toEqual({});
  ending.abort();
});
