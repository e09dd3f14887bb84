// A run: its phase, its rows, and the gate.
import { useMemo } from "preact/hooks";
import { adopt } from "../../kit/sheet";
import { trait } from "../../kit/traits";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import { isUnder, type RunState, shareOf, Track, wordsOf } from "./bar";
import css from "./style.css";

export function ProgressBar({ model, el, signal }: PartProps) {
  const run = useMemo(() => {
    adopt(el, css);
    return {
      state: trait<RunState>(model, "state", signal),
      phase: trait<string>(model, "phase", signal),
      rows: trait<number>(model, "rows", signal),
      total: trait<number>(model, "total", signal),
      message: trait<string>(model, "message", signal),
    };
  }, [model, el, signal]);
  const state = run.state.value;
  const words = wordsOf(state, run.phase.value);
  const share = shareOf(state, run.rows.value, run.total.value);
  const say = (kind: string) => model.send({ kind });
  return (
    <section class={`nbr-progress nbr-${state}`} aria-label={__("Progress of the report")}>
      <span class="nbr-progress-words" role="status">
        {words}
      </span>
      <Track state={state} words={words} share={share} />
      <span class="nbr-quiet">
        {run.message.value || (run.rows.value > 0 && _n("%1 row", "%1 rows", run.rows.value))}
      </span>
      {isUnder(state) && (
        <span class="nbr-progress-acts">
          <button
            type="button"
            class="nbr-button"
            onClick={() => say(state === "paused" ? "run.resume" : "run.pause")}
          >
            {state === "paused" ? __("Resume") : __("Pause")}
          </button>
          <button type="button" class="nbr-button" onClick={() => say("run.cancel")}>
            {__("Cancel")}
          </button>
        </span>
      )}
    </section>
  );
}
