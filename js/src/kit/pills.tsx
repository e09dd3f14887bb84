// A pill is a field in a well: its type, its name, what is made of it, and a menu.
import type { ComponentChildren, Ref } from "preact";
import { TypeGlyph } from "./icons";
import { MenuButton, type MenuItem } from "./menu";
import { __ } from "./words";

interface PillProps {
  type: string;
  name: string;
  /** "sum · €1.2M" */
  fact?: string;
  items: MenuItem[] | (() => MenuItem[]);
  error?: string | null;
  missing?: boolean;
  readOnly?: boolean;
  elementRef?: Ref<HTMLLIElement>;
  children?: ComponentChildren;
  onKeyDown?(event: KeyboardEvent): void;
}

export function Pill({
  type,
  name,
  fact,
  items,
  error,
  missing,
  readOnly,
  elementRef,
  children,
  onKeyDown,
}: PillProps) {
  return (
    <li
      ref={elementRef ?? null}
      class={`nbr-pill${error ? " nbr-wrong" : ""}${missing ? " nbr-missing" : ""}`}
      onKeyDown={onKeyDown}
    >
      <TypeGlyph type={type} />
      <span class="nbr-pill-name" title={name}>
        {name}
      </span>
      {fact && <em>{fact}</em>}
      {children}
      {!readOnly && <MenuButton class="nbr-pill-menu" label={__("Options for %1", name)} items={items} />}
    </li>
  );
}
