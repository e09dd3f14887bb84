// A file of this computer is chosen, to be put into the report's folder.
import { useRef } from "preact/hooks";
import { Button } from "../../kit/controls";
import { __ } from "../../kit/words";

const READ =
  ".csv,.tsv,.parquet,.pq,.json,.jsonl,.ndjson,.arrow,.feather,.xlsx,.xlsm,.xls,.ods,.duckdb,.sqlite,.db";

interface OpenFileProps {
  /** The file that is on its way. */
  coming: string | null;
  onFiles(files: File[]): void;
}

export function OpenFile({ coming, onFiles }: OpenFileProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <span class="nbr-open-file">
      <Button disabled={coming !== null} onClick={() => chooser.current?.click()}>
        {coming === null ? __("Open a file…") : __("Taking %1…", coming)}
      </Button>
      <input
        ref={chooser}
        type="file"
        accept={READ}
        multiple
        hidden
        aria-label={__("Files to open")}
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? []);
          // the same file may be chosen again
          event.currentTarget.value = "";
          onFiles(files);
        }}
      />
    </span>
  );
}
