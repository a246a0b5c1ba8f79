import { defineConfig, type Config } from "drizzle-kit";
export default { dialect: 'postgresql', out: 'a', breakpoints: false } satisfies Config;
