// One join: what is compared with what, under which name, which rows stay, and what it does to them.
import { IconButton, SelectField, TextField } from "../../kit/controls";
import { Icon } from "../../kit/icons";
import { __ } from "../../kit/words";
import type { ColumnCard, JoinFacts, SourceCard } from "../../protocol/messages";
import type { Store } from "../../store";
import { leftColumns, rightColumns } from "./join_keys";
import { aliasOf, changeJoin, firstOf, joinsOf, removeJoin, renameJoin } from "./use";

interface JoinFormProps {
  store: Store;
  cards: SourceCard[];
  index: number;
  facts: JoinFacts | undefined;
}

const PLAIN = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

export function JoinForm({ store, cards, index, facts }: JoinFormProps) {
  const report = store.report.definition.value;
  const joins = joinsOf(report);
  const join = joins[index];
  if (!join) return null;
  const alias = aliasOf(join);
  const fields = store.fields.value?.fields ?? [];
  const left = leftColumns(report, cards, fields, index);
  const right = rightColumns(report, cards, fields, join);
  const pairs = Object.entries(join.on);
  const change = (on: Record<string, string>) =>
    store.report.edit(__("Change a join"), (draft) =>
      changeJoin(draft, index, (each) => {
        each.on = on;
      }),
    );
  const put = (at: number, pair: [string, string] | null) =>
    change(Object.fromEntries(pairs.flatMap((each, place) => (place !== at ? [each] : pair ? [pair] : []))));
  const free = left.find(({ name }) => !(name in join.on));
  const taken = new Set([firstOf(report), ...joins.filter((_, at) => at !== index).map(aliasOf)]);
  return (
    <>
      <Icon name="join" />
      <span class="nbr-join-name">
        <TextField
          bare
          label={__("Name of %1 in the report", join.to)}
          value={alias}
          onCommit={(text) => {
            const name = text.trim();
            if (PLAIN.test(name) && !taken.has(name))
              store.report.edit(__("Call a join %1", name), (draft) => renameJoin(draft, index, name));
          }}
        />
        {alias !== join.to && <small class="nbr-quiet">{join.to}</small>}
      </span>
      <SelectField
        bare
        label={__("Rows without a match in %1", alias)}
        value={join.how ?? "left"}
        options={[
          ["left", __("keep all rows")],
          ["inner", __("only rows that match")],
        ]}
        onPick={(how) =>
          store.report.edit(__("Change a join"), (draft) =>
            changeJoin(draft, index, (each) => {
              if (how === "inner") each.how = "inner";
              else delete each.how;
            }),
          )
        }
      />
      <IconButton
        icon="close"
        label={__("Take %1 out", alias)}
        onClick={() => store.report.edit(__("Take %1 out", alias), (draft) => removeJoin(draft, index))}
      />
      {pairs.map(([here, there], at) => (
        <span key={at} class="nbr-join-keys">
          <SelectField
            bare
            label={
              at === 0 ? __("Key of the data for %1", alias) : __("Key %2 of the data for %1", alias, at + 1)
            }
            value={here}
            options={optionsOf(left, here, (name) => !(name in join.on))}
            onPick={(picked) => put(at, [picked, there])}
          />
          <span aria-hidden="true">=</span>
          <SelectField
            bare
            label={at === 0 ? __("Key of %1", alias) : __("Key %2 of %1", alias, at + 1)}
            value={there}
            options={optionsOf(right, there, () => true)}
            onPick={(picked) => put(at, [here, picked])}
          />
          {pairs.length > 1 && (
            <IconButton
              icon="remove"
              label={__("Take key %2 of %1 out", alias, at + 1)}
              onClick={() => put(at, null)}
            />
          )}
          {at === pairs.length - 1 && free && (
            <IconButton
              icon="add"
              label={__("Add a key to %1", alias)}
              onClick={() => {
                const same = right.find(({ name }) =>
                  left.some((each) => each.name === name && !(name in join.on)),
                );
                const other = right.find(({ type }) => type === free.type) ?? right[0];
                if (same) change({ ...join.on, [same.name]: same.name });
                else if (other) change({ ...join.on, [free.name]: other.name });
              }}
            />
          )}
        </span>
      ))}
      {facts && <Facts facts={facts} inner={join.how === "inner"} />}
    </>
  );
}

/** What a join does to the rows, and a warning where it makes more of them. */
function Facts({ facts, inner }: { facts: JoinFacts; inner: boolean }) {
  if (facts.error !== null)
    return (
      <small class="nbr-error" role="alert">
        {facts.error}
      </small>
    );
  if (facts.rows === 0) return null;
  const unmatched = facts.rows - facts.matched;
  const more = facts.after - facts.rows;
  return (
    <small class="nbr-join-facts" role="status">
      <span class="nbr-quiet">{__("%1 of rows match", share(facts.matched / facts.rows))}</span>
      {inner && unmatched > 0 && (
        <span class="nbr-quiet"> · {__("%1 rows go", unmatched.toLocaleString())}</span>
      )}
      {more > 0 && (
        <span class="nbr-join-more">
          <Icon name="warn" />{" "}
          {__(
            "Several rows match one: %1 rows become %2, and totals count them as often.",
            facts.matched.toLocaleString(),
            (facts.matched + more).toLocaleString(),
          )}
        </span>
      )}
    </small>
  );
}

/** Columns to choose from; the one chosen stands among them also where it is gone. */
function optionsOf(
  columns: readonly ColumnCard[],
  now: string,
  free: (name: string) => boolean,
): (readonly [string, string])[] {
  const names = columns.map(({ name }) => name).filter((name) => name === now || free(name));
  return (names.includes(now) ? names : [now, ...names]).map((name) => [name, name] as const);
}

export const share = (part: number): string =>
  new Intl.NumberFormat(undefined, {
    style: "percent",
    maximumFractionDigits: part > 0.99 && part < 1 ? 1 : 0,
  }).format(part);
