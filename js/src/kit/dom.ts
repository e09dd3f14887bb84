// Elements with text nodes: nothing that came from a report is ever read as markup.

export type Child = Node | string | null | undefined | false;

type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Make an element; falsy attributes and children are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false && value !== "")
      made.setAttribute(name, String(value));
  }
  for (const child of children)
    if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/** A class attribute of the names that are there. */
export const names = (...all: (string | false | null | undefined)[]): string => all.filter(Boolean).join(" ");

const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s]+$/i;

/** `inner` in a link, or alone where the address is none a report may give. */
export function linked(inner: Node, address: string | null | undefined): Node {
  if (!address || !ADDRESS.test(address)) return inner;
  return h("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, inner);
}

const PICTURE = /^data:image\/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=]+$/;

/** An address of a picture that holds the picture, or null. */
export const picture = (src: unknown): string | null =>
  typeof src === "string" && PICTURE.test(src) ? src : null;

/** An SVG drawn by the kernel, as a picture: inside `img` it runs nothing and loads nothing. */
export function svgPicture(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
