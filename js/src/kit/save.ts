// Hands a file to the person's browser.

/** Characters no system wants in a file's name. */
const UNWANTED = /[\\/:*?"<>|\p{Cc}]+/gu;

export function saveFile(name: string, content: BlobPart, type = "application/octet-stream"): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(UNWANTED, "-").slice(0, 200) || "report";
  link.click();
  // the browser reads it after the click has returned
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
