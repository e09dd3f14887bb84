// Header and footer: three texts each, and what differs on the first page.
import { SelectField, TextField } from "../../kit/controls";
import { MenuButton } from "../../kit/menu";
import { __ } from "../../kit/words";
import type { PageText } from "../../protocol/report";
import { problemsAt, type Store } from "../../store";

const INSERTS: [words: string, text: string][] = [
  ["Page number", "{{ page.number }}"],
  ["Number of pages", "{{ page.count }}"],
  ["Title", "{{ report.title }}"],
  ["Date", "{{ today() }}"],
  ["Where it comes from", "{{ run.stamp }}"],
];

type Which = "header" | "footer";
type Side = "left" | "center" | "right";

const isText = (band: PageText | "same" | null | undefined): band is PageText =>
  typeof band === "object" && band !== null;

/** The header or footer of every page. */
export function Band({ store, which }: { store: Store; which: Which }) {
  const header = which === "header";
  return (
    <Texts
      store={store}
      label={header ? __("Header") : __("Footer")}
      pointer={`/page/${which}`}
      now={store.report.definition.value.page?.[which] ?? {}}
      set={(band) =>
        store.report.edit(header ? __("Change the header") : __("Change the footer"), (draft) => {
          draft.page ??= {};
          if (Object.keys(band).length > 0) draft.page[which] = band;
          else delete draft.page[which];
        })
      }
    />
  );
}

/** What the first page has in its place. */
export function FirstBand({ store, which }: { store: Store; which: Which }) {
  const now = store.report.definition.value.page?.first?.[which];
  const first = store.report.definition.value.page?.first;
  const how = !first || now === undefined || now === "same" ? "same" : now === null ? "none" : "own";
  const label = which === "header" ? __("Header of the first page") : __("Footer of the first page");
  const set = (band: PageText | "same" | null) =>
    store.report.edit(__("Change the first page"), (draft) => {
      draft.page ??= {};
      const made = { ...draft.page.first, [which]: band };
      if (band === "same") delete made[which];
      if (Object.keys(made).length > 0) draft.page.first = made;
      else delete draft.page.first;
    });
  return (
    <>
      <SelectField
        label={label}
        value={how}
        options={[
          ["same", __("As on the others")],
          ["none", __("Nothing")],
          ["own", __("Its own text")],
        ]}
        onPick={(value) => {
          const others = store.report.definition.value.page?.[which];
          set(value === "same" ? "same" : value === "none" ? null : { ...others });
        }}
      />
      {how === "own" && isText(now) && (
        <Texts store={store} bare label={label} pointer={`/page/first/${which}`} now={now} set={set} />
      )}
    </>
  );
}

interface TextsProps {
  store: Store;
  label: string;
  bare?: boolean;
  pointer: string;
  now: PageText;
  set(band: PageText): void;
}

function Texts({ store, label, bare, pointer, now, set }: TextsProps) {
  const put = (side: Side, text: string) => {
    const band: PageText = { ...now, [side]: text };
    if (!text) delete band[side];
    set(band);
  };
  const sides: [Side, string][] = [
    ["left", __("left")],
    ["center", __("middle")],
    ["right", __("right")],
  ];
  return (
    <>
      {!bare && <h4>{label}</h4>}
      {sides.map(([side, words]) => (
        <div key={side} class="nbr-line">
          <TextField
            bare
            label={`${label} ${words}`}
            placeholder={words}
            value={now[side] ?? ""}
            error={problemsAt(store, `${pointer}/${side}`)[0]?.message ?? null}
            onCommit={(value) => put(side, value)}
          />
          <MenuButton
            label={__("Insert in %1 %2", label.toLowerCase(), words)}
            icon="add"
            items={INSERTS.map(([name, text]) => ({
              label: __(name),
              onPick: () => put(side, `${now[side] ?? ""}${text}`),
            }))}
          />
        </div>
      ))}
    </>
  );
}
