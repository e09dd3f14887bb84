// A calculated field or a measure of the report: its name, its label, its expression.
import { useState } from "preact/hooks";
import { Button, TextField } from "../../kit/controls";
import { ExpressionField } from "../../kit/expression_field";
import { __ } from "../../kit/words";
import type { Mapper } from "./mapper";

interface NamedProps {
  mapper: Mapper;
  kind: "field" | "measure";
  /** Null for a new one. */
  name: string | null;
  onClose(): void;
}

const WORD = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

export function NamedForm({ mapper, kind, name: told, onClose }: NamedProps) {
  const { report } = mapper.store;
  const [name, setName] = useState(told ?? "");
  const [wrong, setWrong] = useState<string | null>(null);
  const key = kind === "field" ? "fields" : "measures";
  const now = told === null ? null : report.definition.value[key]?.[told];
  const expr = now?.expr ?? "";
  const write = (text: string) => {
    if (!WORD.test(name)) {
      setWrong(__("A name is one word of letters, digits and _."));
      return;
    }
    if (!text.trim()) return;
    setWrong(null);
    report.edit(kind === "field" ? __("Calculate %1", name) : __("Measure %1", name), (draft) => {
      if (kind === "field")
        draft.fields = { ...draft.fields, [name]: { ...draft.fields?.[name], expr: text.trim() } };
      else draft.measures = { ...draft.measures, [name]: { ...draft.measures?.[name], expr: text.trim() } };
    });
  };
  const [text, setText] = useState(expr);
  return (
    <div class="nbr-form nbr-form-wide">
      {told === null ? (
        <TextField label={__("Name")} value={name} error={wrong} live={0} onCommit={setName} />
      ) : (
        <b>{told}</b>
      )}
      <ExpressionField
        store={mapper.store}
        label={__("Expression")}
        value={text}
        use={kind === "field" ? "row" : "total"}
        name={name}
        rows={3}
        hint={
          kind === "field"
            ? __("Of one row, such as amount * 0.2 or upper(name)")
            : __("A total, such as sum(amount) / count()")
        }
        onInput={setText}
        onCommit={setText}
      />
      <div class="nbr-form-foot">
        {told !== null && (
          <Button
            danger
            onClick={() => {
              report.edit(__("Remove %1", told), (draft) => {
                if (kind === "field") delete draft.fields?.[told]?.expr;
                else delete draft.measures?.[told];
                const left = draft.fields?.[told];
                if (kind === "field" && left && Object.keys(left).length === 0) delete draft.fields?.[told];
              });
              onClose();
            }}
          >
            {__("Remove")}
          </Button>
        )}
        <Button
          primary
          disabled={!name || !text.trim()}
          onClick={() => {
            write(text);
            if (WORD.test(name)) onClose();
          }}
        >
          {told === null ? __("Add") : __("Save")}
        </Button>
      </div>
    </div>
  );
}
