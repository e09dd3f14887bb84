import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      // as the bundle has them: style sheets are texts
      name: "css-as-text",
      enforce: "pre",
      transform: (code, id) =>
        id.endsWith(".css") ? { code: `export default ${JSON.stringify(code)}`, moduleType: "js" } : null,
    },
  ],
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "happy-dom",
  },
});
