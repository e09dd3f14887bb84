// What anywidget hands to a view, as far as parts use it.
import type { AnyModel } from "@anywidget/types";

export type Model = AnyModel;

/** Another widget, by the reference a trait holds. */
export interface Child {
  render(options: { el: HTMLElement; signal?: AbortSignal }): Promise<void> | void;
}

export interface Host {
  getWidget(reference: string, options?: { signal?: AbortSignal }): Promise<Child>;
}

export interface Props {
  model: Model;
  el: HTMLElement;
  /** Aborted when the view goes away. */
  signal: AbortSignal;
  host: Host;
}
