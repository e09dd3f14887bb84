// From a problem to the field that mends it.
import type { Problem } from "../../../protocol/messages";
import type { Store } from "../../../store";

const WRONG = '[aria-invalid="true"],.nbr-wrong :is(input,button,select,[tabindex]),.nbr-missing';
const FIRST = 'button:not(:disabled):not([tabindex="-1"]),input,select,[tabindex="0"]';
/** Milliseconds in which a pane is drawn. */
const DRAWN = 80;

const PANES: Record<Problem["step"], string> = {
  template: "template_picker",
  data: "source_browser",
  fields: "field_mapper",
  review: "review",
};

export function jump(store: Store, root: HTMLElement, problem: Problem): void {
  const other = problem.where.startsWith("/params") ? "params" : "page";
  store.ui.selected.value = problem.block ?? (problem.step === "fields" ? other : store.ui.selected.value);
  store.ui.step.value = problem.step;
  setTimeout(() => {
    const pane = root.querySelector<HTMLElement>(`[data-pane="${PANES[problem.step]}"]`);
    const all = Array.from(pane?.querySelectorAll<HTMLElement>(WRONG) ?? []);
    const field = all.find((each) => each.getClientRects().length > 0 && each.tabIndex >= 0);
    (field ?? pane?.querySelector<HTMLElement>(FIRST))?.focus();
  }, DRAWN);
}
