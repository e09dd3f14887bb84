import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import type { FileState, Store } from "../../../store";
import { stepOf, typesText, undoKeys } from "./keys";
import { PATIENCE, Saved, savedWords } from "./saved";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const at = (iso: string): FileState => ({ path: "a.nbreport", state: "saved", when: iso });

afterEach(() => vi.useRealTimers());

test("when it was saved, in words", () => {
  expect(savedWords(at("2026-11-26T11:59:40Z"), NOW)).toBe("Saved just now");
  expect(savedWords(at("2026-11-26T11:57:30Z"), NOW)).toBe("Saved 2 min ago");
  expect(savedWords(at("2026-11-26T09:30:00Z"), NOW)).toBe("Saved 2 h ago");
  expect(savedWords(at("2026-11-20T09:30:00Z"), NOW)).toContain("2026");
});

test("saving is spoken of when it takes a while, a failure at once", async () => {
  vi.useFakeTimers({ now: NOW });
  const root = document.createElement("div");
  const file = signal<FileState>(at("2026-11-26T11:59:50Z"));
  const retried = vi.fn();
  const chosen = vi.fn();
  const saved = vi.fn();
  const store = { file } as unknown as Store;
  const draw = () =>
    act(() =>
      render(<Saved {...{ store, onRetry: retried, onConflict: chosen, onDownload: saved }} />, root),
    );
  await draw();
  expect(root.textContent).toBe("Saved just now");
  file.value = { ...file.value, state: "unsaved" };
  await draw();
  expect(root.textContent).toBe("Saved just now");
  await act(() => {
    vi.advanceTimersByTime(PATIENCE + 1);
  });
  expect(root.textContent).toBe("Saving…");
  file.value = { ...file.value, state: "failed", message: "No space. Free some." };
  await draw();
  expect(root.querySelector("[role=alert]")?.getAttribute("title")).toBe("No space. Free some.");
  root.querySelector("button")?.click();
  expect(retried).toHaveBeenCalledOnce();
  file.value = { ...file.value, reason: "file_changed" };
  await draw();
  root.querySelector("button")?.click();
  expect(chosen).toHaveBeenCalledOnce();
  file.value = { path: null, state: "download" };
  await draw();
  expect(root.textContent).toBe("Download");
  root.querySelector("button")?.click();
  expect(saved).toHaveBeenCalledOnce();
  render(null, root);
});

const key = (init: KeyboardEventInit) =>
  new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });

test("keys of undo and redo", () => {
  expect(stepOf(key({ key: "z", ctrlKey: true }))).toBe("undo");
  expect(stepOf(key({ key: "Z", metaKey: true, shiftKey: true }))).toBe("redo");
  expect(stepOf(key({ key: "y", ctrlKey: true }))).toBe("redo");
  expect(stepOf(key({ key: "z" }))).toBeNull();
  expect(stepOf(key({ key: "z", ctrlKey: true, altKey: true }))).toBeNull();
});

test("a text field keeps its own undo", () => {
  const root = document.createElement("div");
  const text = root.appendChild(document.createElement("input"));
  const box = root.appendChild(document.createElement("input"));
  box.type = "checkbox";
  expect([typesText(text), typesText(box), typesText(document.createElement("textarea"))]).toEqual([
    true,
    false,
    true,
  ]);
  const report = { undo: vi.fn(() => "Add Delay to Columns"), redo: vi.fn(() => null) };
  const told = vi.fn();
  const stop = undoKeys(root, report as unknown as Store["report"], told);
  text.dispatchEvent(key({ key: "z", ctrlKey: true }));
  expect(report.undo).not.toHaveBeenCalled();
  const event = key({ key: "z", ctrlKey: true });
  box.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(told).toHaveBeenCalledWith("undo", "Add Delay to Columns");
  box.dispatchEvent(key({ key: "y", ctrlKey: true }));
  expect(told).toHaveBeenCalledOnce();
  stop();
  box.dispatchEvent(key({ key: "z", ctrlKey: true }));
  expect(report.undo).toHaveBeenCalledOnce();
});
