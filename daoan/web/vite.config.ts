import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import vue from "@vitejs/plugin-vue";
import { defineConfig, type Plugin } from "vite";

/** The API to talk to while developing: `DAOAN_API=http://127.0.0.1:8000 npm run dev`. */
const api = process.env.DAOAN_API ?? "http://127.0.0.1:8000";

/** What must open without a network; all that these import comes with them. */
const OFFLINE = ["src/main.ts", "src/start.ts", "src/pages/SignIn.vue", "src/pages/AdvicePage.vue", "src/pages/ReportPage.vue", "src/pages/PublicityQuizPage.vue", "src/pages/PublicityPlacesPage.vue"];

/** What the first page needs behind `main.ts`: asked for with the page itself, not when each is found to be imported. */
const FIRST = ["src/start.ts", "src/pages/MapPage.vue"];

/** Parts of pages; the map, charts and whatever else is fetched beside a page by itself stays by itself. */
const SHARED = /src\/(components\/(?!RoadMap|DataChart|CommandPalette|EvidenceDrawer|PageHelp|ShortcutHelp|TourCard|work\/NoticeBell)|map\/(?!style|icons)|api\/(?!client|resource|session|villager|open)|\w+Proof|format|filters)/;

type Bundle = Parameters<Extract<NonNullable<Plugin["generateBundle"]>, (...args: never[]) => unknown>>[1];

/** Chunks that hold some modules, with all that they import and the styles of these. */
function filesOf(bundle: Bundle, modules: string[]): string[] {
  const files = new Set<string>();
  const take = (name: string): void => {
    const chunk = bundle[name];
    if (files.has(name) || chunk?.type !== "chunk") return;
    files.add(name);
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
    chunk.imports.forEach(take);
  };
  for (const [name, chunk] of Object.entries(bundle)) {
    if (chunk.type !== "chunk") continue;
    const of = [chunk.facadeModuleId ?? "", ...chunk.moduleIds];
    if (modules.some((page) => of.some((id) => id.split("?")[0]?.endsWith(page)))) take(name);
  }
  return [...files].sort();
}

/** Write `offline.json`: which files the worker keeps, and which build they are of. */
function offlineFiles(): Plugin {
  return {
    name: "offline-files",
    generateBundle(_options, bundle) {
      const paths = filesOf(bundle, OFFLINE).map((name) => `/${name}`);
      const version = createHash("sha256").update(paths.join("\n")).digest("hex").slice(0, 16);
      this.emitFile({ type: "asset", fileName: "offline.json", source: JSON.stringify({ version, files: paths }) });
    },
  };
}

/** Name the files of the first page in `index.html`. */
function firstFiles(): Plugin {
  return {
    name: "first-files",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle }) =>
        filesOf(bundle ?? {}, FIRST)
          .filter((name) => !html.includes(`"/${name}"`))
          .map((name) => ({
            tag: "link",
            attrs: { rel: name.endsWith(".css") ? "stylesheet" : "modulepreload", crossorigin: true, href: `/${name}` },
            injectTo: "head" as const,
          })),
    },
  };
}

/** A compressed copy beside each file that gains by it, so that nobody compresses it again for every visitor. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir = "" }, bundle) {
      for (const name of Object.keys(bundle)) {
        const path = join(dir, name);
        if (!/\.(css|js|json|svg)$/.test(name) || statSync(path).size < 1024) continue;
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [vue(), offlineFiles(), firstFiles(), compressed()],
  server: { proxy: { "/api": api } },
  build: {
    target: "es2022",
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 1400, // MapLibre is one library of 1.1 MB; it comes beside the page, never before it
    // What several pages share comes as one file with the first of them: a page would else ask for a dozen small ones.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", test: SHARED, minShareCount: 2 }] } } },
  },
});
