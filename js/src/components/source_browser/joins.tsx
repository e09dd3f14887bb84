// Other sources joined to the report's own: proposed with the share of values that match, made by one click.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { announce } from "../../kit/announce";
import { Button, IconButton, SelectField } from "../../kit/controls";
import { Icon } from "../../kit/icons";
import { RefusedError } from "../../kit/questions";
import { useAskedInSight } from "../../kit/seen";
import { __ } from "../../kit/words";
import type { JoinCard, SourceCard } from "../../protocol/messages";
import type { Join } from "../../protocol/report";
import type { Store } from "../../store";
import { addJoin, changeJoin, firstOf, joinsOf, removeJoin } from "./use";

interface JoinsProps {
  store: Store;
  el: HTMLElement;
  signal: AbortSignal;
  /** Whether it is looked at. */
  seen: boolean;
  /** What is at hand: its columns may be keys. */
  cards: SourceCard[];
}

export function Joins({ store, el, signal, seen, cards }: JoinsProps) {
  const proposed = useSignal<JoinCard[]>([]);
  const view = useMemo(() => store.questions.newView(), [store]);
  const rev = store.revision.value;
  useAskedInSight(seen, `${rev} ${store.dataRevision.value}`, signal, async (live) => {
    try {
      proposed.value = (await view.ask({ kind: "joins.propose", rev }, "joins.proposed", live)).answer.joins;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      proposed.value = [];
    }
  });
  const report = store.report.definition.value;
  const joins = joinsOf(report);
  // the same data may be joined twice, by other keys
  const there = new Set(joins.map(({ to, on }) => `${to} ${keys(on)}`));
  const offered = proposed.value.filter(({ to, on }) => !there.has(`${to} ${keys(on)}`));
  if (joins.length + offered.length === 0) return null;
  return (
    <section aria-label={__("Joins")}>
      <h3>{__("Joins")}</h3>
      <ul class="nbr-joins">
        {joins.map((join, index) => (
          <li key={join.as ?? join.to} class="nbr-join">
            <Icon name="join" />
            <span>
              {join.as ?? join.to} <small class="nbr-quiet">{__("on %1", keys(join.on))}</small>
            </span>
            <Keys
              join={join}
              own={columnsOf(cards, firstOf(report))}
              theirs={columnsOf(cards, join.to)}
              onChange={(on) =>
                store.report.edit(__("Change a join"), (draft) =>
                  changeJoin(draft, index, (each) => {
                    each.on = on;
                  }),
                )
              }
            />
            <SelectField
              bare
              label={__("Rows without a match in %1", join.to)}
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
              label={__("Take %1 out", join.to)}
              onClick={() =>
                store.report.edit(__("Take %1 out", join.to), (draft) => removeJoin(draft, index))
              }
            />
          </li>
        ))}
        {offered.map((card) => (
          <li key={`${card.to} ${keys(card.on)}`} class="nbr-join nbr-offered">
            <Icon name="join" />
            <span>
              {card.to} <small class="nbr-quiet">{__("on %1", keys(card.on))}</small>
            </span>
            <small class="nbr-quiet">
              {card.share === null ? __("declared key") : __("%1 of values match", share(card.share))}
            </small>
            <Button
              onClick={() => {
                store.report.edit(__("Join %1", card.to), (draft) => addJoin(draft, card));
                announce(el, __("%1 joined", card.to));
              }}
            >
              {__("Join")}
              <span class="nbr-vh"> {card.to}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface KeysProps {
  join: Join;
  own: string[];
  theirs: string[];
  onChange(on: Record<string, string>): void;
}

/** The two keys of a join, to be chosen; a join by several stays as it was written. */
function Keys({ join, own, theirs, onChange }: KeysProps) {
  const [[left, right] = ["", ""], ...more] = Object.entries(join.on);
  if (more.length > 0 || !own.includes(left) || !theirs.includes(right)) return null;
  return (
    <span class="nbr-join-keys">
      <SelectField
        bare
        label={__("Key of the data for %1", join.as ?? join.to)}
        value={left}
        options={own.map((each) => [each, each] as const)}
        onPick={(picked) => onChange({ [picked]: right })}
      />
      <span aria-hidden="true">=</span>
      <SelectField
        bare
        label={__("Key of %1", join.as ?? join.to)}
        value={right}
        options={theirs.map((each) => [each, each] as const)}
        onPick={(picked) => onChange({ [left]: picked })}
      />
    </span>
  );
}

const columnsOf = (cards: SourceCard[], name: string): string[] =>
  (cards.find((card) => card.kind === "frame" && card.name === name)?.columns ?? []).map(
    (column) => column.name,
  );

const keys = (on: Record<string, string>): string =>
  Object.entries(on)
    .map(([left, right]) => (left === right ? left : `${left} = ${right}`))
    .join(", ");

const share = (part: number): string =>
  new Intl.NumberFormat(undefined, {
    style: "percent",
    maximumFractionDigits: part > 0.99 && part < 1 ? 1 : 0,
  }).format(part);
