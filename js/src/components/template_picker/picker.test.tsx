import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { seed } from "../../collab/binding";
import { FakeModel } from "../../kit/fake_model";
import type { TemplateBound, TemplateCard, TemplatesListed } from "../../protocol/messages";
import { makeStore } from "../../store";
import { step, TemplatePicker, tagsOf } from ".";
import { GATHER, makeGallery } from "./gallery";

const CARD: TemplateCard = {
  key: "listing",
  name: "Simple listing",
  description: "Every row.",
  tags: ["list"],
  own: false,
  error: null,
};
const NAMES = ["listing", "groups", "summary", "pager", "crosstab", "trend", "top", "blank"];
const LISTED = {
  kind: "templates.listed",
  templates: NAMES.map((key) => ({
    ...CARD,
    key,
    name: `Name of ${key}`,
    tags: key === "top" ? ["rank"] : ["list"],
  })),
  deleted: [],
  error: null,
  source: "sales",
  mark: "m1",
  touched: null,
} satisfies Omit<TemplatesListed, "v" | "id">;
const BOUND = {
  kind: "templates.bound",
  template: "groups",
  name: "Name of groups",
  definition: {
    schema: "nbreport/1",
    title: "Sales by region",
    source: "sales",
    body: [{ kind: "table", id: "b7", columns: ["amount"], group_by: "region" }],
  },
  bindings: [
    {
      slot: "group",
      label: "Group",
      required: true,
      field: "region",
      reason: "a category of 3 values",
      chosen: false,
      fits: [0, 1],
    },
    {
      slot: "date",
      label: "Date",
      required: true,
      field: null,
      reason: "the source has no date",
      chosen: false,
      fits: [],
    },
  ],
  fields: [
    { expr: "region", label: "Region", type: "text" },
    { expr: "customer", label: "<b>Customer</b>", type: "text" },
  ],
  left_out: ["the chart"],
  missing: ["date"],
} satisfies Omit<TemplateBound, "v" | "id">;

let root: HTMLElement;
let session: FakeModel;
let model: FakeModel;
let ending: AbortController;
let store: ReturnType<typeof makeStore>;

function open(body: unknown[] = [], picker: Record<string, unknown> = {}): void {
  const doc = new Y.Doc();
  seed(doc, { schema: "nbreport/1", title: "Untitled report", source: "sales", body } as never);
  session = new FakeModel({ revision: 0, data_revision: 0, params: {}, file: {} });
  model = new FakeModel({ picked: "", pending: false, choices: {}, ...picker });
  store = makeStore(session.asModel, doc, ending.signal);
  const props = { store, model: model.asModel, el: root, signal: ending.signal, host: {} as never };
  act(() => render(<TemplatePicker {...props} />, root));
}

const later = (ms: number) => act(() => new Promise((done) => setTimeout(done, ms)));
const asked = (kind: string) => session.sent.filter((each) => each.kind === kind);

async function answer(kind: string, content: object, buffers: DataView[] = []): Promise<void> {
  const question = asked(kind).at(-1);
  expect(question, `${kind} was asked`).toBeDefined();
  await act(async () => {
    session.answer({ v: 1, id: question?.id, ...content }, buffers);
    await new Promise((done) => setTimeout(done, 5));
  });
}

async function shown(listed: object = LISTED): Promise<void> {
  await later(10);
  await answer("templates.list", listed);
}

const radios = () => Array.from(root.querySelectorAll<HTMLElement>("[role=radio]"));
const radio = (key: string) => root.querySelector<HTMLElement>(`[data-template=${key}]`) as HTMLElement;
const button = (words: string) =>
  Array.from(root.querySelectorAll("button")).find((each) => each.textContent === words) as HTMLButtonElement;
const press = (target: HTMLElement, key: string) =>
  act(
    () => void target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
  );

beforeEach(() => {
  // everything is in sight
  vi.stubGlobal("IntersectionObserver", undefined);
  ending = new AbortController();
  root = document.createElement("div");
  document.body.append(root);
  URL.createObjectURL = () => `blob:${Math.random()}`;
  URL.revokeObjectURL = () => {};
});

afterEach(() => {
  ending.abort();
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

it("shows ghosts, then a card for each, one of which Tab reaches", async () => {
  open();
  expect(root.querySelectorAll(".nbr-card-ghost")).toHaveLength(6);
  await shown();
  expect(radios()).toHaveLength(8);
  expect(radios().filter((each) => each.tabIndex === 0)).toHaveLength(1);
  expect(root.textContent).toContain("Drawn with rows of sales");
});

it("draws one card after the other, and again once the data has changed; the old picture stays meanwhile", async () => {
  open();
  await shown();
  expect(asked("templates.draw").map((each) => each.template)).toEqual(["listing"]);
  const drawn = { kind: "templates.drawn", template: "listing", sample: true, mark: "m1" };
  await answer("templates.draw", drawn, [new DataView(new ArrayBuffer(4))]);
  expect(asked("templates.draw").map((each) => each.template)).toEqual(["listing", "groups"]);
  const first = radio("listing").querySelector("img")?.src;
  expect(radio("listing").textContent).toContain("sample");
  session.set("data_revision", 1);
  await later(GATHER + 30);
  await answer("templates.list", { ...LISTED, mark: "m2" });
  await answer("templates.draw", { ...drawn, template: "groups" }, [new DataView(new ArrayBuffer(4))]);
  expect(asked("templates.draw").at(-1)?.template).toBe("listing");
  expect(radio("listing").querySelector("img")?.src).toBe(first);
  await answer("templates.draw", { ...drawn, sample: false }, [new DataView(new ArrayBuffer(4))]);
  expect(radio("listing").querySelector("img")?.src).not.toBe(first);
});

it("goes from card to card by arrows and picks only when told to", async () => {
  open();
  await shown();
  radio("listing").focus();
  press(radio("listing"), "ArrowRight");
  expect(document.activeElement).toBe(radio("groups"));
  press(radio("groups"), "End");
  expect(document.activeElement).toBe(radio("blank"));
  expect(asked("templates.bind")).toEqual([]);
  expect([
    step("ArrowDown", 1, 8, 3),
    step("ArrowUp", 1, 8, 3),
    step("ArrowLeft", 0, 8, 3),
    step("x", 0, 8, 3),
  ]).toEqual([4, null, 7, null]);
});

it("applies a template as one step, says how slots were bound, and takes it back", async () => {
  open();
  await shown();
  act(() => radio("groups").click());
  await answer("templates.bind", BOUND);
  expect(store.report.definition.value.title).toBe("Sales by region");
  expect(store.report.definition.value.body).toMatchObject([{ id: "b7", group_by: [{ by: "region" }] }]);
  expect(store.report.undoName.value).toBe("Apply the template Name of groups");
  expect([model.get("picked"), model.get("pending")]).toEqual(["groups", false]);
  expect(radio("groups").getAttribute("aria-checked")).toBe("true");
  const slots = root.querySelector(".nbr-slots") as HTMLElement;
  expect(slots.textContent).toContain("a category of 3 values");
  expect(slots.textContent).toContain("Nothing fits Date, which the template needs.");
  expect(slots.textContent).toContain("Left out for want of fields: the chart.");
  expect(slots.querySelector("b")).toBeNull();
  act(() => button("Undo").click());
  expect(store.report.definition.value.body ?? []).toEqual([]);
  expect(root.querySelector(".nbr-slots")).toBeNull();
});

it("binds a slot otherwise", async () => {
  open();
  await shown();
  act(() => radio("groups").click());
  await answer("templates.bind", BOUND);
  const select = root.querySelector(".nbr-slots select") as HTMLSelectElement;
  expect(Array.from(select.options, (each) => each.value)).toEqual(["", "region", "customer"]);
  act(() => {
    select.value = "customer";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(asked("templates.bind").at(-1)).toMatchObject({ choices: { group: "customer" }, how: "replace" });
  expect(root.querySelector(".nbr-slots")?.textContent, "at once").toContain("your choice");
  const refused = {
    kind: "refused",
    code: "x",
    message: "no way",
    remedy: "Wait.",
    where: null,
    block: null,
  };
  await answer("templates.bind", refused);
  expect((root.querySelector(".nbr-slots select") as HTMLSelectElement).value).toBe("region");
  expect(root.textContent).toContain("No way. Wait.");
});

it("asks before it replaces what somebody made, and keeps it when told to", async () => {
  open([{ kind: "table", id: "b1", columns: ["amount"] }]);
  await shown();
  act(() => radio("groups").click());
  expect(asked("templates.bind")).toEqual([]);
  act(() => button("Cancel").click());
  expect(root.querySelector("[role=alertdialog]")).toBeNull();
  act(() => radio("groups").click());
  act(() => button("Keep them, add below").click());
  expect(asked("templates.bind").at(-1)).toMatchObject({ template: "groups", how: "add" });
});

it("replaces what a template made without a question, as long as nobody has touched it", async () => {
  open();
  await shown();
  act(() => radio("groups").click());
  await answer("templates.bind", BOUND);
  act(() => radio("trend").click());
  expect(asked("templates.bind").at(-1)).toMatchObject({ template: "trend", how: "replace" });
  await answer("templates.bind", { ...BOUND, template: "trend" });
  act(() =>
    store.report.edit("Add", (draft) => {
      draft.body?.push({ kind: "text", id: "t9", md: "mine" });
    }),
  );
  act(() => radio("summary").click());
  expect(root.querySelector("[role=alertdialog]")?.textContent).toContain("Name of summary");
});

it("waits for data, then applies what was picked", async () => {
  open();
  await shown({ ...LISTED, source: null, mark: "sample" });
  expect(root.textContent).toContain("Drawn with sample data until yours is picked");
  act(() => radio("groups").click());
  expect(asked("templates.bind")).toEqual([]);
  expect(model.get("pending")).toBe(true);
  expect(root.textContent).toContain("waits for your data");
  session.set("data_revision", 1);
  await later(GATHER + 30);
  await answer("templates.list", LISTED);
  expect(asked("templates.bind").at(-1)).toMatchObject({ template: "groups", how: "replace" });
});

it("begins with what Python picked", async () => {
  open([], { picked: "trend", pending: true });
  await shown();
  expect(asked("templates.bind").at(-1)).toMatchObject({ template: "trend" });
});

it("finds by name, purpose and tag", async () => {
  open();
  await shown();
  const search = root.querySelector("input[type=search]") as HTMLInputElement;
  act(() => {
    search.value = "TREND";
    search.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(radios().map((each) => each.dataset.template)).toEqual(["trend"]);
  act(() => {
    search.value = "nothing like it";
    search.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(root.textContent).toContain("No template is called so.");
  expect(tagsOf(LISTED.templates)).toEqual(["list"]);
});

it("has no search where there are few", async () => {
  open();
  await shown({ ...LISTED, templates: LISTED.templates.slice(0, 7) });
  expect(root.querySelector("input[type=search]")).toBeNull();
});

it("lists a broken template with its error and never picks it", async () => {
  open();
  const broken = { ...CARD, key: "own/x", name: "x", own: true, error: "no JSON" };
  await shown({ ...LISTED, templates: [broken], error: "the folder cannot be read" });
  expect(root.textContent).toContain("Cannot be used: no JSON");
  expect(root.textContent).toContain("Your own templates couldn't be read");
  act(() => radios()[0]?.click());
  expect([asked("templates.bind"), asked("templates.draw")]).toEqual([[], []]);
});

it("picks nothing in a report that can only be read", async () => {
  open();
  session.set("file", { state: "readonly" });
  await shown();
  act(() => radio("groups").click());
  expect(asked("templates.bind")).toEqual([]);
  expect(radio("groups").getAttribute("aria-disabled")).toBe("true");
  expect(root.textContent).not.toContain("Use this template");
});

it("says why there is no list, and asks again", async () => {
  open();
  await later(10);
  const refused = {
    kind: "refused",
    code: "x",
    message: "no way",
    remedy: "Wait.",
    where: null,
    block: null,
  };
  await answer("templates.list", refused);
  expect(root.querySelector("[role=alert]")?.textContent).toContain("No way. Wait.");
  act(() => button("Try again").click());
  await later(10);
  expect(asked("templates.list")).toHaveLength(2);
});

it("saves, and says what is wrong with a name beneath it", async () => {
  open([{ kind: "table", id: "b1", columns: ["amount"] }]);
  await shown();
  act(() => button("Save as template…").click());
  const form = root.querySelector("form") as HTMLFormElement;
  const input = form.querySelector("input") as HTMLInputElement;
  expect([document.activeElement, input.value]).toEqual([input, "Untitled report"]);
  act(() => {
    input.value = "Mine";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await answer("templates.draw", { kind: "templates.drawn", template: "listing", sample: false, mark: "m1" });
  expect(input.value, "a picture that comes meanwhile leaves what is typed").toBe("Mine");
  act(() => void form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  const refused = {
    kind: "refused",
    code: "template_exists",
    message: "taken",
    remedy: "Choose another.",
    where: null,
    block: null,
  };
  await answer("templates.save", refused);
  expect(root.querySelector(".nbr-naming [role=alert]")?.textContent).toBe("Taken. Choose another.");
  act(() => void form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  await answer("templates.save", { ...LISTED, touched: "own/x" });
  expect(root.querySelector("form")).toBeNull();
  expect(root.textContent).toContain("Saved as the template “Mine”.");
});

it("deletes and restores", async () => {
  open();
  const mine = { ...CARD, key: "own/mine", name: "Mine", own: true };
  await shown({ ...LISTED, templates: [...LISTED.templates, mine] });
  act(() => root.querySelector<HTMLElement>("[aria-label='More about Mine']")?.click());
  act(() =>
    Array.from(root.querySelectorAll<HTMLElement>("[role=menuitem]"))
      .find((each) => each.textContent === "Delete")
      ?.click(),
  );
  expect(asked("templates.change").at(-1)).toMatchObject({ action: "delete", template: "own/mine" });
  const deleted = [{ key: "mine.1.nbreport", name: "Mine", when: "2026-01-01T00:00:00+00:00" }];
  await answer("templates.change", { ...LISTED, deleted, touched: "mine.1.nbreport" });
  expect(root.textContent).toContain("“Mine” is deleted.");
  expect(root.querySelector("details")?.textContent).toContain("Mine");
  act(() => button("Undo").click());
  expect(asked("templates.change").at(-1)).toMatchObject({ action: "restore", template: "mine.1.nbreport" });
});

it("asks for no list again where nothing has changed since it was last looked at", async () => {
  open();
  await shown();
  const active = signal(true);
  const gallery = makeGallery(store, active, ending.signal);
  await later(10);
  await answer("templates.list", LISTED);
  const before = asked("templates.list").length;
  active.value = false;
  active.value = true;
  await later(GATHER + 20);
  expect(asked("templates.list")).toHaveLength(before);
  active.value = false;
  act(() => session.set("data_revision", 1));
  await later(GATHER + 20);
  // the picker itself stands in sight
  expect(asked("templates.list")).toHaveLength(before + 1);
  active.value = true;
  await later(GATHER + 20);
  expect(asked("templates.list")).toHaveLength(before + 2);
  expect(gallery.listed.value?.mark).toBe("m1");
});

it("listens no longer once it has gone", async () => {
  open();
  await shown();
  ending.abort();
  expect([session.listeners, model.listeners]).toEqual([0, 0]);
});
