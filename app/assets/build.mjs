// Builds app/static/*.css and one script for each of js/. Each begins with a hash of the sources, so that a test
// without node can tell a stale build from a fresh one.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
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

for (const name of ["office", "public"]) {
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
  const { code } = await minify(readFileSync(join(here, "js", name), "utf8"), { ecma: 2020, module: false });
  put(name, `/*! sources ${digest} */\n${code}\n`);
}
