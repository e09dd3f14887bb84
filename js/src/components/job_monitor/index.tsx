// Every job of the workspace: the going ones first, each with what can be done about it.
import { signal as makeSignal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { factsOf, isGoing, wordsOf } from "../../jobs/job";
import { tellNotices, wanted } from "../../jobs/notices";
import { Failure, type JobProps, Outputs, Steer, Track } from "../../jobs/shown";
import jobCss from "../../jobs/style.css";
import { Dialog } from "../../kit/dialog";
import { adopt } from "../../kit/sheet";
import { trait } from "../../kit/traits";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import type { JobCard, JobLogged } from "../../protocol/messages";
import css from "./style.css";

export function JobMonitor({ store, model, el, signal }: PartProps) {
  const { jobs, view, logOf } = useMemo(() => {
    for (const sheet of [jobCss, css]) adopt(el, sheet);
    return {
      jobs: trait<JobCard[]>(model, "jobs", signal),
      view: store.questions.newView(),
      logOf: makeSignal<JobCard | null>(null),
    };
  }, [store, model, el, signal]);
  const all = jobs.value;
  const going = all.filter(isGoing);
  const ended = all.length - going.length;
  useEffect(() => {
    void tellNotices(store, view, signal);
  }, [ended, store, view, signal]);
  const rows = [...going, ...all.filter((job) => !isGoing(job))];
  return (
    <section class="nbr-jobs" aria-label={__("Jobs")}>
      <header>
        <h3>{__("Jobs")}</h3>
        <span class="nbr-quiet" role="status">
          {going.length ? _n("%1 is going on", "%1 are going on", going.length) : __("Nothing is going on")}
        </span>
        <Notify />
      </header>
      {rows.length ? (
        <ul>
          {rows.map((job) => (
            <Row
              key={job.id}
              {...{ job, store, view, signal }}
              onLog={() => {
                logOf.value = job;
              }}
            />
          ))}
        </ul>
      ) : (
        <p class="nbr-quiet">{__("Reports that are generated in the background are listed here.")}</p>
      )}
      {logOf.value && (
        <Log
          {...{ job: logOf.value, view, signal }}
          onClose={() => {
            logOf.value = null;
          }}
        />
      )}
    </section>
  );
}

function Row({ job, store, view, signal, onLog }: JobProps & { onLog(): void }) {
  const facts = [clock(job.created), job.starter, ...factsOf(job)].filter(Boolean);
  return (
    <li class={`nbr-job nbr-${job.state}`}>
      <span class="nbr-job-title" title={job.targets.join("\n")}>
        {job.title}
      </span>
      <span class="nbr-job-words">{wordsOf(job)}</span>
      {isGoing(job) && <Track job={job} />}
      <span class="nbr-quiet">{facts.join(" · ")}</span>
      <Failure job={job} />
      <Outputs {...{ job, store, view, signal }} />
      <span class="nbr-job-acts">
        <Steer {...{ job, view }} of={job.title} />
        <button type="button" class="nbr-link" aria-label={__("Log of %1", job.title)} onClick={onLog}>
          {__("Log")}
        </button>
      </span>
    </li>
  );
}

function Notify() {
  const on = useSignal(wanted.value());
  const change = async () => {
    if (on.value) {
      wanted.stop();
      on.value = false;
    } else on.value = await wanted.ask();
  };
  return (
    <button type="button" class="nbr-link" aria-pressed={on.value} onClick={() => void change()}>
      {on.value ? __("Notifications are on") : __("Notify me when jobs end")}
    </button>
  );
}

function Log({
  job,
  view,
  signal,
  onClose,
}: Pick<JobProps, "job" | "view" | "signal"> & { onClose(): void }) {
  const lines = useSignal<JobLogged["lines"] | null>(null);
  useEffect(() => {
    void view.ask({ kind: "job.log", job: job.id }, "job.logged", signal).then(
      ({ answer }) => {
        lines.value = answer.lines;
      },
      () => onClose(),
    );
  }, [job.id, job.state, view, signal, lines]);
  return (
    <Dialog label={__("Log of %1", job.title)} onClose={onClose} wide>
      <table class="nbr-job-log">
        <tbody>
          {(lines.value ?? []).map((line, place) => (
            <tr key={place}>
              <td class="nbr-quiet">{clock(line.at)}</td>
              <td>{line.kind.replaceAll("_", " ")}</td>
              <td>{line.words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}

function clock(seconds: number): string {
  const moment = new Date(seconds * 1000);
  return moment.toDateString() === new Date().toDateString()
    ? moment.toLocaleTimeString()
    : moment.toLocaleString(undefined, { dateStyle: "short", timeStyle: "short" });
}
