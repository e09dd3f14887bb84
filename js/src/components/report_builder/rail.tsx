// The four steps: where one is, what each holds, what is wrong in each.
import { useRef } from "preact/hooks";
import { __, _n } from "../../kit/words";
import { blocksOf } from "../../report/definition";
import type { Step, Store } from "../../store";

export const STEPS: { step: Step; words: string }[] = [
  { step: "template", words: "Template" },
  { step: "data", words: "Data" },
  { step: "fields", words: "Fields & charts" },
  { step: "review", words: "Review" },
];

export function Rail({ store, onGo }: { store: Store; onGo(step: Step): void }) {
  const list = useRef<HTMLOListElement>(null);
  const now = store.ui.step.value;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const buttons = Array.from(list.current?.querySelectorAll("button") ?? []);
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  return (
    <nav class="nbr-rail" aria-label={__("Steps")}>
      <ol ref={list} onKeyDown={move}>
        {STEPS.map(({ step, words }, place) => {
          const wrong = store.problems.value.filter((problem) => problem.step === step).length;
          const { done, fact } = factOf(store, step);
          const total = step === "review" ? store.problems.value.length : wrong;
          return (
            <li key={step}>
              <button
                type="button"
                aria-current={step === now ? "step" : undefined}
                title={__("%1 (Alt+%2)", __(words), place + 1)}
                onClick={() => onGo(step)}
              >
                {done && wrong === 0 && (
                  <span class="nbr-done" aria-hidden="true">
                    ✓
                  </span>
                )}
                <span>{__(words)}</span>
                {fact && <small>{fact}</small>}
                {total > 0 && (
                  <span class="nbr-marks">
                    <span aria-hidden="true">⚠ {total}</span>
                    <span class="nbr-vh">{_n("%1 problem", "%1 problems", total)}</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function factOf(store: Store, step: Step): { done: boolean; fact: string } {
  const { body, source } = store.report.definition.value;
  const fields = store.fields.value;
  if (step === "template") return { done: (body ?? []).length > 0, fact: "" };
  if (step === "data") {
    const known = fields !== null && fields.error === null;
    const rows = known && fields.rows !== null ? ` · ${short(fields.rows)}` : "";
    return { done: known, fact: known ? `${source}${rows}` : "" };
  }
  if (step === "fields") {
    const blocks = blocksOf({ body: body ?? [] }).filter(({ kind }) => kind !== "row").length;
    return { done: blocks > 0, fact: blocks > 0 ? _n("%1 block", "%1 blocks", blocks) : "" };
  }
  return { done: false, fact: "" };
}

const COMPACT = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const short = (rows: number): string => COMPACT.format(rows);
