// Bundles the widgets to one file, style sheets inside as text; `--watch` keeps it fresh while one works on it.
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "nbreports", "static");
await mkdir(target, { recursive: true });

// JupyterLab has a copy of yjs too, and every session one of its own. Documents never cross between copies, only
// bytes do, so the warning of a second copy says nothing here.
const ownYjs = {
  name: "own-yjs",
  setup(build) {
    build.onLoad({ filter: /[\\/]yjs[\\/]dist[\\/]yjs\.mjs$/ }, async ({ path }) => {
      const check = "if (glo[importIdentifier] === true)";
      const text = await readFile(path, "utf8");
      if (!text.includes(check))
        return { errors: [{ text: "yjs tells of second copies in another way now" }] };
      return { contents: text.replace(check, "if (false)"), loader: "js" };
    });
  },
};

// style sheets travel as texts, without what only people read
const smallStyles = {
  name: "small-styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        target: "chrome120",
      });
      return { contents: code, loader: "text" };
    });
  },
};

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
  plugins: [ownYjs, smallStyles],
  logLevel: "warning",
};

if (process.argv.includes("--watch")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
}
