// The core team's tables, as far as this module points at them. drizzle-kit is not shown this file.
import { bigint, pgSchema, uuid } from "drizzle-orm/pg-core";

const core = pgSchema("core");

export const users = core.table("users", { id: uuid("id").primaryKey() });
export const orders = core.table("orders", { id: bigint("id", { mode: "number" }).primaryKey() });
