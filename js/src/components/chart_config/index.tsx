// A chart in hand: its kind, its wells, its look.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../../kit/announce";
import { Choice, NumberField, SelectField, TextField, Toggle } from "../../kit/controls";
import { dragging, dragSource, dropPlace, type Payload } from "../../kit/dnd";
import { ExpressionField } from "../../kit/expression_field";
import { nameText } from "../../kit/expression_text";
import { FormatField } from "../../kit/format_field";
import { Icon, type IconName } from "../../kit/icons";
import { MenuButton, type MenuItem } from "../../kit/menu";
import { Pill } from "../../kit/pills";
import { isAbort, RefusedError } from "../../kit/questions";
import { adopt } from "../../kit/sheet";
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";
import type { ChartSuggestion } from "../../protocol/messages";
import type { Chart } from "../../protocol/report";
import { blockOf, blocksOf, pointerOf } from "../../report/definition";
import { problemsAt, type Store } from "../../store";
import {
  aggregateOf,
  bucketOf,
  MOMENTS,
  totalLabel,
  totalsFor,
  totalWord,
  UNITS,
  unitLabel,
  unitWord,
  withBucket,
  withTotal,
} from "../field_mapper/aggregates";
import css from "./style.css";
import {
  type ChartWell,
  chartWords,
  fieldIn,
  marks,
  moveWell,
  moveWords,
  setWell,
  WELLS,
  writtenIn,
} from "./wells";

export function ChartConfig({ store, el, signal }: PartProps) {
  const report = store.report.definition.value;
  const charts = blocksOf(report).filter((block): block is Chart => block.kind === "chart");
  const block = charts.find(({ id }) => id === store.ui.selected.value) ?? charts[0];
  return (
    <section class="nbr-chart-config" aria-label={__("Chart")}>
      {block ? (
        <ChartWells store={store} el={el} signal={signal} block={block} />
      ) : (
        <p class="nbr-quiet">{__("There is no chart in this report.")}</p>
      )}
    </section>
  );
}

interface WellsProps {
  store: Store;
  el: HTMLElement;
  signal: AbortSignal;
  block: Chart;
}

const TYPES: Chart["type"][] = ["bar", "line", "area", "scatter", "pie", "histogram", "sparkline"];
const NAMES: Record<Chart["type"], string> = {
  bar: "Bars",
  line: "Line",
  area: "Area",
  scatter: "Scatter",
  pie: "Pie",
  histogram: "Histogram",
  sparkline: "Sparkline",
};

export function ChartWells({ store, el, signal, block }: WellsProps) {
  useMemo(() => adopt(el, css), [el]);
  const edit = (name: string, change: (chart: Chart) => void) => {
    store.report.edit(name, (draft) => {
      const found = blockOf(draft, block.id);
      if (found?.kind === "chart") change(found);
    });
    announce(el, name);
  };
  const set = <K extends keyof Chart>(key: K, value: Chart[K] | null, name: string) =>
    edit(name, (chart) => {
      if (value === null || value === "" || value === false) delete chart[key];
      else chart[key] = value as Chart[K];
    });
  const at = pointerOf(store.report.definition.value, block.id);
  const wrong = (key: string) => problemsAt(store, `${at}/${key}`)[0]?.message ?? null;
  return (
    <div class="nbr-chart-wells">
      <div class="nbr-chart-head">
        <h3>{__("Chart")}</h3>
      </div>
      <Kinds
        store={store}
        signal={signal}
        block={block}
        onPick={(type) =>
          edit(__("Chart: %1", __(NAMES[type])), (chart) => void Object.assign(chart, { type }))
        }
      />
      {WELLS.filter(({ name }) => name !== "size" || block.type === "scatter" || block.size).map((well) => (
        <Well
          key={well.name}
          store={store}
          block={block}
          well={well.name}
          label={__(well.words)}
          hint={__(well.hint)}
          error={wrong(well.name)}
          edit={edit}
        />
      ))}
      <div class="nbr-chart-look">
        {block.type === "bar" && (
          <Choice
            label={__("Direction")}
            value={block.horizontal ? "across" : "up"}
            options={[
              ["up", __("Upright")],
              ["across", __("Across")],
            ]}
            onPick={(value) => set("horizontal", value === "across", __("Chart: direction"))}
          />
        )}
        {block.color && (block.type === "bar" || block.type === "area") && (
          <Toggle
            label={__("One on top of the other")}
            checked={block.stack ?? false}
            onChange={(on) => set("stack", on, __("Chart: stacked"))}
          />
        )}
        {block.type !== "histogram" && block.type !== "scatter" && (
          <div class="nbr-pair">
            <SelectField
              label={__("Order")}
              value={block.sort ?? ""}
              options={[
                ["", __("by X")],
                ["-x", __("by X, backwards")],
                ["-y", __("largest first")],
                ["y", __("smallest first")],
                ...(block.sort && !["x", "-x", "y", "-y"].includes(block.sort)
                  ? [[block.sort, block.sort] as const]
                  : []),
              ]}
              onPick={(value) => set("sort", value, __("Chart: order"))}
            />
            <NumberField
              label={__("Only the first")}
              value={block.top ?? null}
              min={1}
              placeholder={__("all")}
              onCommit={(value) => set("top", value, __("Chart: top"))}
            />
          </div>
        )}
        {block.top ? (
          <Toggle
            label={__("One mark for the rest")}
            checked={block.other ?? false}
            onChange={(on) => set("other", on, __("Chart: the rest"))}
          />
        ) : null}
        {block.type === "histogram" && (
          <NumberField
            label={__("Steps")}
            value={block.bins ?? null}
            min={1}
            max={1000}
            placeholder={__("by the data")}
            onCommit={(value) => set("bins", value, __("Chart: steps"))}
          />
        )}
        <Toggle
          label={__("Figures on the marks")}
          checked={block.labels ?? false}
          onChange={(on) => set("labels", on, __("Chart: figures"))}
        />
        <TextField
          label={__("Title")}
          value={block.title ?? ""}
          onCommit={(value) => set("title", value, __("Chart: title"))}
        />
        <div class="nbr-pair">
          <TextField
            label={__("Title of X")}
            value={block.x_title ?? ""}
            onCommit={(value) => set("x_title", value, __("Chart: title of X"))}
          />
          <TextField
            label={__("Title of Y")}
            value={block.y_title ?? ""}
            onCommit={(value) => set("y_title", value, __("Chart: title of Y"))}
          />
        </div>
        <FormatField
          store={store}
          label={__("Format of figures")}
          text={block.y ?? "count()"}
          block={block.id}
          value={block.format ?? ""}
          onCommit={(value) => set("format", value, __("Chart: format"))}
        />
        <ExpressionField
          store={store}
          label={__("Only rows where")}
          value={block.where ?? ""}
          use="filter"
          block={block.id}
          placeholder={__("all rows")}
          onCommit={(value) => set("where", value, __("Chart: filter"))}
        />
        <TextField
          label={__("Note below")}
          value={block.note ?? ""}
          onCommit={(value) => set("note", value, __("Chart: note"))}
        />
        <ExpressionField
          store={store}
          label={__("Shown where")}
          value={block.visible ?? ""}
          use="visible"
          block={block.id}
          placeholder={__("always")}
          onCommit={(value) => set("visible", value, __("Chart: when it is shown"))}
        />
      </div>
    </div>
  );
}

interface WellBoxProps {
  store: Store;
  block: Chart;
  well: ChartWell;
  label: string;
  hint: string;
  error: string | null;
  edit(name: string, change: (chart: Chart) => void): void;
}

function Well({ store, block, well, label, hint, error, edit }: WellBoxProps) {
  const box = useRef<HTMLUListElement>(null);
  const now = useRef(block);
  now.current = block;
  const known = store.fields.value;
  const text = block[well] ?? null;
  const field = fieldIn(text, known);
  const measure = text ? known?.measures.find(({ name }) => nameText(name) === text) : undefined;
  const put = (made: string | null, name: string) =>
    edit(__("Chart: %1 is %2", label, name), (chart) => setWell(chart, well, made));
  const putter = useRef(put);
  putter.current = put;
  const move = (from: ChartWell, to: ChartWell) => {
    const words = moveWords(block, from, to);
    if (words) edit(__("Chart: %1", words), (chart) => moveWell(chart, from, to, known));
  };
  const mover = useRef(move);
  mover.current = move;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    return dropPlace(element, {
      words: (payload) => wellWords(payload, well, now.current),
      onDrop: (payload) => {
        if (payload.kind === "field")
          putter.current(writtenIn(payload.field, well, now.current.type), payload.field.label);
        else if (payload.kind === "measure")
          putter.current(nameText(payload.measure.name), payload.measure.label);
        else if (payload.kind === "item") mover.current(payload.well as ChartWell, well);
      },
    });
  }, [well]);
  const over = dragging.value;
  const words = over ? wellWords(over, well, block) : null;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const element = row.current;
    if (!element || !text) return;
    const payload: Payload = { kind: "item", block: block.id, well, index: 0, label: field?.label ?? text };
    return dragSource(element, { payload: () => payload, text: () => text });
  }, [block.id, well, text, field?.label]);
  const choices = (): MenuItem[] => [
    ...(well === "y"
      ? [
          {
            label: __("Number of rows"),
            checked: text === "count()",
            onPick: () => put("count()", __("Number of rows")),
          },
        ]
      : []),
    ...(known?.fields ?? []).map((each) => ({
      label: each.label,
      hint: each.summary,
      onPick: () => put(writtenIn(each, well, block.type), each.label),
    })),
    ...(known?.measures ?? []).map((each) => ({
      label: each.label,
      hint: __("measure"),
      onPick: () => put(nameText(each.name), each.label),
    })),
  ];
  const total = text ? aggregateOf(text) : null;
  const bucket = text ? bucketOf(text) : null;
  const fact = total ? totalWord(total.total) : bucket ? unitWord(bucket.unit) : "";
  const items: MenuItem[] = [];
  if (text && (well === "y" || well === "size") && field) {
    items.push({
      label: __("Aggregate"),
      items: totalsFor(field.type).map((each) => ({
        label: totalLabel(each),
        checked: total?.total === each,
        onPick: () => put(withTotal(field.expr, each), totalLabel(each)),
      })),
    });
  }
  if (text && field && MOMENTS.has(field.type) && !total) {
    items.push({
      label: __("Date bucket"),
      items: [
        { label: __("As it is"), checked: bucket === null, onPick: () => put(field.expr, field.label) },
        ...UNITS.map((unit) => ({
          label: unitLabel(unit),
          checked: bucket?.unit === unit,
          onPick: () => put(withBucket(field.expr, unit), unitLabel(unit)),
        })),
      ],
    });
  }
  items.push({ label: __("Replace by"), items: choices() });
  for (const { name } of WELLS) {
    const moving = moveWords(block, well, name);
    if (moving) items.push({ label: moving, onPick: () => move(well, name) });
  }
  const remove = () => edit(__("Chart: no %1", label), (chart) => setWell(chart, well, null));
  if (well !== "x")
    items.push({ label: __("Remove"), hint: __("Delete"), danger: true, separator: true, onPick: remove });
  const keys = (event: KeyboardEvent) => {
    const inText = (event.target as HTMLElement).matches("textarea, input, [role^=menuitem]");
    if (inText || well === "x" || !["Delete", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    remove();
  };
  return (
    <section class="nbr-chart-well" aria-label={label}>
      <h4>
        {label}
        <MenuButton
          class="nbr-pill-menu"
          label={__("Choose a field for %1", label)}
          icon="add"
          items={choices}
        />
      </h4>
      <ul
        ref={box}
        class={`nbr-well${error ? " nbr-wrong" : ""}${over ? (words ? " nbr-well-open" : " nbr-well-shut") : ""}`}
        aria-label={label}
        data-well={well}
      >
        {text && (field || measure || text === "count()") && (
          <Pill
            elementRef={row}
            type={field?.type ?? (measure ? "measure" : "integer")}
            name={field?.label ?? measure?.label ?? __("Number of rows")}
            fact={fact}
            items={items}
            error={error}
            onKeyDown={keys}
          />
        )}
        {text && !field && !measure && text !== "count()" && (
          <li class="nbr-chart-expression">
            <ExpressionField
              store={store}
              bare
              label={label}
              value={text}
              use="value"
              block={block.id}
              onCommit={(value) => (value.trim() || well !== "x") && put(value.trim() || null, value)}
            />
          </li>
        )}
        {(words || !text) && (
          <li class={words ? "nbr-well-hint nbr-well-words" : "nbr-well-empty"}>{words ?? hint}</li>
        )}
      </ul>
      {error && field && (
        <p class="nbr-error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}

/** What a drop into a well will do; null where it cannot stand there. */
function wellWords(payload: Payload, well: ChartWell, chart: Chart): string | null {
  if (payload.kind === "field") return chartWords(payload.field, well, chart);
  if (payload.kind === "measure")
    return well === "y" || well === "size" ? __("%1 as %2", payload.measure.label, marks(chart.type)) : null;
  if (payload.kind !== "item" || payload.block !== chart.id) return null;
  return moveWords(chart, payload.well as ChartWell, well);
}

interface KindsProps {
  store: Store;
  signal: AbortSignal;
  block: Chart;
  onPick(type: Chart["type"]): void;
}

/** The kinds of charts, those that fit first, each with its reason; what is chosen is never changed by itself. */
function Kinds({ store, signal, block, onPick }: KindsProps) {
  const ranked = useSignal<ChartSuggestion[]>([]);
  const view = useMemo(() => store.questions.newView(), [store]);
  const group = useRef<HTMLDivElement>(null);
  const known = store.fields.value;
  const wells = Object.fromEntries(
    WELLS.flatMap(({ name }) => {
      const field = fieldIn(block[name], known);
      const total = block[name] ? aggregateOf(block[name] ?? "") !== null : false;
      return field
        ? [
            [
              name,
              { type: field.type, role: field.role, distinct: field.distinct, total, label: field.label },
            ],
          ]
        : [];
    }),
  );
  const key = JSON.stringify(wells);
  useEffect(() => {
    const asking = new AbortController();
    view
      .ask(
        { kind: "charts.suggest", wells: JSON.parse(key) },
        "charts.ranked",
        AbortSignal.any([signal, asking.signal]),
      )
      .then(({ answer }) => {
        ranked.value = answer.charts;
      })
      .catch((error: unknown) => {
        if (isAbort(error)) return;
        if (!(error instanceof RefusedError)) throw error;
        ranked.value = [];
      });
    return () => asking.abort();
  }, [key, view, signal]);
  const by = new Map(ranked.value.map((each) => [each.type as Chart["type"], each]));
  const order = [...TYPES].sort((one, other) => rank(by, one) - rank(by, other));
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const to = (order.indexOf(block.type) + by + order.length) % order.length;
    const type = order[to];
    if (type) onPick(type);
    requestAnimationFrame(() => group.current?.querySelectorAll("button")[to]?.focus());
  };
  return (
    <div ref={group} class="nbr-kinds" role="radiogroup" aria-label={__("Kind of chart")} onKeyDown={pressed}>
      {order.map((type) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio with a picture
        <button
          key={type}
          type="button"
          role="radio"
          aria-checked={type === block.type}
          tabIndex={type === block.type ? 0 : -1}
          class={by.get(type)?.fits === false ? "nbr-unfit" : undefined}
          title={by.get(type)?.reason ?? __(NAMES[type])}
          onClick={() => onPick(type)}
        >
          <Icon name={type satisfies IconName} />
          {__(NAMES[type])}
        </button>
      ))}
    </div>
  );
}

function rank(by: Map<Chart["type"], ChartSuggestion>, type: Chart["type"]): number {
  const place = [...by.keys()].indexOf(type);
  return place < 0 ? TYPES.indexOf(type) : place;
}
