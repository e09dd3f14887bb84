// The report as it will be: its page or the PDF's pages, its parameters, what is wrong with it.
import { computed, signal as makeSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { IconButton } from "../../kit/controls";
import { adopt } from "../../kit/sheet";
import { trait } from "../../kit/traits";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import type { PreviewShown, Refused } from "../../protocol/messages";
import { Fields } from "../parameter_form/fields";
import { makeForm } from "../parameter_form/form";
import fieldsCss from "../parameter_form/style.css";
import { managerOf } from "./figure";
import { askFigures, type FigureIds } from "./figures";
import { Paper } from "./paper";
import { type Mode, makePreview, type Picture } from "./preview";
import css from "./style.css";

export function PreviewPane({ store, model, el, signal }: PartProps) {
  const pane = useMemo(() => {
    adopt(el, css);
    adopt(el, fieldsCss);
    const mode = trait<Mode>(model, "mode", signal);
    const page = trait<number>(model, "page", signal);
    const theme = trait<string>(model, "theme", signal);
    const preview = makePreview(store, mode, page, signal);
    const live = managerOf(model) !== null;
    return {
      mode,
      page,
      height: trait<number>(model, "height", signal),
      dark: computed(() => (theme.value === "auto" ? store.theme.value : theme.value) === "dark"),
      form: makeForm(store, signal),
      preview,
      figures: live ? askFigures(preview.view, preview.result, signal) : makeSignal<FigureIds>({}),
    };
  }, [store, model, el, signal]);
  const { preview, form, mode } = pane;
  const result = preview.result.value;
  const picture = preview.picture.value;
  const refusal = preview.refusal.value;
  const fields = form.fields.value;
  const pages = mode.value === "pages";
  // what is wrong with a parameter stands beneath its field
  const atField = fields.some((field) => field.error !== null && refusal?.where === `param.${field.name}`);
  const empty = pages ? !picture : !result;
  const blank = (store.report.definition.value.body ?? []).length === 0 && store.report.ready.value;
  const unbound = refusal?.code === "source_unbound";
  useRefresh(el, preview.again);
  return (
    <section class="nbr-preview" aria-label={__("Preview")} aria-busy={preview.busy.value}>
      <header class="nbr-preview-head">
        {fields.length > 0 && <Fields form={form} />}
        <ModeChoice mode={mode.value} onMode={(value) => mode.set(value)} />
      </header>
      <div class={`nbr-hairline${preview.slow.value ? " nbr-on" : ""}`} aria-hidden="true" />
      {refusal && !atField && !unbound && <Banner refusal={refusal} onRetry={preview.again} />}
      <section
        class="nbr-desk"
        aria-label={__("Page")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key
        tabIndex={0}
        style={deskStyle(pane.height.value)}
      >
        {empty && !refusal && !blank && <Ghost />}
        {(unbound || blank) && <Beginning store={store} unbound={unbound} />}
        {!pages && result && !blank && (
          <Paper
            result={result}
            sheet={preview.sheet.value}
            refusal={preview.refusal}
            dark={pane.dark}
            model={model}
            figures={pane.figures}
          />
        )}
        {pages && picture && <PagePicture picture={picture} />}
      </section>
      <footer class="nbr-preview-foot">
        <span role="status" class="nbr-quiet">
          {pages
            ? picture && __("page %1 of %2", picture.answer.page, picture.answer.count)
            : result && !blank && facts(result)}
        </span>
        {preview.late.value > 0 && (
          <span class="nbr-quiet nbr-late">
            {preview.late.value === 1 ? __("Updating…") : __("Taking longer")}
            {preview.late.value === 2 && (
              <button type="button" class="nbr-button" onClick={preview.cancel}>
                {__("Cancel")}
              </button>
            )}
          </span>
        )}
        <span class="nbr-preview-acts">
          <IconButton icon="refresh" label={__("Refresh the preview (Ctrl+Enter)")} onClick={preview.again} />
          <IconButton
            icon={preview.paused.value ? "play" : "pause"}
            label={preview.paused.value ? __("Go on with the live preview") : __("Pause the live preview")}
            pressed={preview.paused.value}
            onClick={() => {
              preview.paused.value = !preview.paused.value;
            }}
          />
        </span>
        {pages && picture && picture.answer.count > 1 && (
          <Turn
            page={picture.answer.page}
            count={picture.answer.count}
            onPage={(value) => pane.page.set(value)}
          />
        )}
      </footer>
    </section>
  );
}

/** Ctrl+Enter anywhere in the part, or in the builder around it, asks again. */
function useRefresh(el: HTMLElement, again: () => void): void {
  useEffect(() => {
    const root = el.parentElement?.closest<HTMLElement>(".nbr") ?? el;
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      again();
    };
    root.addEventListener("keydown", pressed);
    return () => root.removeEventListener("keydown", pressed);
  }, [el, again]);
}

/** A page nobody has written on yet. */
function Beginning({ store, unbound }: { store: PartProps["store"]; unbound: boolean }) {
  return (
    <div class="nbr-beginning">
      <svg
        width="96"
        height="64"
        viewBox="0 0 96 64"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        aria-hidden="true"
      >
        <path d="M4 8h40M4 18h88M4 60V34M20 60V26M36 60V42M52 30h40M52 40h40M52 50h40M52 60h40" />
      </svg>
      <b>{unbound ? __("No data yet") : __("Add a field to see your data")}</b>
      {unbound && (
        <button
          type="button"
          class="nbr-button"
          onClick={() => {
            store.ui.step.value = "data";
          }}
        >
          {__("Pick data first")}
        </button>
      )}
    </div>
  );
}

/** "sample of 1,000 rows · 320 ms" */
export function facts(result: Pick<PreviewShown, "sampled" | "rows" | "ms">): string {
  const rows = result.sampled
    ? _n("sample of %1 row", "sample of %1 rows", result.rows)
    : _n("%1 row", "%1 rows", result.rows);
  return `${rows} · ${_n("%1 ms", "%1 ms", result.ms)}`;
}

const deskStyle = (height: number) => (height > 0 ? { maxHeight: `${height}px` } : {});

function ModeChoice({ mode, onMode }: { mode: Mode; onMode(mode: Mode): void }) {
  const all: [Mode, string][] = [
    ["page", __("Page")],
    ["pages", __("Print")],
  ];
  const move = (event: KeyboardEvent) => {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    onMode(mode === "page" ? "pages" : "page");
    const other = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("[aria-checked=false]");
    other?.focus();
  };
  return (
    <div class="nbr-choice" role="radiogroup" aria-label={__("View")} onKeyDown={move}>
      {all.map(([value, words]) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio that looks like a segment
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={mode === value}
          tabIndex={mode === value ? 0 : -1}
          onClick={() => onMode(value)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

function Banner({ refusal, onRetry }: { refusal: Refused; onRetry(): void }) {
  return (
    <div class="nbr-banner" role="alert">
      <b>{refusal.message}</b>
      <span>
        {refusal.remedy}
        {refusal.where && <span class="nbr-quiet"> {refusal.where}</span>}
      </span>
      <span>
        <button type="button" class="nbr-button" onClick={onRetry}>
          {__("Retry")}
        </button>
      </span>
    </div>
  );
}

function PagePicture({ picture }: { picture: Picture }) {
  const { page, count } = picture.answer;
  return <img class="nbr-sheet" src={picture.url} alt={__("Page %1 of %2, as it prints", page, count)} />;
}

function Turn({ page, count, onPage }: { page: number; count: number; onPage(page: number): void }) {
  return (
    <span class="nbr-turn">
      <button
        type="button"
        class="nbr-button nbr-icon"
        aria-label={__("Previous page")}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      >
        ‹
      </button>
      <button
        type="button"
        class="nbr-button nbr-icon"
        aria-label={__("Next page")}
        disabled={page >= count}
        onClick={() => onPage(page + 1)}
      >
        ›
      </button>
    </span>
  );
}

function Ghost() {
  return (
    <div class="nbr-ghost" role="img" aria-label={__("The page is being made")}>
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
