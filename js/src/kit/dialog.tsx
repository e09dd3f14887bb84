// A dialog in the top layer of the page, in the middle of the window; focus goes in and comes back.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";
import { __ } from "./words";

interface DialogProps {
  label: string;
  children: ComponentChildren;
  /** The row of buttons at its foot. */
  actions?: ComponentChildren;
  wide?: boolean;
  onClose(): void;
}

const FOCUSABLE = 'button:not(:disabled),input,select,textarea,a[href],[tabindex="0"]';

export function Dialog({ label, children, actions, wide, onClose }: DialogProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const el = panel.current;
    if (!el) return;
    const root = el.getRootNode() as Document | ShadowRoot;
    const before = root.activeElement as HTMLElement | null;
    el.showPopover?.();
    const inside = el.querySelector<HTMLElement>(`.nbr-dialog-body :is(${FOCUSABLE})`);
    (inside ?? el.querySelector<HTMLElement>(FOCUSABLE))?.focus();
    return () => {
      if (el.isConnected) el.hidePopover?.();
      before?.focus?.();
    };
  }, []);
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Tab") {
      const all = Array.from(panel.current?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? []);
      const [first, last] = [all[0], all.at(-1)];
      const from = event.target as HTMLElement;
      if (event.shiftKey ? from !== first : from !== last) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  };
  return (
    <div
      ref={panel}
      class={`nbr-dialog${wide ? " nbr-dialog-wide" : ""}`}
      role="dialog"
      aria-modal="true"
      aria-label={label}
      popover="manual"
      onKeyDown={pressed}
    >
      <header>
        <h3>{label}</h3>
        <button type="button" class="nbr-icon-button" aria-label={__("Close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="nbr-dialog-body">{children}</div>
      {actions && <footer>{actions}</footer>}
    </div>
  );
}
