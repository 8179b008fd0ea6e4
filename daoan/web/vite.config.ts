import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

/** The API to talk to while developing: `DAOAN_API=http://127.0.0.1:8000 npm run dev`. */
const api = process.env.DAOAN_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [vue()],
  server: { proxy: { "/api": api } },
  build: {
    target: "es2022",
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 1400, // MapLibre is one library of 1.1 MB; it comes beside the page, never before it
  },
});
