// Other sources joined to the report's own: proposed with the share of values that match, or chosen; all changeable.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { announce } from "../../kit/announce";
import { Button } from "../../kit/controls";
import { Icon } from "../../kit/icons";
import { MenuButton } from "../../kit/menu";
import { RefusedError } from "../../kit/questions";
import { useAskedInSight } from "../../kit/seen";
import { __ } from "../../kit/words";
import type { JoinCard, JoinFacts, SourceCard } from "../../protocol/messages";
import type { Store } from "../../store";
import { titleOf } from "./card";
import { JoinForm, share } from "./join_form";
import { cardOf, firstKeys, leftColumns } from "./join_keys";
import { addJoin, aliasOf, firstOf, inUse, joinsOf } from "./use";

export interface JoinsProps {
  store: Store;
  el: HTMLElement;
  signal: AbortSignal;
  /** Whether they are looked at. */
  seen: boolean;
  /** What is at hand: its columns may be keys. */
  cards: SourceCard[];
  /** Find out the columns of a source, null where it cannot be read. */
  onDescribe(card: SourceCard): Promise<SourceCard | null>;
}

export function Joins({ store, el, signal, seen, cards, onDescribe }: JoinsProps) {
  const proposed = useSignal<JoinCard[]>([]);
  const facts = useSignal<JoinFacts[]>([]);
  const view = useMemo(() => store.questions.newView(), [store]);
  const rev = store.revision.value;
  const report = store.report.definition.value;
  const joins = joinsOf(report);
  const data = store.dataRevision.value;
  const first = firstOf(report);
  const said = JSON.stringify([first, report.sources?.[first], data]);
  useAskedInSight(seen, said, signal, async (live) => {
    try {
      proposed.value = (await view.ask({ kind: "joins.propose", rev }, "joins.proposed", live)).answer.joins;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      proposed.value = [];
    }
  });
  // a file that is joined is looked into for the sake of its columns
  useAskedInSight(seen, JSON.stringify([report.sources, cards.length]), signal, async () => {
    for (const name of [first, ...joins.map(({ to }) => to)]) {
      const card = cardOf(report, cards, name);
      if (card && card.columns.length === 0 && card.error === null) await onDescribe(card);
    }
  });
  useAskedInSight(
    seen && joins.length > 0,
    JSON.stringify([rev, report.sources, data]),
    signal,
    async (live) => {
      try {
        facts.value = (await view.ask({ kind: "joins.check", rev }, "joins.checked", live)).answer.joins;
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        facts.value = [];
      }
    },
  );
  const fields = store.fields.value?.fields ?? [];
  const isJoined = (card: JoinCard) =>
    joins.some((join) => sameSource(cardOf(report, cards, join.to), card) && keys(join.on) === keys(card.on));
  // the same data may be joined twice, by other keys
  const offered = proposed.value.filter((card) => !isJoined(card));
  const join = (card: SourceCard, on: Record<string, string>) => {
    store.report.edit(__("Join %1", card.name), (draft) => addJoin(draft, card, on));
    announce(el, __("%1 joined", card.name));
  };
  const choose = async (picked: SourceCard) => {
    const card = picked.columns.length > 0 ? picked : await onDescribe(picked);
    if (!card) return;
    const left = leftColumns(report, cards, fields, joins.length);
    const on = firstKeys(
      left,
      card.columns,
      offered.find((each) => sameSource(card, each)),
    );
    if (on) join(card, on);
    else announce(el, __("%1 has no field that could be a key", card.name));
  };
  const others = cards.filter((card) => card.error === null);
  if (others.length === 0 && joins.length === 0) return null;
  return (
    <section aria-label={__("Joins")}>
      <h3>
        {__("Joins")}
        <MenuButton
          label={__("Add a join")}
          icon="add"
          items={() =>
            others.map((card) => ({
              label: titleOf(card),
              ...(inUse(report, card) ? { hint: __("the data itself") } : {}),
              icon: card.kind === "file" ? "file" : "data",
              onPick: () => void choose(card),
            }))
          }
        />
      </h3>
      <ul class="nbr-joins">
        {joins.map((each, index) => (
          <li key={aliasOf(each)} class="nbr-join">
            <JoinForm
              store={store}
              cards={cards}
              index={index}
              facts={facts.value.find(({ name }) => name === aliasOf(each))}
            />
          </li>
        ))}
        {offered.map((card) => (
          <li key={`${card.to} ${card.path} ${card.table} ${keys(card.on)}`} class="nbr-join nbr-offered">
            <Icon name="join" />
            <span>
              {named(card)} <small class="nbr-quiet">{__("on %1", keys(card.on))}</small>
            </span>
            <small class="nbr-quiet">
              {card.share === null ? __("declared key") : __("%1 of values match", share(card.share))}
            </small>
            <Button
              onClick={() => {
                const found = cards.find((each) => sameSource(each, card));
                if (found) join(found, card.on);
              }}
            >
              {__("Join")}
              <span class="nbr-vh"> {named(card)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const named = ({ to, path, table }: JoinCard): string => titleOf({ name: to, path, table });

const sameSource = (card: SourceCard | undefined, { to, path, table }: JoinCard): boolean =>
  path === null ? card?.path === null && card.name === to : card?.path === path && card.table === table;

const keys = (on: Record<string, string>): string =>
  Object.entries(on)
    .map(([left, right]) => (left === right ? left : `${left} = ${right}`))
    .join(", ");
