// One job: its phase, how far it is, and what can be done about it.
import { useMemo } from "preact/hooks";
import { factsOf, isGoing, wordsOf } from "../../jobs/job";
import { Failure, Outputs, Steer, Track } from "../../jobs/shown";
import jobCss from "../../jobs/style.css";
import { adopt } from "../../kit/sheet";
import { trait } from "../../kit/traits";
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";
import type { JobCard } from "../../protocol/messages";
import css from "./style.css";

export function ProgressBar({ store, model, el, signal }: PartProps) {
  const { shown, view } = useMemo(() => {
    for (const sheet of [jobCss, css]) adopt(el, sheet);
    return { shown: trait<JobCard>(model, "job", signal), view: store.questions.newView() };
  }, [store, model, el, signal]);
  const job = shown.value;
  return (
    <section class={`nbr-progress nbr-${job.state}`} aria-label={__("Progress of %1", job.title)}>
      <span class="nbr-job-words" role="status">
        {wordsOf(job)}
      </span>
      {isGoing(job) && <Track job={job} />}
      <Failure job={job} />
      <span class="nbr-quiet">{factsOf(job).join(" · ")}</span>
      <Outputs {...{ job, store, view, signal }} />
      <span class="nbr-job-acts">
        <Steer {...{ job, view }} />
      </span>
    </section>
  );
}
