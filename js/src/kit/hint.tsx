// One sentence where somebody is for the first time; who dismisses it never sees it again.
import { signal as makeSignal } from "@preact/signals";
import { __ } from "./words";

const KEY = "nbreports.hints";

const dismissed = makeSignal<ReadonlySet<string>>(remembered());

function remembered(): ReadonlySet<string> {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(all) ? all.filter((each) => typeof each === "string") : []);
  } catch {
    // a host without storage, or something else under that name: the hint is shown again
    return new Set();
  }
}

function dismiss(name: string): void {
  dismissed.value = new Set([...dismissed.value, name]);
  try {
    localStorage.setItem(KEY, JSON.stringify([...dismissed.value].sort()));
  } catch {
    // told once a page then
  }
}

export function Hint({ name, text }: { name: string; text: string }) {
  if (dismissed.value.has(name)) return null;
  return (
    <p class="nbr-hint">
      <span>{text}</span>
      <button type="button" aria-label={__("Dismiss this hint")} onClick={() => dismiss(name)}>
        ✕
      </button>
    </p>
  );
}
