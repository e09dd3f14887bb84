// The menu of a card: in the top layer, where no pane cuts it off; arrows, letters and Escape as menus have them.
import { useRef } from "preact/hooks";

export interface Item {
  label: string;
  danger?: boolean;
  onPick(): void;
}

interface MenuProps {
  id: string;
  label: string;
  items: Item[];
  /** Whether Tab comes here. */
  reached: boolean;
}

export function CardMenu({ id, label, items, reached }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const all = () => Array.from(menu.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? []);
  const close = () => {
    menu.current?.hidePopover?.();
    button.current?.focus();
  };
  const open = () => {
    const box = button.current?.getBoundingClientRect();
    if (!menu.current || !box) return;
    menu.current.showPopover?.();
    const { width, height } = menu.current.getBoundingClientRect();
    const below = box.bottom + height + 8 < window.innerHeight;
    menu.current.style.left = `${Math.max(4, box.right - width)}px`;
    menu.current.style.top = `${below ? box.bottom + 2 : Math.max(4, box.top - height - 2)}px`;
    all()[0]?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    const here = all();
    const at = here.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: here.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      here[(to + here.length) % here.length]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
    } else if (event.key.length === 1) {
      const letter = event.key.toLowerCase();
      [...here.slice(at + 1), ...here]
        .find((each) => each.textContent?.toLowerCase().startsWith(letter))
        ?.focus();
    }
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="nbr-card-more"
        aria-label={label}
        aria-haspopup="menu"
        aria-controls={id}
        tabIndex={reached ? 0 : -1}
        onClick={open}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      <div
        ref={menu}
        id={id}
        class="nbr-card-menu"
        role="menu"
        aria-label={label}
        popover="auto"
        onKeyDown={pressed}
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={item.danger ? "nbr-danger" : undefined}
            onClick={() => {
              close();
              item.onPick();
            }}
          >
            {item.label}
          </button>
        ))}
      </div>
    </>
  );
}
