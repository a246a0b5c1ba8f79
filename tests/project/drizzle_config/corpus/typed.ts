import { defineConfig, type Config } from "drizzle-kit";
const config: Config = { dialect: "postgresql", out: "b" };
export default config;
