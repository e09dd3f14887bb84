// A format, chosen or written, shown on the values it is for: the kernel writes them as every output does.
import { useMemo, useState } from "preact/hooks";
import type { FormatShown } from "../protocol/messages";
import type { Store } from "../store";
import { useAnswer } from "./asking";
import { SelectField, TextField } from "./controls";
import { __ } from "./words";

/** What is offered, of which those that fit the values are shown. */
const OFFERED = [
  ...["integer", "number", "decimal:1", "decimal:2", "percent", "percent:1", "currency", "compact", "bytes"],
  ...["date:short", "date:medium", "date:long", "date:full", "y-MM-dd", "MMM y", "QQQ y", "y"],
  ...[
    "datetime:short",
    "datetime:medium",
    "datetime:long",
    "time:short",
    "time:medium",
    "duration",
    "boolean",
  ],
];
const SEVERAL = "  ·  ";

interface FormatFieldProps {
  store: Store;
  /** The expression whose values are formatted. */
  text: string;
  block?: string;
  value: string;
  label?: string;
  onCommit(value: string): void;
}

export function FormatField({ store, text, block = "", value, label, onCommit }: FormatFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const own = store.report.definition.value.formats;
  const named = useMemo(() => Object.keys(own ?? {}), [own]);
  const now = (typed ?? value).trim();
  const formats = Array.from(new Set([now, ...named, ...OFFERED])).filter(Boolean);
  const asked: [string, ...string[]] = ["", ...formats.slice(0, 39)];
  const question = text.trim() ? ({ kind: "format.sample", text, formats: asked, block } as const) : null;
  const answer = useAnswer(store, question, "format.sampled")?.answer;
  const shown = new Map(answer?.shown.map((each) => [each.format, each]));
  const fitting = [...named, ...OFFERED].filter((each) => shown.get(each)?.error === null);
  const options: [string, string][] = [
    ["", withSample(__("By type"), shown.get(""))],
    ...fitting.map((each): [string, string] => [each, withSample(each, shown.get(each))]),
  ];
  if (value && !fitting.includes(value)) options.push([value, withSample(value, shown.get(value))]);
  const of = shown.get(now);
  const error = of?.error ? `${of.error}. ${of.remedy}` : null;
  return (
    <div class="nbr-format">
      <SelectField label={label ?? __("Format")} value={value} options={options} onPick={onCommit} />
      <TextField
        label={__("Preset or pattern")}
        value={value}
        placeholder="#,##0.00"
        error={error}
        onInput={setTyped}
        onCommit={(made) => {
          setTyped(null);
          onCommit(made.trim());
        }}
      />
      <output class="nbr-format-sample" aria-label={__("Sample")}>
        {error === null && (of?.samples.join(SEVERAL) || answer?.error || "")}
      </output>
    </div>
  );
}

const withSample = (name: string, shown: FormatShown | undefined): string =>
  shown?.samples[0] ? `${name} · ${shown.samples[0]}` : name;
