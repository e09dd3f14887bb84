// A panel in the top layer beside its anchor: a notebook's output cuts off whatever else leaves it.
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const GAP = 3;
const MARGIN = 6;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Size {
  width: number;
  height: number;
}

/** Where a panel of that size stands: below its anchor where there is room, else above, always inside the window. */
export function placed(anchor: Box, panel: Size, room: Size): { left: number; top: number } {
  const below = anchor.bottom + GAP;
  const above = anchor.top - GAP - panel.height;
  const fits = below + panel.height + MARGIN <= room.height || above < MARGIN;
  const top = fits ? Math.min(below, Math.max(MARGIN, room.height - panel.height - MARGIN)) : above;
  const left = Math.min(anchor.left, room.width - panel.width - MARGIN);
  return { left: Math.max(MARGIN, left), top };
}

interface PopoverProps {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  label: string;
  role?: "dialog" | "menu" | "listbox";
  class?: string;
  id?: string;
  children: ComponentChildren;
  onClose(): void;
  onKeyDown?(event: KeyboardEvent): void;
}

export function Popover({ anchor, open, label, role = "dialog", id, children, ...rest }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  const { onClose, onKeyDown } = rest;
  useLayoutEffect(() => {
    const el = panel.current;
    if (!el || !open) return;
    el.showPopover?.();
    const place = () => {
      const box = anchor.current?.getBoundingClientRect();
      if (!box) return;
      const { left, top } = placed(box, el.getBoundingClientRect(), {
        width: window.innerWidth,
        height: window.innerHeight,
      });
      el.style.left = `${left}px`;
      el.style.top = `${top}px`;
    };
    place();
    const sizes = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(place);
    sizes?.observe(el);
    const outside = (event: Event) => {
      const path = event.composedPath();
      if (!path.includes(el) && !(anchor.current && path.includes(anchor.current))) onClose();
    };
    const moved = (event: Event) => {
      if (!event.composedPath().includes(el)) place();
    };
    document.addEventListener("pointerdown", outside, true);
    window.addEventListener("scroll", moved, { capture: true, passive: true });
    return () => {
      sizes?.disconnect();
      document.removeEventListener("pointerdown", outside, true);
      window.removeEventListener("scroll", moved, { capture: true });
      if (el.isConnected) el.hidePopover?.();
    };
  }, [open, anchor, onClose]);
  if (!open) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of three
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: every one of them takes a name
    <div
      ref={panel}
      id={id}
      class={`nbr-popover ${rest.class ?? ""}`}
      role={role}
      aria-label={label}
      popover="manual"
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.key === "Escape" && !event.defaultPrevented) {
          event.preventDefault();
          event.stopPropagation();
          onClose();
          anchor.current?.focus();
        }
      }}
    >
      {children}
    </div>
  );
}
