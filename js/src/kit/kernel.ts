// Whether the kernel that answers is still there, as far as the host tells.
import { signal as makeSignal, type ReadonlySignal } from "@preact/signals";
import type { Model } from "./host";

/** `away` comes back by itself; `gone` is another kernel now, which knows nothing of these widgets. */
export type KernelState = "there" | "away" | "gone";

interface Told<T> {
  connect(slot: (sender: unknown, value: T) => void): void;
  disconnect(slot: (sender: unknown, value: T) => void): void;
}

interface Kernel {
  statusChanged: Told<string>;
  connectionStatusChanged: Told<string>;
  disposed: Told<void>;
}

const GONE = new Set(["restarting", "autorestarting", "dead", "terminating"]);

export function kernelState(
  model: Model,
  signal: AbortSignal,
  back: () => void,
): ReadonlySignal<KernelState> {
  const state = makeSignal<KernelState>("there");
  const kernel = (model as { widget_manager?: { kernel?: Kernel } }).widget_manager?.kernel;
  if (!kernel?.statusChanged?.connect || !kernel.connectionStatusChanged?.connect) return state;
  const status = (_: unknown, value: string) => {
    if (GONE.has(value)) state.value = "gone";
  };
  const connection = (_: unknown, value: string) => {
    if (state.value === "gone") return;
    const was = state.value;
    state.value = value === "connected" ? "there" : "away";
    if (was === "away" && state.value === "there") back();
  };
  const disposed = () => {
    state.value = "gone";
  };
  kernel.statusChanged.connect(status);
  kernel.connectionStatusChanged.connect(connection);
  kernel.disposed?.connect(disposed);
  signal.addEventListener(
    "abort",
    () => {
      kernel.statusChanged.disconnect(status);
      kernel.connectionStatusChanged.disconnect(connection);
      kernel.disposed?.disconnect(disposed);
    },
    { once: true },
  );
  return state;
}
