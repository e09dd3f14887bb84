// What anywidget hands to a view, as far as parts use it.
import type { AnyModel } from "@anywidget/types";

export type Model = AnyModel;

export interface Props {
  model: Model;
  el: HTMLElement;
  /** Aborted when the view goes away. */
  signal: AbortSignal;
}
