// Tells a screen reader what has happened, in the part it happened in.

const places = new WeakMap<HTMLElement, { polite: HTMLElement; assertive: HTMLElement }>();

/** Say `text` once; errors interrupt. */
export function announce(el: HTMLElement, text: string, urgent = false): void {
  const root = el.closest<HTMLElement>(".nbr") ?? el;
  let found = places.get(root);
  if (!found) {
    found = { polite: region(root, "polite"), assertive: region(root, "assertive") };
    places.set(root, found);
  }
  const place = urgent ? found.assertive : found.polite;
  // the same words twice are told twice
  place.textContent = place.textContent === text ? `${text}\u00a0` : text;
}

function region(root: HTMLElement, live: "polite" | "assertive"): HTMLElement {
  const made = root.ownerDocument.createElement("div");
  made.className = "nbr-vh";
  made.setAttribute("aria-live", live);
  root.append(made);
  return made;
}
