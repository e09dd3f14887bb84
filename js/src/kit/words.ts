// Texts of the interface, by their English: `%1` stands for the first value.

export function __(text: string, ...values: (string | number)[]): string {
  return text.replace(/%(\d)/g, (_, at: string) => String(values[Number(at) - 1] ?? ""));
}

export function _n(one: string, many: string, count: number): string {
  return __(count === 1 ? one : many, count.toLocaleString());
}
