import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Choice, NumberField, SearchField, SelectField, TextField, Toggle } from "./controls";
import { placed } from "./popover";
import { Toasts, toast } from "./toasts";

let root: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
});

const show = (what: ComponentChild) => act(() => render(what, root));
const input = () => root.querySelector("input, textarea") as HTMLInputElement;
const type = (text: string) =>
  act(() => {
    input().value = text;
    input().dispatchEvent(new Event("input", { bubbles: true }));
  });
const press = (target: Element, key: string) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  act(() => void target.dispatchEvent(event));
  return event;
};

it("commits at Enter or when left, and only what has changed", () => {
  const told = vi.fn();
  show(<TextField label="Name" value="a" onCommit={told} />);
  type("b");
  expect(told).not.toHaveBeenCalled();
  press(input(), "Enter");
  expect(told.mock.calls).toEqual([["b"]]);
  type("a");
  act(() => void input().dispatchEvent(new Event("blur")));
  expect(told).toHaveBeenCalledTimes(1);
});

it("Escape brings back what was, and goes no further than that", () => {
  const told = vi.fn();
  show(<TextField label="Name" value="a" onCommit={told} />);
  type("b");
  expect(press(input(), "Escape").defaultPrevented).toBe(true);
  expect(input().value).toBe("a");
  act(() => void input().dispatchEvent(new Event("blur")));
  expect(told).not.toHaveBeenCalled();
  // nothing was typed: it is the panel's around it
  expect(press(input(), "Escape").defaultPrevented).toBe(false);
});

it("tells while one types, and Escape takes that back too", () => {
  let now = "a";
  const draw = () =>
    render(
      <TextField
        label="Text"
        value={now}
        rows={3}
        live={300}
        onCommit={(text) => {
          now = text;
          draw();
        }}
      />,
      root,
    );
  act(draw);
  type("ab");
  act(() => void vi.advanceTimersByTime(300));
  expect(now).toBe("ab");
  type("abc");
  press(input(), "Escape");
  expect(now).toBe("a");
  expect(input().value).toBe("a");
  act(() => void vi.advanceTimersByTime(1000));
  expect(now).toBe("a");
});

it("says what is wrong beneath, and the control refers to it", () => {
  show(<TextField label="Name" value="a" error="No such field." onCommit={() => {}} />);
  const said = root.querySelector("[role=alert]");
  expect(said?.textContent).toBe("No such field.");
  expect(input().getAttribute("aria-describedby")).toBe(said?.id);
  expect(root.querySelector("label")?.htmlFor).toBe(input().id);
});

it("a number outside of its bounds stays to be corrected", () => {
  const told = vi.fn();
  show(<NumberField label="Top" value={5} min={1} max={10} onCommit={told} />);
  type("0");
  press(input(), "Enter");
  expect(root.textContent).toContain("At least 1.");
  expect(input().value).toBe("0");
  type("7");
  expect(root.textContent).not.toContain("At least 1.");
  press(input(), "Enter");
  type("");
  press(input(), "Enter");
  expect(told.mock.calls).toEqual([[7], [null]]);
});

it("a choice is one stop of Tab, with arrows", () => {
  const told = vi.fn();
  const options = [["a", "A"] as const, ["b", "B"] as const, ["c", "C"] as const];
  show(<Choice label="Kind" value="a" options={options} onPick={told} />);
  const radios = Array.from(root.querySelectorAll<HTMLElement>("[role=radio]"));
  expect(radios.map((each) => each.tabIndex)).toEqual([0, -1, -1]);
  if (radios[0]) press(radios[0], "ArrowLeft");
  expect(told.mock.calls).toEqual([["c"]]);
});

it("selects, toggles and searches", () => {
  const told = vi.fn();
  show(
    <>
      <SelectField
        label="Size"
        value="a"
        options={[["a", "A"] as const, ["b", "B"] as const]}
        onPick={told}
      />
      <Toggle label="All" checked={false} onChange={told} />
      <SearchField label="Find" value="x" onInput={told} />
    </>,
  );
  act(() => {
    const select = root.querySelector("select") as HTMLSelectElement;
    select.value = "b";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    (root.querySelector("[type=checkbox]") as HTMLElement).click();
  });
  press(root.querySelector("[type=search]") as Element, "Escape");
  expect(told.mock.calls).toEqual([["b"], [true], [""]]);
});

it("a panel stands below, above at the window's foot, and never outside", () => {
  const room = { width: 800, height: 600 };
  const box = (left: number, top: number) => ({ left, top, right: left + 30, bottom: top + 20 });
  expect(placed(box(50, 50), { width: 200, height: 100 }, room)).toEqual({ left: 50, top: 73 });
  expect(placed(box(50, 550), { width: 200, height: 100 }, room)).toEqual({ left: 50, top: 447 });
  expect(placed(box(780, 50), { width: 200, height: 100 }, room).left).toBe(594);
  expect(placed(box(2, 300), { width: 790, height: 590 }, room)).toEqual({ left: 6, top: 6 });
});

it("a toast goes after five seconds, not while it is pointed at; errors stay; three at most", () => {
  const store = {};
  const told = vi.fn();
  show(<Toasts store={store} />);
  act(() => toast(store, { text: "One", action: { label: "Undo", onPick: told } }));
  const shown = root.querySelector(".nbr-toast") as HTMLElement;
  act(() => void shown.dispatchEvent(new Event("pointerenter")));
  act(() => void vi.advanceTimersByTime(9000));
  expect(root.textContent).toContain("One");
  act(() => void shown.dispatchEvent(new Event("pointerleave")));
  act(() => void vi.advanceTimersByTime(5001));
  expect(root.textContent).not.toContain("One");
  act(() => {
    for (const text of ["A", "B", "C", "D"]) toast(store, { text, error: true });
  });
  act(() => void vi.advanceTimersByTime(60_000));
  expect(Array.from(root.querySelectorAll(".nbr-toast > span"), (each) => each.textContent)).toEqual([
    "B",
    "C",
    "D",
  ]);
  act(() => (root.querySelector("[aria-label=Dismiss]") as HTMLElement).click());
  expect(root.querySelectorAll(".nbr-toast")).toHaveLength(2);
});
