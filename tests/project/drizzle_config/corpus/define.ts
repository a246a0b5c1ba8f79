import { defineConfig, type Config } from "drizzle-kit";
export default defineConfig({ dialect: "postgresql", out: "./drizzle", schema: "./s.ts" });
