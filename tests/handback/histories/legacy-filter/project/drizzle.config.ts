import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./schema.ts",
  out: "./migrations",
  schemaFilter: ["public"],
  tablesFilter: ["!spatial_ref_cache", "!job_*"],
});
