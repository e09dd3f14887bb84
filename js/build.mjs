// Bundles the widgets to one file, style sheets inside as text; `--watch` keeps it fresh while one works on it.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "nbreports", "static");
await mkdir(target, { recursive: true });

const options = {
  absWorkingDir: here,
  entryPoints: ["src/session.ts"],
  outfile: join(target, "nbreports.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  loader: { ".css": "text" },
  logLevel: "warning",
};

if (process.argv.includes("--watch")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
}
