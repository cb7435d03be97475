// `npm run build`: bundles the TypeScript client into dist/extension.js.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main, step } from "./process.mjs";
import { root } from "./project.mjs";
import { ensureNodeModules } from "./setup.mjs";

export async function build() {
  await ensureNodeModules();
  const { build: bundle } = await import("esbuild");
  await step("extension bundle", () =>
    bundle({
      entryPoints: [join(root, "extension", "src", "extension.ts")],
      outfile: join(root, "dist", "extension.js"),
      bundle: true,
      minify: true,
      sourcemap: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      external: ["vscode"],
      logLevel: "warning",
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(build);
