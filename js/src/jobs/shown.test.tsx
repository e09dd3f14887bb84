import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { JobMonitor } from "../components/job_monitor";
import { ProgressBar } from "../components/progress_bar";
import { FakeModel } from "../kit/fake_model";
import { Questions } from "../kit/questions";
import type { PartProps } from "../part";
import type { JobCard } from "../protocol/messages";
import type { Store } from "../store";
import { NOTICE_EVENT } from "./notices";

const base: JobCard = {
  id: "1a",
  title: "Sales <b>",
  state: "running",
  phase: "filling",
  what: "",
  rows: 10,
  total: 100,
  pages: 0,
  page_total: null,
  share: 0.1,
  rate: null,
  left: null,
  elapsed: 1,
  created: 0,
  ended: null,
  starter: "",
  message: "",
  remedy: "",
  where: null,
  block: null,
  targets: ["/tmp/a.pdf"],
  outputs: [],
  mine: true,
};
const life = { current: new AbortController() };
beforeEach(() => {
  life.current = new AbortController();
  localStorage.clear();
  document.body.replaceChildren();
});
afterEach(() => life.current.abort());

function mounted(Part: (props: PartProps) => preact.JSX.Element, traits: Record<string, unknown>) {
  const model = new FakeModel(traits);
  const el = document.createElement("div");
  document.body.append(el);
  const signal = life.current.signal;
  const store = { model: model.asModel, questions: new Questions(model.asModel, signal) } as unknown as Store;
  act(() => render(<Part {...({ store, model: model.asModel, el, signal } as unknown as PartProps)} />, el));
  const press = (name: string) =>
    act(() =>
      Array.from(el.querySelectorAll("button"))
        .find((each) => (each.getAttribute("aria-label") ?? each.textContent) === name)
        ?.click(),
    );
  return { model, el, press };
}

test("a bar steers its job, and shows its title as text", () => {
  const { model, el, press } = mounted(ProgressBar, { job: base });
  expect(el.textContent).toContain("10% · 10 of 100 rows");
  expect(el.querySelector("b")).toBeNull();
  press("Pause");
  act(() => model.set("job", { ...base, state: "paused" }));
  press("Resume");
  press("Cancel");
  act(() => model.set("job", { ...base, state: "cancelled" }));
  press("Retry");
  expect(model.sent.map(({ kind, job }) => [kind, job])).toEqual([
    ["job.pause", "1a"],
    ["job.resume", "1a"],
    ["job.cancel", "1a"],
    ["job.retry", "1a"],
  ]);
});

test("a failure says what to do, and files can be fetched", () => {
  const failed: JobCard = { ...base, state: "failed", message: "no room", remedy: "Free some." };
  const { model, el, press } = mounted(ProgressBar, { job: failed });
  expect(el.textContent).toContain("no room Free some.");
  const output = { name: "a.pdf", bytes: 2_500_000, path: "/tmp/a.pdf", home: "" };
  act(() => model.set("job", { ...base, state: "done", outputs: [output] }));
  expect(el.querySelector("li")?.textContent).toContain("2.5 MB");
  press("Download a.pdf");
  expect(model.sent.at(-1)).toMatchObject({ kind: "job.download", job: "1a", output: 0 });
});

test("a monitor lists what is going on first, and names its buttons by their job", async () => {
  const jobs = [{ ...base, id: "2b", title: "Costs", state: "done" as const }, base];
  const { model, el, press } = mounted(JobMonitor, { jobs });
  expect(Array.from(el.querySelectorAll(".nbr-job-title"), (each) => each.textContent)).toEqual([
    "Sales <b>",
    "Costs",
  ]);
  expect(el.querySelector("[role=status]")?.textContent).toBe("1 is going on");
  press("Pause: Sales <b>");
  expect(model.sent.at(-1)).toMatchObject({ kind: "job.pause", job: "1a" });
  press("Log of Costs");
  const asked = model.sent.at(-1);
  expect(asked).toMatchObject({ kind: "job.log", job: "2b" });
  await act(async () =>
    model.answer({
      v: 1,
      id: asked?.id,
      kind: "job.logged",
      lines: [{ at: 1, kind: "worker_died", words: "-9" }],
    }),
  );
  await vi.waitFor(() => expect(el.querySelector("table")?.textContent).toContain("worker died"));
});

test("an end is told once, and JupyterLab may tell it in our place", async () => {
  const told: string[] = [];
  const hear = (event: Event) => {
    told.push((event as CustomEvent).detail.text);
    event.preventDefault();
  };
  document.addEventListener(NOTICE_EVENT, hear);
  const { model } = mounted(JobMonitor, { jobs: [{ ...base, state: "done" }] });
  await vi.waitFor(() => expect(model.sent.some(({ kind }) => kind === "notice.ask")).toBe(true));
  const asked = model.sent.find(({ kind }) => kind === "notice.ask");
  const notice = { number: 7, job: "1a", title: "Sales", state: "done", message: "" };
  await act(async () => model.answer({ v: 1, id: asked?.id, kind: "notice.told", notices: [notice] }));
  expect(told).toEqual(["Sales is done"]);
  expect(model.sent.at(-1)).toMatchObject({ kind: "notice.seen", number: 7 });
  act(() => model.set("jobs", [base]));
  act(() => model.set("jobs", [{ ...base, state: "done" }]));
  await vi.waitFor(() => expect(model.sent.filter(({ kind }) => kind === "notice.ask").length).toBe(3));
  const again = model.sent.filter(({ kind }) => kind === "notice.ask").at(-1);
  await act(async () => model.answer({ v: 1, id: again?.id, kind: "notice.told", notices: [notice] }));
  expect(told).toEqual(["Sales is done"]);
  document.removeEventListener(NOTICE_EVENT, hear);
});
