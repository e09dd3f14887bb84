// What is left to mend before the report is made, and what is to be made of it.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { isGoing } from "../../../jobs/job";
import { Button, SelectField, TextField, Toggle } from "../../../kit/controls";
import { Icon } from "../../../kit/icons";
import { isAbort } from "../../../kit/questions";
import { useAskedInSight } from "../../../kit/seen";
import { adopt } from "../../../kit/sheet";
import { __, _n } from "../../../kit/words";
import type { PartProps } from "../../../part";
import type { GenerateOffered, Problem } from "../../../protocol/messages";
import { Fields } from "../../parameter_form/fields";
import { makeForm } from "../../parameter_form/form";
import formCss from "../../parameter_form/style.css";
import { choicesOf, type Ending, generate, jobOf, offered } from "../generating";
import { jump } from "./jump";
import css from "./style.css";

const STEPS: Record<Problem["step"], string> = {
  template: "Template",
  data: "Data",
  fields: "Fields & charts",
  review: "Review",
};

export function Review({ store, el, signal }: PartProps) {
  const { view, form, job } = useMemo(() => {
    adopt(el, formCss);
    adopt(el, css);
    return {
      view: store.questions.newView(),
      form: makeForm(store, signal),
      job: jobOf(store, signal),
    };
  }, [store, el, signal]);
  const choices = choicesOf(store);
  const offer = useSignal<GenerateOffered | null>(null);
  const asked = `${store.revision.value} ${JSON.stringify(store.file.value)}`;
  useAskedInSight(store.ui.step.value === "review", asked, signal, async (live) => {
    try {
      offer.value = await offered(view, live);
    } catch (error) {
      if (isAbort(error)) throw error;
      offer.value = null;
    }
  });
  const problems = store.problems.value;
  const { formats } = choices;
  const toggle = (ending: Ending, on: boolean) => {
    formats.value = on ? [...formats.value, ending] : formats.value.filter((each) => each !== ending);
  };
  const flat = formats.value.some((ending) => ending === ".csv" || ending === ".parquet");
  const tables = offer.value?.tables ?? [];
  return (
    <section class="nbr-review" aria-label={__("Review")} data-pane="review">
      <h3>{__("Before it is made")}</h3>
      {problems.length === 0 ? (
        <p class="nbr-fine">
          <Icon name="check" /> {__("Nothing is left to mend.")}
        </p>
      ) : (
        <>
          <p class="nbr-quiet">{_n("%1 problem to mend", "%1 problems to mend", problems.length)}</p>
          <ul class="nbr-problems">
            {problems.map((problem) => (
              <li key={`${problem.where} ${problem.message}`}>
                <button type="button" onClick={() => jump(store, el, problem)}>
                  <Icon name="warn" />
                  <span>
                    <b>{problem.message}</b>
                    {problem.remedy && <span>{problem.remedy}</span>}
                    <small class="nbr-quiet">{__(STEPS[problem.step])}</small>
                  </span>
                  <Icon name="next" />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {form.fields.value.length > 0 && (
        <>
          <h3>{__("Parameters")}</h3>
          <div class="nbr-form">
            <Fields form={form} />
          </div>
        </>
      )}
      <h3 id="nbr-review-formats">{__("Formats")}</h3>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid */}
      <div class="nbr-formats" role="group" aria-labelledby="nbr-review-formats">
        {(offer.value?.formats ?? []).map(({ ending, label, reason }) => (
          <span key={ending} title={reason ?? ending}>
            <Toggle
              label={label}
              checked={formats.value.includes(ending)}
              disabled={reason !== null}
              onChange={(on) => toggle(ending, on)}
            />
          </span>
        ))}
      </div>
      {flat && tables.length > 1 && (
        <SelectField
          label={__("Table for CSV and Parquet")}
          value={choices.table.value ?? ""}
          options={[["", __("Choose…")], ...tables.map(({ id, label }) => [id, label] as const)]}
          onPick={(id) => {
            choices.table.value = id || null;
          }}
        />
      )}
      <h3>{__("Files")}</h3>
      <TextField
        label={__("Name")}
        value={choices.name.value ?? offer.value?.name ?? ""}
        onCommit={(name) => {
          choices.name.value = name.trim() ? name : null;
        }}
      />
      <TextField
        label={__("Folder")}
        value={choices.folder.value}
        placeholder={__("The notebook's own")}
        hint={offer.value?.folder ?? ""}
        onCommit={(folder) => {
          choices.folder.value = folder;
        }}
      />
      <Toggle
        label={__("Say at the end where the figures are from")}
        checked={choices.stamp.value}
        onChange={(on) => {
          choices.stamp.value = on;
        }}
      />
      <Toggle
        label={__("The same bytes every time (slower)")}
        checked={choices.deterministic.value}
        onChange={(on) => {
          choices.deterministic.value = on;
        }}
      />
      <div class="nbr-review-go">
        <Button
          primary
          disabled={formats.value.length === 0 || (job.value !== null && isGoing(job.value))}
          onClick={() => void generate(store, view, signal)}
        >
          {formats.value.length === 0
            ? __("Choose a format")
            : _n("Generate %1 file", "Generate %1 files", formats.value.length)}
        </Button>
      </div>
    </section>
  );
}
