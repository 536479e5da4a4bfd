// Builds app/static/*.css, one script for each of js/ and charts.js. Each begins with a hash of the sources, so that a
// test without node can tell a stale build from a fresh one.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compile } from "sass";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const hash = createHash("sha256");
for (const folder of ["js", "scss"]) {
  for (const name of readdirSync(join(here, folder)).sort()) hash.update(readFileSync(join(here, folder, name)));
}
const digest = hash.digest("hex").slice(0, 16);

const put = (name, text) => {
  writeFileSync(join(here, "..", "static", name), text);
  console.log(`${name}: ${text.length} characters, ${gzipSync(text, { level: 9 }).length} bytes gzipped`);
};

for (const name of ["office", "public", "wall"]) {
  const { css } = compile(join(here, "scss", `${name}.scss`), {
    style: "compressed",
    charset: false,
    loadPaths: [join(here, "node_modules")],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  put(`${name}.css`, `/*! sources ${digest}; parts of Bootstrap 5.3 (MIT), see licences/bootstrap.txt */\n${css}\n`);
}
for (const name of readdirSync(join(here, "js")).sort()) {
  const { code } = await minify(readFileSync(join(here, "js", name), "utf8"), { ecma: 2020, module: false, compress: { ecma: 2020, passes: 3 } });
  put(name, `/*! sources ${digest} */\n${code}\n`);
}

// charts.js carries the parts of ECharts that charts/charts.js names. It has a hash of its own, so that a change of
// another script does not rewrite half a megabyte.
const own = createHash("sha256");
for (const file of ["charts/charts.js", "package.json"]) own.update(readFileSync(join(here, file)));
// The library draws into no element of the page here, so that these lines never run; written so, no sink is left.
const noSinks = {
  name: "no-sinks",
  setup: ({ onLoad }) => onLoad({ filter: /(svg.Painter|core.echarts)\.js$/ }, ({ path }) => ({
    contents: readFileSync(path, "utf8").replaceAll(".innerHTML", ".textContent"),
    loader: "js",
  })),
};
const { outputFiles } = await build({
  entryPoints: [join(here, "charts", "charts.js")],
  bundle: true, minify: true, write: false, format: "iife", target: "chrome87", charset: "utf8", legalComments: "none",
  plugins: [noSinks],
});
const { version } = JSON.parse(readFileSync(join(here, "node_modules", "echarts", "package.json"), "utf8"));
put("charts.js", `/*! sources ${own.digest("hex").slice(0, 16)}; parts of Apache ECharts ${version} (Apache-2.0) and zrender (BSD-3-Clause), see licences/echarts.txt */\n${outputFiles[0].text}`);
const paper = (name, file) => `${name}\n\n${readFileSync(join(here, "node_modules", name, file), "utf8")}\n`;
writeFileSync(join(here, "..", "static", "licences", "echarts.txt"), paper("echarts", "LICENSE") + paper("echarts", "NOTICE") + paper("zrender", "LICENSE") + paper("tslib", "LICENSE.txt"));
