// What data there is, what the report reads of it, how it is joined and filtered.
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { announce } from "../../kit/announce";
import { Button, SearchField } from "../../kit/controls";
import { Icon, TypeGlyph } from "../../kit/icons";
import { isAbort, RefusedError } from "../../kit/questions";
import { useAskedInSight, useSeen } from "../../kit/seen";
import { adopt } from "../../kit/sheet";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import type { FieldCard, SourceCard } from "../../protocol/messages";
import conditionsCss from "../field_mapper/conditions.css";
import { Filters } from "./filters";
import { Joins } from "./joins";
import { Matching } from "./matching";
import { OpenFile } from "./open_file";
import css from "./style.css";
import { upload } from "./upload";
import { inUse, useSource } from "./use";

export function SourceBrowser({ store, el, signal }: PartProps) {
  useMemo(() => {
    adopt(el, conditionsCss);
    adopt(el, css);
  }, [el]);
  const root = useRef<HTMLElement>(null);
  const seen = useSeen(root);
  const sources = useSignal<SourceCard[] | null>(null);
  const failed = useSignal<string | null>(null);
  const searched = useSignal("");
  const opened = useSignal<string | null>(null);
  const looked = useSignal<ReadonlyMap<string, FieldCard[]>>(new Map());
  const describe = useRef<(card: SourceCard) => void>(() => {});
  const coming = useSignal<string | null>(null);
  const over = useSignal(false);
  const again = useSignal(0);
  const fixed = store.file.value?.state === "readonly";
  const view = useMemo(() => store.questions.newView(), [store]);
  useAskedInSight(seen, `${store.dataRevision.value} ${again.value}`, signal, async (live) => {
    try {
      const { answer } = await view.ask({ kind: "sources.list" }, "sources.shown", live);
      sources.value = answer.sources;
      // what stands open is looked into again
      const card = answer.sources.find((each) => keyOf(each) === opened.peek());
      if (card) describe.current(card);
      failed.value = null;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      failed.value = `${error.message}. ${error.refusal.remedy}`;
    }
  });
  describe.current = (card: SourceCard) => {
    const { name, path, table } = card;
    const key = keyOf(card);
    const put = (made: SourceCard) => {
      sources.value = (sources.value ?? []).map((each) => (keyOf(each) === key ? made : each));
    };
    view
      .ask({ kind: "source.describe", name, path, table }, "source.described", signal)
      .then(({ answer }) => {
        put({ ...answer.source, size: card.size });
        looked.value = new Map(looked.value).set(key, answer.fields);
      })
      .catch((error: unknown) => {
        if (isAbort(error)) return;
        if (!(error instanceof RefusedError)) throw error;
        put({ ...card, error: `${error.message}. ${error.refusal.remedy}` });
      });
  };
  const report = store.report.definition.value;
  const word = searched.value.trim().toLowerCase();
  const fits = (card: SourceCard) =>
    !word ||
    [card.name, titleOf(card), ...card.columns.map(({ name }) => name)].some((text) =>
      text.toLowerCase().includes(word),
    );
  const all = (sources.value ?? []).filter(fits);
  const groups: [string, SourceCard[]][] = [
    [__("In use"), all.filter((card) => inUse(report, card))],
    [__("This notebook"), all.filter((card) => card.kind === "frame" && !inUse(report, card))],
    [__("Files in this folder"), all.filter((card) => card.kind === "file" && !inUse(report, card))],
  ];
  const use = (card: SourceCard) => {
    store.report.edit(__("Read %1", card.name), (draft) => useSource(draft, card));
    announce(el, __("The report reads %1", card.name));
    // the button that was pressed is gone
    requestAnimationFrame(() =>
      el.querySelector<HTMLElement>(".nbr-source.nbr-chosen .nbr-source-name")?.focus(),
    );
  };
  const take = async (files: ArrayLike<File>) => {
    failed.value = null;
    for (const file of Array.from(files)) {
      coming.value = file.name;
      try {
        const path = await upload(view, file, signal);
        again.value += 1;
        announce(el, __("%1 is in the folder", path ?? file.name));
      } catch (error) {
        if (isAbort(error)) return;
        if (!(error instanceof RefusedError)) throw error;
        failed.value = `${error.message}. ${error.refusal.remedy}`;
      } finally {
        coming.value = null;
      }
    }
  };
  return (
    <section
      ref={root}
      class={`nbr-source-browser${over.value ? " nbr-over" : ""}`}
      aria-label={__("Data")}
      onDragOver={(event) => {
        if (fixed || !event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        event.stopPropagation();
        over.value = true;
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) over.value = false;
      }}
      onDrop={(event) => {
        if (fixed || !event.dataTransfer?.files.length) return;
        event.preventDefault();
        event.stopPropagation();
        over.value = false;
        void take(event.dataTransfer.files);
      }}
    >
      <header>
        <SearchField
          label={__("Search data and columns")}
          value={searched.value}
          onInput={(value) => {
            searched.value = value;
          }}
        />
        {!fixed && <OpenFile coming={coming.value} onFiles={(files) => void take(files)} />}
      </header>
      {over.value && <p class="nbr-source-drop">{__("Put the file into the report's folder")}</p>}
      {failed.value && (
        <p class="nbr-banner" role="alert">
          {failed.value}
        </p>
      )}
      {sources.value === null && !failed.value && <Ghost />}
      {sources.value !== null && sources.value.length === 0 && <Empty />}
      {sources.value !== null && sources.value.length > 0 && all.length === 0 && (
        <p class="nbr-quiet nbr-nothing">{__("No data of that name.")}</p>
      )}
      {groups.map(
        ([words, cards]) =>
          cards.length > 0 && (
            <section key={words} aria-label={words}>
              <h3>{words}</h3>
              <ul>
                {cards.map((card) => {
                  const key = keyOf(card);
                  return (
                    <Card
                      key={key}
                      card={card}
                      used={inUse(report, card)}
                      open={opened.value === key}
                      fields={looked.value.get(key)}
                      onToggle={() => {
                        opened.value = opened.value === key ? null : key;
                        if (opened.value) describe.current(card);
                      }}
                      onUse={() => use(card)}
                    />
                  );
                })}
              </ul>
            </section>
          ),
      )}
      {/* until the kernel has answered there is no report, so no source to join to */}
      {store.report.ready.value && (
        <>
          <Matching store={store} el={el} />
          <Joins store={store} el={el} signal={signal} seen={seen} cards={sources.value ?? []} />
          <Filters store={store} signal={signal} seen={seen} />
        </>
      )}
    </section>
  );
}

interface CardProps {
  card: SourceCard;
  used: boolean;
  open: boolean;
  fields: FieldCard[] | undefined;
  onToggle(): void;
  onUse(): void;
}

function Card({ card, used, open, fields, onToggle, onUse }: CardProps) {
  return (
    <li class={`nbr-source${used ? " nbr-chosen" : ""}`}>
      <div class="nbr-source-line">
        <button type="button" class="nbr-source-name" aria-expanded={open} onClick={onToggle}>
          <Icon name={card.kind === "file" ? "file" : "data"} />
          <bdi>{titleOf(card)}</bdi>
          <small class="nbr-quiet">{factsOf(card)}</small>
        </button>
        {used ? (
          <span class="nbr-source-used">
            <Icon name="check" /> {__("In use")}
          </span>
        ) : (
          <Button disabled={card.error !== null} onClick={onUse}>
            {__("Use")}
            <span class="nbr-vh"> {titleOf(card)}</span>
          </Button>
        )}
      </div>
      {card.error && (
        <p class="nbr-error" role="alert">
          {card.error}
        </p>
      )}
      {open && !card.error && <Columns card={card} fields={fields} />}
    </li>
  );
}

function Columns({ card, fields }: { card: SourceCard; fields: FieldCard[] | undefined }) {
  const known = new Map((fields ?? []).map((field) => [field.name, field]));
  if (card.columns.length === 0) return <Ghost />;
  return (
    <ul class="nbr-columns">
      {card.columns.map(({ name, type }) => {
        const field = known.get(name);
        return (
          <li key={name}>
            <TypeGlyph type={type} />
            <span class="nbr-column-name" title={name}>
              {name}
            </span>
            {field && field.histogram.length > 0 && <Histogram bins={field.histogram} />}
            <small class="nbr-quiet" title={field?.samples.join(", ")}>
              {field ? told(field) : type}
            </small>
          </li>
        );
      })}
    </ul>
  );
}

function Histogram({ bins }: { bins: number[] }) {
  const most = Math.max(...bins, 1);
  const bars = bins
    .map((count, at) => `M${at * 4} 12v${-Math.max((12 * count) / most, count > 0 ? 1 : 0)}h3V12z`)
    .join("");
  return (
    <svg class="nbr-histogram" width="48" height="12" viewBox="0 0 48 12" aria-hidden="true">
      <path d={bars} fill="currentColor" />
    </svg>
  );
}

const told = (field: FieldCard): string =>
  field.histogram.length > 0 || field.samples.length === 0
    ? field.summary
    : `${field.samples.slice(0, 3).join(", ")} · ${field.summary}`;

const keyOf = (card: SourceCard): string =>
  `${card.kind} ${card.name} ${card.path ?? ""} ${card.table ?? ""}`;

const titleOf = (card: SourceCard): string =>
  card.table ? `${card.path} · ${card.table}` : (card.path ?? card.name);

function factsOf(card: SourceCard): string {
  const parts: string[] = [];
  if (card.rows !== null) parts.push(_n("%1 row", "%1 rows", card.rows));
  if (card.columns.length > 0) parts.push(_n("%1 column", "%1 columns", card.columns.length));
  if (parts.length === 0 && card.size !== null)
    parts.push(
      new Intl.NumberFormat(undefined, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(
        Math.max(1, card.size / 1000),
      ),
    );
  return parts.join(" · ");
}

function Empty() {
  const code = 'import pandas as pd\nsales = pd.read_csv("sales.csv")';
  return (
    <div class="nbr-no-data">
      <b>{__("No data in this notebook yet.")}</b>
      <span>{__("Run a cell with a DataFrame, or open a file.")}</span>
      <pre>{code}</pre>
      <Button onClick={() => void navigator.clipboard?.writeText(code)}>{__("Copy")}</Button>
    </div>
  );
}

function Ghost() {
  return (
    <div class="nbr-ghost-lines" role="img" aria-label={__("Looking for data")}>
      <i />
      <i />
      <i />
    </div>
  );
}
