// What data there is, what the report reads of it, how it is joined and filtered.
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { announce } from "../../kit/announce";
import { Button, SearchField } from "../../kit/controls";
import { isAbort, RefusedError } from "../../kit/questions";
import { useAskedInSight, useSeen } from "../../kit/seen";
import { adopt } from "../../kit/sheet";
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";
import type { FieldCard, RecentCard, SourceCard } from "../../protocol/messages";
import conditionsCss from "../field_mapper/conditions.css";
import { replaceField } from "../field_mapper/missing";
import { type Match, matchesFor } from "../field_mapper/rematching";
import { Card, Ghost, keyOf, titleOf } from "./card";
import { Filters } from "./filters";
import { Joins } from "./joins";
import { Matched } from "./matched";
import { Matching } from "./matching";
import { OpenFile } from "./open_file";
import { PathField } from "./path_field";
import { Recent } from "./recent";
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
  const recent = useSignal<RecentCard[]>([]);
  const searched = useSignal("");
  const opened = useSignal<string | null>(null);
  const looked = useSignal<ReadonlyMap<string, FieldCard[]>>(new Map());
  const describe = useRef<(card: SourceCard) => Promise<FieldCard[] | null>>(async () => null);
  const matched = useSignal<{ step: string; matches: Match[] } | null>(null);
  const coming = useSignal<string | null>(null);
  const over = useSignal(false);
  const again = useSignal(0);
  const fixed = store.file.value?.state === "readonly";
  const view = useMemo(() => store.questions.newView(), [store]);
  /** Files of folders within, which were found by their paths: the kernel lists none of them. */
  const within = (told: SourceCard[]) => {
    const known = new Set(told.map(keyOf));
    return (sources.peek() ?? []).filter((each) => each.path?.includes("/") && !known.has(keyOf(each)));
  };
  const stillThere = async (cards: SourceCard[], live: AbortSignal): Promise<SourceCard[]> => {
    const gone = new Set<string | null>();
    for (const path of new Set(cards.map((card) => card.path)))
      if (path)
        await view.ask({ kind: "source.find", path }, "source.found", live).catch((error: unknown) => {
          if (!(error instanceof RefusedError)) throw error;
          gone.add(path);
        });
    return cards.filter((card) => !gone.has(card.path));
  };
  useAskedInSight(seen, `${store.dataRevision.value} ${again.value}`, signal, async (live) => {
    try {
      const { answer } = await view.ask({ kind: "sources.list" }, "sources.shown", live);
      sources.value = [...answer.sources, ...(await stillThere(within(answer.sources), live))];
      recent.value = answer.recent;
      // what stands open is looked into again
      const card = answer.sources.find((each) => keyOf(each) === opened.peek());
      if (card) void describe.current(card);
      failed.value = null;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      failed.value = `${error.message}. ${error.refusal.remedy}`;
    }
  });
  describe.current = async (card: SourceCard) => {
    const { name, path, table } = card;
    const key = keyOf(card);
    const put = (made: SourceCard) => {
      const others = (sources.value ?? []).filter((each) => keyOf(each) !== key);
      const at = (sources.value ?? []).findIndex((each) => keyOf(each) === key);
      sources.value = others.toSpliced(at < 0 ? others.length : at, 0, made);
    };
    try {
      const asked = { kind: "source.describe", name, path, table } as const;
      const { answer } = await view.ask(asked, "source.described", signal);
      put({ ...answer.source, size: card.size });
      looked.value = new Map(looked.value).set(key, answer.fields);
      return answer.fields;
    } catch (error) {
      if (isAbort(error)) return null;
      if (!(error instanceof RefusedError)) throw error;
      put({ ...card, error: `${error.message}. ${error.refusal.remedy}` });
      return null;
    }
  };
  const report = store.report.definition.value;
  const word = searched.value.trim().toLowerCase();
  const inWord = (texts: string[]) => !word || texts.some((text) => text.toLowerCase().includes(word));
  const fits = (card: SourceCard) =>
    inWord([card.name, titleOf(card), ...card.columns.map(({ name }) => name)]);
  /** The source in the list, or a bare card where the list has not got so far. */
  const asCard = ({ kind, name, path, table }: RecentCard): SourceCard => {
    const bare = { kind, name, path, table, rows: null, columns: [], size: null, error: null };
    return sources.value?.find((each) => keyOf(each) === keyOf(bare)) ?? bare;
  };
  const listed = [...(sources.value ?? [])];
  // files that the report reads may lie in a folder within, or be gone
  for (const [name, said] of Object.entries(report.sources ?? {})) {
    if (said.kind !== "file" || sources.value === null) continue;
    const { path, table = null } = said;
    if (!listed.some((card) => card.path === path && card.table === table))
      listed.push(asCard({ kind: "file", name, path, table, there: true }));
  }
  const all = listed.filter(fits);
  const groups: [string, SourceCard[]][] = [
    [__("In use"), all.filter((card) => inUse(report, card))],
    [__("This notebook"), all.filter((card) => card.kind === "frame" && !inUse(report, card))],
    [__("Connections"), all.filter((card) => card.kind === "table" && !inUse(report, card))],
    [__("Files in this folder"), all.filter((card) => card.kind === "file" && !inUse(report, card))],
  ];
  const use = async (card: SourceCard) => {
    const fields = looked.value.get(keyOf(card)) ?? (await describe.current(card));
    // it cannot be read, and says so
    if (!fields) return;
    const name = __("Read %1", card.name);
    const after = structuredClone(store.report.definition.value);
    useSource(after, card);
    const matches = matchesFor(after, store.fields.value?.fields ?? [], fields);
    store.report.edit(name, (draft) => {
      useSource(draft, card);
      for (const { key, to } of matches) replaceField(draft, key, to);
    });
    matched.value = { step: name, matches };
    if (!fixed) remember(card, false);
    announce(el, __("The report reads %1", card.name));
    // the button that was pressed is gone
    requestAnimationFrame(() =>
      el.querySelector<HTMLElement>(".nbr-source.nbr-chosen .nbr-source-name")?.focus(),
    );
  };
  const remember = ({ name, path, table }: Pick<SourceCard, "name" | "path" | "table">, forget: boolean) =>
    void view
      .ask({ kind: "recent.used", name, path, table, forget }, "recent.told", signal)
      .then(({ answer }) => {
        recent.value = answer.recent;
      })
      .catch((error: unknown) => {
        // a report without a folder has nothing to remember
        if (!isAbort(error) && !(error instanceof RefusedError)) throw error;
      });
  const found = (cards: SourceCard[]) => {
    const known = new Set((sources.value ?? []).map(keyOf));
    sources.value = [...(sources.value ?? []), ...cards.filter((card) => !known.has(keyOf(card)))];
    const [first] = cards;
    if (!first) return;
    searched.value = "";
    opened.value = keyOf(first);
    void describe.current(first);
    announce(el, __("%1 is in the list", titleOf(first)));
    requestAnimationFrame(() => el.querySelector<HTMLElement>(".nbr-source [aria-expanded=true]")?.focus());
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
        {!fixed && <PathField store={store} signal={signal} onFound={found} />}
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
                        if (opened.value) void describe.current(card);
                      }}
                      onUse={() => void use(card)}
                    />
                  );
                })}
              </ul>
            </section>
          ),
      )}
      <Recent
        recent={recent.value.filter(
          (each) => inWord([each.name, titleOf(each)]) && !inUse(report, asCard(each)),
        )}
        onUse={(each) => void use(asCard(each))}
        onForget={(each) => remember(each, true)}
      />
      {/* until the kernel has answered there is no report, so no source to join to */}
      {store.report.ready.value && (
        <>
          {matched.value && <Matched store={store} {...matched.value} />}
          <Matching store={store} el={el} />
          <Joins
            store={store}
            el={el}
            signal={signal}
            seen={seen}
            cards={listed}
            onDescribe={async (card) => {
              await describe.current(card);
              return (
                sources.peek()?.find((each) => keyOf(each) === keyOf(card) && each.columns.length > 0) ?? null
              );
            }}
          />
          <Filters store={store} signal={signal} seen={seen} />
        </>
      )}
    </section>
  );
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
