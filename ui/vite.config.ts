import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** Keeps the woff2 files only, and waits for a font instead of showing empty boxes first. */
function bundledFonts(): Plugin {
  return {
    name: "bundled-fonts",
    enforce: "pre",
    transform(code, id) {
      if (!/@fontsource.*\.css$/.test(id)) return null;
      return code
        .replace(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, "")
        .replace(/font-display: swap/g, "font-display: block");
    },
  };
}

export default defineConfig({
  plugins: [bundledFonts(), svelte()],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  // The page's policy allows no data: addresses, so nothing is inlined.
  build: { target: "safari16", assetsInlineLimit: 0, chunkSizeWarningLimit: 1024 },
});
