import { expect, it, vi } from "vitest";
import type { Model } from "./host";
import { kernelState } from "./kernel";

class Told<T> {
  readonly slots = new Set<(sender: unknown, value: T) => void>();
  connect = (slot: (sender: unknown, value: T) => void) => void this.slots.add(slot);
  disconnect = (slot: (sender: unknown, value: T) => void) => void this.slots.delete(slot);
  tell(value: T): void {
    for (const slot of this.slots) slot(null, value);
  }
}

function made() {
  const kernel = {
    statusChanged: new Told<string>(),
    connectionStatusChanged: new Told<string>(),
    disposed: new Told<void>(),
  };
  const ending = new AbortController();
  const back = vi.fn();
  const state = kernelState({ widget_manager: { kernel } } as unknown as Model, ending.signal, back);
  return { kernel, ending, back, state };
}

it("a busy kernel is there, a restarted one is gone for good", () => {
  const { kernel, state } = made();
  kernel.statusChanged.tell("busy");
  expect(state.value).toBe("there");
  kernel.statusChanged.tell("autorestarting");
  kernel.connectionStatusChanged.tell("connected");
  expect(state.value).toBe("gone");
});

it("a lost connection comes back, and is made use of", () => {
  const { kernel, state, back } = made();
  kernel.connectionStatusChanged.tell("disconnected");
  expect(state.value).toBe("away");
  kernel.connectionStatusChanged.tell("connected");
  expect(state.value).toBe("there");
  expect(back).toHaveBeenCalledOnce();
});

it("listens no longer than its session, and nowhere the host tells nothing", () => {
  const { kernel, ending } = made();
  ending.abort();
  expect(kernel.statusChanged.slots.size + kernel.connectionStatusChanged.slots.size).toBe(0);
  expect(kernelState({} as Model, new AbortController().signal, () => {}).value).toBe("there");
});
