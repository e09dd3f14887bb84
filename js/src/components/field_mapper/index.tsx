// The fields of the data, and the wells of the block in hand.
import { useMemo } from "preact/hooks";
import { adopt } from "../../kit/sheet";
import { __ } from "../../kit/words";
import type { PartProps } from "../../part";
import { blocksOf } from "../../report/definition";
import { ChartWells } from "../chart_config";
import { BlockSettings } from "../outline";
import outlineCss from "../outline/style.css";
import { Parameters } from "../parameters";
import conditionsCss from "./conditions.css";
import { FieldList } from "./field_list";
import { type Mapper, makeMapper } from "./mapper";
import { Opened } from "./opened";
import css from "./style.css";
import { WellsPane } from "./wells_pane";

export function FieldMapper({ store, el, signal }: PartProps) {
  const mapper = useMemo(() => {
    adopt(el, css);
    adopt(el, conditionsCss);
    // the settings of blocks without wells stand here too
    adopt(el, outlineCss);
    return makeMapper(store);
  }, [store, el]);
  return (
    <section class="nbr-field-mapper" aria-label={__("Fields and wells")}>
      <FieldList mapper={mapper} />
      <div class="nbr-wells">
        <InHand mapper={mapper} el={el} signal={signal} />
      </div>
      <Opened mapper={mapper} />
      <div class="nbr-vh" aria-live="polite">
        {mapper.said.value}
      </div>
    </section>
  );
}

function InHand({ mapper, el, signal }: { mapper: Mapper; el: HTMLElement; signal: AbortSignal }) {
  const { store } = mapper;
  const filled = mapper.filled.value;
  if (filled) return <WellsPane key={filled.id} mapper={mapper} block={filled} />;
  const block = mapper.block.value;
  if (block?.kind === "chart")
    return <ChartWells key={block.id} store={store} el={el} signal={signal} block={block} />;
  if (!block && store.ui.selected.value === "params")
    return <Parameters store={store} el={el} signal={signal} />;
  if (block || store.ui.selected.value === "page") return <BlockSettings store={store} />;
  const any = blocksOf(store.report.definition.value).length > 0;
  return (
    <p class="nbr-wells-none nbr-quiet">
      {any
        ? __("Choose a block in the outline.")
        : __("Add a table, a chart or a crosstab in the outline, or pick a template.")}
    </p>
  );
}
