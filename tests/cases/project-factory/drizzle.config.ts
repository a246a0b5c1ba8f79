import { defineConfig } from "drizzle-kit";
export default defineConfig({
  dialect: "postgresql",
  schema: "./schema.ts",
  out: "./migrations",
  schemaFilter: ["Plant", "shared"],
  dbCredentials: { url: process.env.DATABASE_URL! },
});
