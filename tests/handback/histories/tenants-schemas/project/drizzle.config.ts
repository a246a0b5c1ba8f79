import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./schema.ts",
  out: "./migrations",
  schemaFilter: ["core", "billing"],
  migrations: { schema: "ops", table: "schema_history", prefix: "timestamp" },
});
