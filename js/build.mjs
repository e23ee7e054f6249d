// Bundles the widget (an ES module for anywidget) and the script of the self-contained HTML page.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, context, transform } from "esbuild";

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

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [styleText],
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
