// A menu button as the ARIA practices have it: arrows, letters, Home and End; a submenu takes the place of its menu.
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons";
import { Popover } from "./popover";
import { __ } from "./words";

export interface MenuItem {
  label: string;
  hint?: string;
  icon?: IconName;
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  /** Stands alone, above a line. */
  separator?: boolean;
  items?: MenuItem[];
  onPick?(): void;
}

interface MenuButtonProps {
  label: string;
  items: MenuItem[] | (() => MenuItem[]);
  children?: ComponentChildren;
  icon?: IconName;
  class?: string;
  tabIndex?: number;
  disabled?: boolean;
  onOpen?(): void;
}

export function MenuButton({ label, items, children, icon = "more", ...rest }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        class={rest.class ?? "nbr-icon-button"}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={rest.tabIndex}
        disabled={rest.disabled}
        onClick={() => {
          if (!open) rest.onOpen?.();
          setOpen(!open);
        }}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          rest.onOpen?.();
          setOpen(true);
        }}
      >
        {children ?? <Icon name={icon} />}
      </button>
      <Menu anchor={button} open={open} label={label} items={items} onClose={() => setOpen(false)} />
    </>
  );
}

interface MenuProps {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  label: string;
  items: MenuItem[] | (() => MenuItem[]);
  onClose(): void;
}

export function Menu({ anchor, open, label, items, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const [path, setPath] = useState<number[]>([]);
  const close = useRef(() => {});
  close.current = () => {
    setPath([]);
    onClose();
  };
  const closed = useRef(() => close.current());
  const all = open ? (typeof items === "function" ? items() : items) : [];
  let shown = all;
  const above: MenuItem[] = [];
  for (const at of path) {
    const item = shown[at];
    if (!item?.items) break;
    above.push(item);
    shown = item.items;
  }
  const parent = above.at(-1);
  useEffect(() => {
    if (!open) return;
    const entries = entriesOf(list.current);
    (
      entries.find((each) => each.getAttribute("aria-checked") === "true") ??
      entries[parent ? 1 : 0] ??
      entries[0]
    )?.focus();
  }, [open, path, parent]);
  const pick = (item: MenuItem, at: number) => {
    if (item.disabled) return;
    if (item.items) {
      setPath([...path, at]);
      return;
    }
    close.current();
    anchor.current?.focus();
    item.onPick?.();
  };
  const back = () => setPath(path.slice(0, -1));
  const pressed = (event: KeyboardEvent) => {
    const here = entriesOf(list.current);
    const at = here.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: here.length - 1 }[event.key];
    if (to !== undefined) here[(to + here.length) % here.length]?.focus();
    else if (event.key === "ArrowLeft" && parent) back();
    else if (event.key === "ArrowRight" && here[at]?.getAttribute("aria-haspopup")) here[at]?.click();
    else if (event.key === "Escape" && parent) back();
    else if (event.key === "Tab") close.current();
    else if (
      event.key.length === 1 &&
      event.key !== " " &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey
    ) {
      const letter = event.key.toLowerCase();
      [...here.slice(at + 1), ...here]
        .find((each) => each.textContent?.trim().toLowerCase().startsWith(letter))
        ?.focus();
    } else return;
    if (event.key !== "Tab") event.preventDefault();
  };
  return (
    <Popover
      anchor={anchor}
      open={open}
      label={parent?.label ?? label}
      role="menu"
      class="nbr-menu"
      onClose={closed.current}
      onKeyDown={pressed}
    >
      <div ref={list} role="none">
        {parent && (
          <button type="button" role="menuitem" tabIndex={-1} class="nbr-menu-back" onClick={back}>
            <Icon name="back" />
            <span class="nbr-menu-label">{parent.label}</span>
            <span class="nbr-vh">{__("Back")}</span>
          </button>
        )}
        {shown.length === 0 && <p class="nbr-quiet">{__("Nothing to choose.")}</p>}
        {shown.map((item, at) => (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: given only where the role has it
          <button
            key={`${path.join(".")} ${item.label}`}
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemradio"}
            aria-checked={item.checked}
            aria-haspopup={item.items ? "menu" : undefined}
            aria-disabled={item.disabled || undefined}
            tabIndex={-1}
            class={`${item.danger ? "nbr-danger" : ""}${item.separator ? " nbr-separated" : ""}`}
            onClick={() => pick(item, at)}
          >
            <span class="nbr-menu-mark" aria-hidden="true">
              {item.checked ? "✓" : item.icon ? <Icon name={item.icon} /> : null}
            </span>
            <span class="nbr-menu-label">{item.label}</span>
            {item.hint && <small>{item.hint}</small>}
            {item.items && <Icon name="next" />}
          </button>
        ))}
      </div>
    </Popover>
  );
}

const entriesOf = (list: HTMLElement | null): HTMLElement[] =>
  Array.from(list?.querySelectorAll<HTMLElement>("[role^=menuitem]:not([aria-disabled])") ?? []);
