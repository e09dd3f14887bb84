import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Choice, NumberField, TextField } from "./controls";
import { MenuButton, type MenuItem } from "./menu";
import { placed } from "./popover";
import { Toasts, toast } from "./toasts";

let root: HTMLElement;

beforeEach(() => {
  root = document.createElement("div");
  root.className = "nbr";
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
});

const press = (key: string) =>
  act(() => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );
  });

it("a menu is walked by keys, goes into a submenu and back, and picks", async () => {
  const picked: string[] = [];
  const pick = (label: string): MenuItem => ({ label, onPick: () => picked.push(label) });
  const items = [
    pick("Rename"),
    { label: "Aggregate", items: [pick("Sum"), { ...pick("Mean"), checked: true }] },
    pick("Remove"),
  ];
  await act(() => render(<MenuButton label="Options" items={items} />, root));
  const button = root.querySelector("button");
  await act(() => button?.click());
  expect(button?.getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement?.textContent).toContain("Rename");
  await press("ArrowDown");
  await press("ArrowRight");
  expect(document.activeElement?.textContent).toContain("Mean");
  await press("Escape");
  await press("End");
  expect(document.activeElement?.textContent).toContain("Remove");
  await press("a");
  expect(document.activeElement?.textContent).toContain("Aggregate");
  await press("ArrowRight");
  await act(() => (document.activeElement as HTMLElement).click());
  expect(picked).toEqual(["Mean"]);
  expect(document.activeElement).toBe(button);
  expect(root.querySelector("[role=menu]")).toBeNull();
});

it("a panel stands below its anchor, above where there is no room, and inside the window", () => {
  const room = { width: 400, height: 300 };
  const anchor = { left: 350, right: 370, top: 250, bottom: 270 };
  expect(placed(anchor, { width: 200, height: 100 }, room)).toEqual({ left: 194, top: 147 });
  expect(placed({ ...anchor, top: 10, bottom: 30, left: 0 }, { width: 80, height: 100 }, room)).toEqual({
    left: 6,
    top: 33,
  });
});

it("a text is told on Enter, and Escape brings back what was", async () => {
  const told: string[] = [];
  await act(() => render(<TextField label="Title" value="Old" onCommit={(text) => told.push(text)} />, root));
  const input = root.querySelector("input") as HTMLInputElement;
  const type = (text: string) =>
    act(() => {
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  input.focus();
  await type("Neu");
  await press("Escape");
  expect(input.value).toBe("Old");
  await type("New");
  await press("Enter");
  expect(told).toEqual(["New"]);
});

it("a number out of bounds is not told", async () => {
  const told: (number | null)[] = [];
  await act(() =>
    render(<NumberField label="Top" value={3} min={1} onCommit={(value) => told.push(value)} />, root),
  );
  const input = root.querySelector("input") as HTMLInputElement;
  input.focus();
  for (const text of ["0", "7", ""]) {
    await act(() => {
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await press("Enter");
  }
  expect(told).toEqual([7, null]);
});

it("a choice goes round by arrows", async () => {
  const told: string[] = [];
  const options = [
    ["a", "A"],
    ["b", "B"],
  ] as const;
  await act(() =>
    render(<Choice label="Way" value="b" options={options} onPick={(value) => told.push(value)} />, root),
  );
  root.querySelectorAll("button")[1]?.focus();
  await press("ArrowRight");
  expect(told).toEqual(["a"]);
});

it("a toast goes by itself, one that is read does not, and its action is done", async () => {
  vi.useFakeTimers();
  const store = {};
  const undone = vi.fn();
  await act(() => render(<Toasts store={store} />, root));
  await act(() => toast(store, { text: "Removed", action: { label: "Undo", onPick: undone } }));
  await act(() => toast(store, { text: "Gone wrong", error: true }));
  const [first] = root.querySelectorAll(".nbr-toast");
  await act(() => void first?.dispatchEvent(new Event("pointerenter")));
  await act(() => void vi.advanceTimersByTime(60_000));
  expect(root.querySelectorAll(".nbr-toast")).toHaveLength(2);
  await act(() => first?.querySelector("button")?.click());
  expect(undone).toHaveBeenCalledOnce();
  await act(() => toast(store, { text: "Saved" }));
  await act(() => void vi.advanceTimersByTime(5001));
  expect(root.textContent).toContain("Gone wrong");
  expect(root.textContent).not.toContain("Saved");
});
