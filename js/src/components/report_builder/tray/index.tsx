// What is being made, at the foot of the builder: how far it is, then where it is.
import { useEffect, useMemo } from "preact/hooks";
import { factsOf, isGoing, wordsOf } from "../../../jobs/job";
import { tellNotices } from "../../../jobs/notices";
import { Failure, Outputs, Steer, Track } from "../../../jobs/shown";
import jobCss from "../../../jobs/style.css";
import { announce } from "../../../kit/announce";
import { adopt } from "../../../kit/sheet";
import { Toasts } from "../../../kit/toasts";
import { __ } from "../../../kit/words";
import type { PartProps } from "../../../part";
import type { JobCard } from "../../../protocol/messages";
import { jobOf } from "../generating";
import css from "./style.css";

export function Tray({ store, el, signal }: PartProps) {
  const { shown, view } = useMemo(() => {
    for (const sheet of [jobCss, css]) adopt(el, sheet);
    return { shown: jobOf(store, signal), view: store.questions.newView() };
  }, [store, el, signal]);
  const job = shown.value;
  const { id, state } = job ?? {};
  useEffect(() => {
    if (job && (!isGoing(job) || state === "paused"))
      announce(el, `${wordsOf(job)}. ${job.message}`, state === "failed");
  }, [id, state, el]);
  // what ended while nobody looked is told, too
  useEffect(() => {
    if (!job || !isGoing(job)) void tellNotices(store, view, signal);
  }, [id, state, store, view, signal]);
  if (!job) return <Toasts store={store} />;
  return (
    <>
      <section class={`nbr-tray nbr-${state}`} aria-label={__("Generating")}>
        <span class="nbr-job-words nbr-tray-words">{wordsOf(job)}</span>
        {isGoing(job) && <Track job={job} />}
        <span class="nbr-quiet">{factsOf(job).join(" · ")}</span>
        <Failure job={job} />
        <Outputs {...{ job, store, view, signal }} />
        <span class="nbr-job-acts">
          {job.block && <GoToBlock store={store} block={job.block} />}
          <Steer {...{ job, view }} />
          {!isGoing(job) && (
            <button
              type="button"
              class="nbr-button nbr-icon"
              aria-label={__("Dismiss")}
              onClick={() => view.tell({ kind: "job.dismiss", job: job.id })}
            >
              ✕
            </button>
          )}
        </span>
      </section>
      <Toasts store={store} />
    </>
  );
}

function GoToBlock({ store, block }: Pick<PartProps, "store"> & { block: NonNullable<JobCard["block"]> }) {
  return (
    <button
      type="button"
      class="nbr-button"
      onClick={() => {
        store.ui.selected.value = block;
        store.ui.step.value = "fields";
      }}
    >
      {__("Go to the block")}
    </button>
  );
}
