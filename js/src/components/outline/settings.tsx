// The settings of a block that has no wells, and of the report itself.
import { NumberField, SelectField, TextField } from "../../kit/controls";
import { ExpressionField } from "../../kit/expression_field";
import { FormatField } from "../../kit/format_field";
import { __ } from "../../kit/words";
import { type Block, blockOf, pointerOf } from "../../report/definition";
import { problemsAt, type Store } from "../../store";
import { wordsOf } from "./fresh";
import { PictureField } from "./picture_field";
import { ReportSettings } from "./report_settings";

export function BlockSettings({ store }: { store: Store }) {
  const report = store.report.definition.value;
  const block = blockOf(report, store.ui.selected.value);
  const still = store.file.value.state === "readonly";
  if (!block)
    return (
      <fieldset class="nbr-still" disabled={still}>
        <ReportSettings store={store} />
      </fieldset>
    );
  const set = <K extends string>(key: K, value: unknown, name: string) =>
    store.report.edit(name, (draft) => {
      const found = blockOf(draft, block.id) as unknown as Record<string, unknown> | null;
      if (!found) return;
      if (value === null || value === "") delete found[key];
      else found[key] = value;
    });
  const at = pointerOf(report, block.id);
  const error = (key: string) => problemsAt(store, `${at}/${key}`)[0]?.message ?? null;
  return (
    <fieldset class="nbr-still" disabled={still}>
      <section class="nbr-settings" aria-label={__("Settings of the block")}>
        <h3>{wordsOf(block.kind)}</h3>
        <Own key={block.id} store={store} block={block} set={set} error={error} />
        {block.kind !== "pagebreak" && (
          <TextField
            label={__("Title")}
            value={block.title ?? ""}
            onCommit={(value) => set("title", value, __("Rename a block"))}
          />
        )}
        {block.kind !== "pagebreak" && (
          <TextField
            label={__("Note below")}
            value={block.note ?? ""}
            onCommit={(value) => set("note", value, __("Change a note"))}
          />
        )}
        <ExpressionField
          store={store}
          label={__("Shown where")}
          value={block.visible ?? ""}
          use="visible"
          block={block.id}
          placeholder={__("always")}
          hint={__("A condition on the report, such as count() > 0")}
          onCommit={(value) => set("visible", value, __("Change when a block is shown"))}
        />
      </section>
    </fieldset>
  );
}

interface OwnProps {
  store: Store;
  block: Block;
  set(key: string, value: unknown, name: string): void;
  error(key: string): string | null;
}

function Own({ store, block, set, error }: OwnProps) {
  if (block.kind === "text")
    return (
      <TextField
        label={__("Text, in Markdown")}
        value={block.md}
        rows={9}
        live={300}
        hint={__("Figures in double braces: {{ sum(amount) | currency }}")}
        error={error("md")}
        onCommit={(value) => set("md", value || " ", __("Edit a text"))}
      />
    );
  if (block.kind === "image")
    return (
      <>
        <PictureField
          store={store}
          label={__("Picture")}
          value={block.src}
          fields
          error={block.src ? error("src") : null}
          onCommit={(value) => set("src", value, __("Change a picture"))}
        />
        <TextField
          label={__("In words, for those who cannot see it")}
          value={block.alt ?? ""}
          onCommit={(value) => set("alt", value, __("Describe a picture"))}
        />
        <div class="nbr-pair">
          <TextField
            label={__("Width")}
            value={block.width ?? ""}
            placeholder="60mm"
            error={error("width")}
            onCommit={(value) => set("width", value, __("Size a picture"))}
          />
          <TextField
            label={__("Height")}
            value={block.height ?? ""}
            placeholder="40mm"
            error={error("height")}
            onCommit={(value) => set("height", value, __("Size a picture"))}
          />
        </div>
        <SelectField
          label={__("Fit")}
          value={block.fit ?? "contain"}
          options={[
            ["contain", __("All of it")],
            ["cover", __("Fill, cut off what is over")],
            ["fill", __("Stretch")],
          ]}
          onPick={(value) => set("fit", value === "contain" ? null : value, __("Fit a picture"))}
        />
      </>
    );
  if (block.kind === "metric")
    return (
      <>
        <TextField
          label={__("Label")}
          value={block.label ?? ""}
          onCommit={(value) => set("label", value, __("Label a metric"))}
        />
        <FormatField
          store={store}
          text={block.value}
          block={block.id}
          value={block.format ?? ""}
          onCommit={(value) => set("format", value, __("Format a metric"))}
        />
      </>
    );
  if (block.kind === "row") {
    const inner = block.blocks ?? [];
    return (
      <div class="nbr-pair">
        {inner.map((each, place) => (
          <NumberField
            key={each.id}
            label={__("Share of %1", each.title ?? wordsOf(each.kind))}
            value={block.widths?.[place] ?? 1}
            min={0.1}
            step="any"
            onCommit={(value) => {
              const widths = inner.map((_, at) => (at === place ? (value ?? 1) : (block.widths?.[at] ?? 1)));
              set(
                "widths",
                widths.every((share) => share === widths[0]) ? null : widths,
                __("Change widths of a row"),
              );
            }}
          />
        ))}
      </div>
    );
  }
  return block.kind === "pagebreak" ? <p class="nbr-quiet">{__("A new page begins here.")}</p> : null;
}
