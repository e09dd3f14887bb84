// The report's own settings: words, page, header and footer, theme, language.
import { SelectField, TextField, Toggle } from "../../kit/controls";
import { MenuButton } from "../../kit/menu";
import { __ } from "../../kit/words";
import type { PageText, Report } from "../../protocol/report";
import { problemsAt, type Store } from "../../store";

const PLAIN_MARGIN = "20mm 18mm";

const INSERTS: [words: string, text: string][] = [
  ["Page number", "{{ page.number }}"],
  ["Number of pages", "{{ page.count }}"],
  ["Title", "{{ report.title }}"],
  ["Date", "{{ today() }}"],
  ["Where it comes from", "{{ run.stamp }}"],
];

type Side = "left" | "center" | "right";

export function ReportSettings({ store }: { store: Store }) {
  const report = store.report.definition.value;
  const edit = (name: string, change: (draft: Report) => void) => store.report.edit(name, change);
  const error = (pointer: string) => problemsAt(store, pointer)[0]?.message ?? null;
  const { page = {}, theme = {} } = report;
  const setPage = (key: "size" | "orientation" | "margin", value: string, plain: string) =>
    edit(__("Change the page"), (draft) => {
      draft.page ??= {};
      if (value === "" || value === plain) delete draft.page[key];
      else (draft.page as Record<string, unknown>)[key] = value;
    });
  const setTheme = (key: "base" | "primary" | "font" | "logo" | "palette", value: unknown) =>
    edit(__("Change the theme"), (draft) => {
      draft.theme ??= {};
      if (value === "" || value === null) delete draft.theme[key];
      else (draft.theme as Record<string, unknown>)[key] = value;
    });
  const setOwn = (key: "description" | "timezone" | "currency" | "locale", value: string, name: string) =>
    edit(name, (draft) => {
      if (value === "") delete draft[key];
      else draft[key] = value;
    });
  return (
    <section class="nbr-settings" aria-label={__("Settings of the report")}>
      <h3>{__("Report and page")}</h3>
      <TextField
        label={__("Title")}
        value={report.title}
        onCommit={(value) =>
          edit(__("Rename the report"), (draft) => {
            draft.title = value;
          })
        }
      />
      <TextField
        label={__("Description")}
        rows={2}
        value={report.description ?? ""}
        onCommit={(value) => setOwn("description", value, __("Describe the report"))}
      />
      <h4>{__("Page")}</h4>
      <div class="nbr-pair">
        <SelectField
          label={__("Size")}
          value={page.size ?? "A4"}
          options={["A3", "A4", "A5", "letter", "legal"].map((size) => [size, size] as const)}
          onPick={(value) => setPage("size", value, "A4")}
        />
        <SelectField
          label={__("Orientation")}
          value={page.orientation ?? "portrait"}
          options={[
            ["portrait", __("Portrait")],
            ["landscape", __("Landscape")],
          ]}
          onPick={(value) => setPage("orientation", value, "portrait")}
        />
      </div>
      <TextField
        label={__("Margins")}
        value={page.margin ?? PLAIN_MARGIN}
        error={error("/page/margin")}
        hint={__("One, two or four lengths, from the top: 20mm 18mm")}
        onCommit={(value) => setPage("margin", value, PLAIN_MARGIN)}
      />
      <Band store={store} which="header" label={__("Header")} />
      <Band store={store} which="footer" label={__("Footer")} />
      <Toggle
        label={__("None of them on the first page")}
        checked={page.first !== undefined && page.first !== null}
        onChange={(checked) =>
          edit(__("Change the first page"), (draft) => {
            draft.page ??= {};
            if (checked) draft.page.first = { header: null, footer: null };
            else delete draft.page.first;
          })
        }
      />
      <h4>{__("Look")}</h4>
      <div class="nbr-pair">
        <SelectField
          label={__("Theme")}
          value={theme.base ?? "plain"}
          options={["plain", "corporate", "minimal", "vibrant"].map((base) => [base, base] as const)}
          onPick={(value) => setTheme("base", value === "plain" ? null : value)}
        />
        <TextField
          label={__("Main colour")}
          value={theme.primary ?? ""}
          placeholder="#1764c0"
          error={error("/theme/primary")}
          onCommit={(value) => setTheme("primary", value)}
        />
      </div>
      <TextField
        label={__("Colours of charts")}
        value={(theme.palette ?? []).join(" ")}
        placeholder="#1764c0 #0f766e"
        error={error("/theme/palette")}
        onCommit={(value) => setTheme("palette", value.trim() ? value.trim().split(/[\s,]+/) : null)}
      />
      <div class="nbr-pair">
        <TextField
          label={__("Logo, a file")}
          value={theme.logo ?? ""}
          placeholder="logo.png"
          error={error("/theme/logo")}
          onCommit={(value) => setTheme("logo", value)}
        />
        <TextField
          label={__("Font")}
          value={theme.font ?? ""}
          placeholder="Noto Sans"
          error={error("/theme/font")}
          onCommit={(value) => setTheme("font", value)}
        />
      </div>
      <h4>{__("Language and units")}</h4>
      <div class="nbr-pair">
        <TextField
          label={__("Locale")}
          value={report.locale ?? "en-US"}
          error={error("/locale")}
          onCommit={(value) => setOwn("locale", value === "en-US" ? "" : value, __("Change the locale"))}
        />
        <TextField
          label={__("Currency")}
          value={report.currency ?? ""}
          placeholder="EUR"
          error={error("/currency")}
          onCommit={(value) => setOwn("currency", value, __("Change the currency"))}
        />
      </div>
      <TextField
        label={__("Time zone")}
        value={report.timezone ?? ""}
        placeholder="UTC"
        error={error("/timezone")}
        onCommit={(value) => setOwn("timezone", value, __("Change the time zone"))}
      />
    </section>
  );
}

function Band({ store, which, label }: { store: Store; which: "header" | "footer"; label: string }) {
  const now: PageText = store.report.definition.value.page?.[which] ?? {};
  const set = (side: Side, text: string) =>
    store.report.edit(which === "header" ? __("Change the header") : __("Change the footer"), (draft) => {
      draft.page ??= {};
      const band: PageText = { ...draft.page[which], [side]: text };
      if (!text) delete band[side];
      if (Object.keys(band).length > 0) draft.page[which] = band;
      else delete draft.page[which];
    });
  const sides: [Side, string][] = [
    ["left", __("left")],
    ["center", __("middle")],
    ["right", __("right")],
  ];
  return (
    <>
      <h4>{label}</h4>
      {sides.map(([side, words]) => (
        <div key={side} class="nbr-line">
          <TextField
            bare
            label={`${label} ${words}`}
            placeholder={words}
            value={now[side] ?? ""}
            error={problemsAt(store, `/page/${which}/${side}`)[0]?.message ?? null}
            onCommit={(value) => set(side, value)}
          />
          <MenuButton
            label={__("Insert in %1 %2", label.toLowerCase(), words)}
            icon="add"
            items={INSERTS.map(([name, text]) => ({
              label: __(name),
              onPick: () => set(side, `${now[side] ?? ""}${text}`),
            }))}
          />
        </div>
      ))}
    </>
  );
}
