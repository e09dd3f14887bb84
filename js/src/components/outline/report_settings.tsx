// The report's own settings: words, page, header and footer, theme, language.
import { SelectField, TextField } from "../../kit/controls";
import { __ } from "../../kit/words";
import type { Report } from "../../protocol/report";
import { problemsAt, type Store } from "../../store";
import { Band, FirstBand } from "./bands";
import { ColorField, ColorsField } from "./colors";
import { PictureField } from "./picture_field";

const PLAIN_MARGIN = "20mm 18mm";

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
      if (Object.keys(draft.page).length === 0) delete draft.page;
    });
  const setTheme = (key: "base" | "primary" | "font" | "logo" | "palette", value: unknown) =>
    edit(__("Change the theme"), (draft) => {
      draft.theme ??= {};
      if (value === "" || value === null) delete draft.theme[key];
      else (draft.theme as Record<string, unknown>)[key] = value;
      if (Object.keys(draft.theme).length === 0) delete draft.theme;
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
          value.trim() &&
          edit(__("Rename the report"), (draft) => {
            draft.title = value.trim();
          })
        }
      />
      <TextField
        label={__("Description")}
        rows={2}
        value={report.description ?? ""}
        onCommit={(value) => setOwn("description", value, __("Describe the report"))}
      />
      <TextField
        label={__("Tags")}
        value={(report.tags ?? []).join(", ")}
        placeholder={__("monthly, sales")}
        onCommit={(value) =>
          edit(__("Tag the report"), (draft) => {
            const tags = value.split(",").map((tag) => tag.trim());
            draft.tags = Array.from(new Set(tags.filter(Boolean)));
            if (draft.tags.length === 0) delete draft.tags;
          })
        }
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
      <Band store={store} which="header" />
      <Band store={store} which="footer" />
      <h4>{__("First page")}</h4>
      <div class="nbr-pair">
        <FirstBand store={store} which="header" />
        <FirstBand store={store} which="footer" />
      </div>
      <h4>{__("Look")}</h4>
      <div class="nbr-pair">
        <SelectField
          label={__("Theme")}
          value={theme.base ?? "plain"}
          options={[
            ["plain", __("Plain")],
            ["corporate", __("Corporate")],
            ["minimal", __("Minimal")],
            ["vibrant", __("Vibrant")],
          ]}
          onPick={(value) => setTheme("base", value === "plain" ? null : value)}
        />
        <ColorField
          label={__("Main colour")}
          value={theme.primary ?? ""}
          error={error("/theme/primary")}
          onCommit={(value) => setTheme("primary", value)}
        />
      </div>
      <ColorsField
        label={__("Colours of charts")}
        value={theme.palette ?? []}
        error={error("/theme/palette")}
        onCommit={(value) => setTheme("palette", value.length > 0 ? value : null)}
      />
      <PictureField
        store={store}
        label={__("Logo")}
        value={theme.logo ?? ""}
        error={error("/theme/logo")}
        onCommit={(value) => setTheme("logo", value)}
        onClear={() => setTheme("logo", "")}
      />
      <TextField
        label={__("Font")}
        value={theme.font ?? ""}
        placeholder="Noto Sans"
        error={error("/theme/font")}
        onCommit={(value) => setTheme("font", value)}
      />
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
