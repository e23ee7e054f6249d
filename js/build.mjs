// Bundles the widget (an ES module for anywidget) and the script of the self-contained HTML page.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, context, transform } from "esbuild";
import { minify } from "terser";

const here = fileURLToPath(new URL(".", import.meta.url));

// A style sheet is imported as its minified text.
const styleText = {
  name: "style-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code, loader: "text" };
    });
  },
};

// The licence of dagre asks that its notice goes with every copy.
const notice = await readFile(
  new URL("node_modules/@dagrejs/dagre/dist/dagre.esm.js.LEGAL.txt", import.meta.url),
  "utf8",
);

// Every notebook keeps the widget's bundle: what esbuild leaves is minified once more.
const minifiedAgain = {
  name: "minified-again",
  setup(build) {
    const { format, outfile, footer } = build.initialOptions;
    build.onEnd(async ({ outputFiles: [bundle] = [] }) => {
      if (bundle === undefined) return;
      const options = {
        module: format === "esm",
        ecma: 2022,
        compress: { passes: 2 },
        format: { comments: false },
      };
      const { code } = await minify(bundle.text, options);
      await writeFile(new URL(outfile, import.meta.url), `${code}\n${footer.js}\n`);
    });
  },
};

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  write: false,
  plugins: [styleText, minifiedAgain],
  footer: { js: notice.trim() },
  logLevel: "info",
};
const bundles = [
  { ...shared, entryPoints: ["src/widget.ts"], outfile: "../shapeviz/static/widget.js", format: "esm" },
  {
    ...shared,
    entryPoints: ["src/standalone.ts"],
    outfile: "../shapeviz/static/standalone.js",
    format: "iife",
  },
];

if (process.argv.includes("--watch")) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
