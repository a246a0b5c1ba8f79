import { defineConfig, type Config } from "drizzle-kit";
const c = defineConfig({ dialect: "postgresql" });
export { c as default };
