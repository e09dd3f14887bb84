// Short words about what was just done, with one thing to do about it.
import { signal as makeSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { __ } from "./words";

const SHOWN_MS = 5000;
const MOST = 3;

export interface ToastOptions {
  text: string;
  /** What can be done about it, such as Undo. */
  action?: { label: string; onPick(): void };
  /** Errors stay until they are dismissed. */
  error?: boolean;
}

interface Shown extends ToastOptions {
  id: number;
}

const lists = new WeakMap<object, ReturnType<typeof made>>();
const made = () => ({ shown: makeSignal<Shown[]>([]), count: 0 });

function listOf(store: object) {
  const found = lists.get(store) ?? made();
  lists.set(store, found);
  return found;
}

export function toast(store: object, options: ToastOptions): void {
  const list = listOf(store);
  list.count += 1;
  list.shown.value = [...list.shown.value, { ...options, id: list.count }].slice(-MOST);
}

export function Toasts({ store }: { store: object }) {
  const { shown } = listOf(store);
  const close = (id: number) => {
    shown.value = shown.value.filter((each) => each.id !== id);
  };
  return (
    <div class="nbr-toasts">
      {shown.value.map((each) => (
        <Toast key={each.id} {...each} onClose={() => close(each.id)} />
      ))}
    </div>
  );
}

function Toast({ text, action, error, onClose }: Shown & { onClose(): void }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const close = useRef(onClose);
  close.current = onClose;
  const wait = () => {
    clearTimeout(timer.current);
    if (!error) timer.current = setTimeout(() => close.current(), SHOWN_MS);
  };
  const hold = () => clearTimeout(timer.current);
  useEffect(() => {
    wait();
    return hold;
  }, []);
  return (
    <div
      class={`nbr-toast${error ? " nbr-toast-error" : ""}`}
      role={error ? "alert" : "status"}
      onPointerEnter={hold}
      onPointerLeave={wait}
      onFocusIn={hold}
      onFocusOut={wait}
    >
      <span>{text}</span>
      {action && (
        <button
          type="button"
          onClick={() => {
            close.current();
            action.onPick();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" aria-label={__("Dismiss")} onClick={() => close.current()}>
        ✕
      </button>
    </div>
  );
}
