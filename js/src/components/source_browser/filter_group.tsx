// A group of conditions, and the groups in it.
import { useRef } from "preact/hooks";
import { IconButton, SelectField } from "../../kit/controls";
import { ExpressionField } from "../../kit/expression_field";
import { MenuButton, type MenuItem } from "../../kit/menu";
import { __ } from "../../kit/words";
import type { FieldCard } from "../../protocol/messages";
import type { Store } from "../../store";
import { ConditionFields } from "../field_mapper/condition_fields";
import * as tree from "../field_mapper/filter_tree";
import { compared, comparisonsFor } from "../field_mapper/filters";

interface GroupProps {
  store: Store;
  fields: FieldCard[];
  root: tree.FilterGroup;
  path: tree.Path;
  onChange(root: tree.FilterGroup): void;
}

const JOINED = {
  "and true": { op: "and", not: false },
  "or true": { op: "or", not: false },
  "or false": { op: "or", not: true },
  "and false": { op: "and", not: true },
} as const;

const joinedOptions = (): [keyof typeof JOINED, string][] => [
  ["and true", __("all of these hold")],
  ["or true", __("any of these holds")],
  ["or false", __("none of these holds")],
  ["and false", __("not all of these hold")],
];

/** "2.1": the first of the second. */
const placeOf = (path: tree.Path): string => path.map((place) => place + 1).join(".");

export function Group({ store, fields, root, path, onChange }: GroupProps) {
  const list = useRef<HTMLUListElement>(null);
  const group = tree.nodeAt(root, path);
  if (group?.kind !== "group") return null;
  const outermost = path.length === 0;
  const name = outermost ? __("Filters") : __("Group %1", placeOf(path));
  const added = (node: tree.FilterNode) => {
    onChange(tree.add(root, path, node));
    // what was added is at the end, and says nothing yet
    requestAnimationFrame(() =>
      list.current
        ?.querySelector<HTMLElement>(":scope > li:last-child :is(select, input, .nbr-icon-button)")
        ?.focus(),
    );
  };
  const adding = (): MenuItem[] => [
    ...fields.map((field) => ({
      label: field.label,
      hint: field.group,
      onPick: () => {
        const [how] = comparisonsFor(field.type);
        const begun = { field: field.expr, how: "not_empty" as const, values: [] };
        if (how) added({ kind: "row", condition: compared(begun, how), text: null });
      },
    })),
    {
      label: __("A group"),
      icon: "group",
      separator: true,
      onPick: () => added(tree.emptyGroup(group.op === "and" ? "or" : "and")),
    },
    { label: __("An expression"), icon: "edit", onPick: () => added({ kind: "text", text: "" }) },
  ];
  const shown = !outermost || group.items.length > 1 || group.op === "or" || group.not;
  const head = (
    <>
      {shown && (
        <SelectField
          bare
          label={__("How %1 are joined", name)}
          value={`${group.op} ${!group.not}`}
          options={joinedOptions()}
          onPick={(value) =>
            onChange(tree.put(root, path, { ...group, ...JOINED[value as keyof typeof JOINED] }))
          }
        />
      )}
      <MenuButton label={outermost ? __("Add a filter") : __("Add to %1", name)} icon="add" items={adding} />
    </>
  );
  return (
    <>
      {outermost ? (
        <h3>
          {name} <span class="nbr-filter-head">{head}</span>
        </h3>
      ) : (
        <div class="nbr-filter nbr-filter-head">
          {head}
          <More {...{ store, fields, root, path, onChange }} />
        </div>
      )}
      <ul ref={list}>
        {group.items.map((item, at) => {
          const here = [...path, at];
          const props = { store, fields, root, path: here, onChange };
          return item.kind === "group" ? (
            <li key={at}>
              <fieldset class="nbr-filter-group">
                <legend class="nbr-vh">{__("Group %1", placeOf(here))}</legend>
                <Group {...props} />
              </fieldset>
            </li>
          ) : (
            <li key={at} class="nbr-filter">
              <Line {...props} item={item} />
              <More {...props} />
              <IconButton
                icon="close"
                label={__("Take this filter off")}
                onClick={() => onChange(tree.put(root, here, null))}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Line({ store, fields, root, path, onChange, item }: GroupProps & { item: tree.FilterNode }) {
  const put = (node: tree.FilterNode | null) => onChange(tree.put(root, path, node));
  if (item.kind === "group") return null;
  const field = item.kind === "row" ? fields.find(({ expr }) => expr === item.condition.field) : undefined;
  if (item.kind === "row" && field)
    return (
      <>
        <span class="nbr-filter-field" title={field.name}>
          {field.label}
        </span>
        <ConditionFields
          store={store}
          field={field}
          condition={item.condition}
          onChange={(condition) => put({ kind: "row", condition, text: null })}
        />
      </>
    );
  return (
    <ExpressionField
      bare
      store={store}
      use="filter"
      label={__("Condition")}
      placeholder={__("an expression")}
      value={item.text ?? ""}
      onCommit={(text) => put(text.trim() ? { kind: "text", text } : null)}
    />
  );
}

/** What can be done with a row or a group. */
function More({ root, path, onChange }: GroupProps) {
  const place = placeOf(path);
  const node = tree.nodeAt(root, path);
  const others = tree
    .groupsOf(root)
    .filter(
      ([to]) =>
        to.join() !== path.slice(0, -1).join() && !path.every((each, at) => to[at] === each) && to.length > 0,
    );
  const items: MenuItem[] = [
    ...others.map(([to]) => ({
      label: __("Move into group %1", placeOf(to)),
      onPick: () => onChange(tree.move(root, path, to)),
    })),
    ...(path.length > 1
      ? [{ label: __("Move out of the group"), onPick: () => onChange(tree.moveOut(root, path)) }]
      : []),
    { label: __("Put into a new group"), onPick: () => onChange(tree.wrap(root, path)) },
    ...(node?.kind === "group"
      ? [
          {
            label: __("Take this group off"),
            danger: true,
            separator: true,
            onPick: () => onChange(tree.put(root, path, null)),
          },
        ]
      : []),
  ];
  return (
    <MenuButton
      label={node?.kind === "group" ? __("More for group %1", place) : __("More for filter %1", place)}
      items={items}
    />
  );
}
