// The figures of a page's charts: outside its shadow, where bqplot's styles are, and shown inside by slots.
import type { Model } from "../../kit/host";
import { type Figure, makeFigure, managerOf } from "./figure";
import type { FigureIds } from "./figures";
import { figureSlot } from "./page";

interface Shown {
  id: string;
  figure: Figure;
  drawn: boolean;
}

export class LiveCharts {
  readonly #shown = new Map<string, Shown>();

  constructor(
    private readonly host: HTMLElement,
    private readonly model: Model,
  ) {}

  /** Show these figures and no others; one that is shown already stays where it is. */
  show(ids: FigureIds): void {
    for (const [block, { id }] of this.#shown) if (ids[block] !== id) this.#drop(block);
    for (const [block, id] of Object.entries(ids)) if (!this.#shown.has(block)) this.#begin(block, id);
    this.place();
  }

  /** Take the places of a page drawn anew. */
  place(): void {
    for (const [block, { figure, drawn }] of this.#shown) {
      const slot = this.#slot(block);
      const picture = slot?.parentElement?.querySelector("img");
      if (picture) figure.el.setAttribute("aria-label", picture.alt);
      figure.el.classList.toggle("nbr-drawn", drawn);
      slot?.parentElement?.classList.toggle("nbr-live", drawn);
    }
  }

  close(): void {
    for (const block of Array.from(this.#shown.keys())) this.#drop(block);
  }

  #begin(block: string, id: string): void {
    const manager = managerOf(this.model);
    if (!manager) return;
    const figure = makeFigure(manager, id);
    const shown: Shown = { id, figure, drawn: false };
    this.#shown.set(block, shown);
    figure.el.slot = figureSlot(block);
    this.host.append(figure.el);
    figure.drawn.then((drawn) => {
      if (this.#shown.get(block) !== shown) return;
      shown.drawn = drawn;
      if (drawn) this.place();
      else this.#drop(block);
    });
  }

  #drop(block: string): void {
    this.#shown.get(block)?.figure.close();
    this.#shown.delete(block);
    this.#slot(block)?.parentElement?.classList.remove("nbr-live");
  }

  #slot(block: string): HTMLSlotElement | null {
    return this.host.shadowRoot?.querySelector(`slot[name="${CSS.escape(figureSlot(block))}"]`) ?? null;
  }
}
