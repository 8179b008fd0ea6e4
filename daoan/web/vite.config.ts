import { createHash } from "node:crypto";
import vue from "@vitejs/plugin-vue";
import { defineConfig, type Plugin } from "vite";

/** The API to talk to while developing: `DAOAN_API=http://127.0.0.1:8000 npm run dev`. */
const api = process.env.DAOAN_API ?? "http://127.0.0.1:8000";

/** What must open without a network; all that these import comes with them. */
const OFFLINE = ["src/main.ts", "src/start.ts", "src/pages/SignIn.vue", "src/pages/AdvicePage.vue"];

/** Write `offline.json`: which files the worker keeps, and which build they are of. */
function offlineFiles(): Plugin {
  return {
    name: "offline-files",
    generateBundle(_options, bundle) {
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
        if (OFFLINE.some((page) => of.some((id) => id.split("?")[0]?.endsWith(page)))) take(name);
      }
      const paths = [...files].sort().map((name) => `/${name}`);
      const version = createHash("sha256").update(paths.join("\n")).digest("hex").slice(0, 16);
      this.emitFile({ type: "asset", fileName: "offline.json", source: JSON.stringify({ version, files: paths }) });
    },
  };
}

export default defineConfig({
  plugins: [vue(), offlineFiles()],
  server: { proxy: { "/api": api } },
  build: {
    target: "es2022",
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 1400, // MapLibre is one library of 1.1 MB; it comes beside the page, never before it
  },
});
