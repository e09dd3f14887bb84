// What opens at an element of the mapper: the kit's panels, at whatever was pressed.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Menu as KitMenu, type MenuItem } from "../../kit/menu";
import { Popover } from "../../kit/popover";

export type Item = MenuItem;

interface PopupProps {
  /** What it opens at, and what has the focus afterwards. */
  anchor: HTMLElement;
  label: string;
  onClose(): void;
}

export function Menu({ anchor, items, ...rest }: PopupProps & { items: Item[] }) {
  const at = useMemo(() => ({ current: anchor }), [anchor]);
  return <KitMenu anchor={at} open items={items} {...rest} />;
}

export function Popup({ anchor, label, onClose, children }: PopupProps & { children: ComponentChildren }) {
  const at = useMemo(() => ({ current: anchor }), [anchor]);
  const inside = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const closed = useMemo(() => () => close.current(), []);
  useEffect(() => inside.current?.querySelector<HTMLElement>("input,select,textarea,button")?.focus(), []);
  return (
    <Popover anchor={at} open label={label} onClose={closed}>
      <div ref={inside}>{children}</div>
    </Popover>
  );
}
