"""The tools whose histories are read, one module each."""

from journal.adopt.history import Tool
from journal.adopt.tools import dbmate, flyway, goose, knex, node_pg_migrate, prisma, sequelize, supabase, typeorm

TOOLS: dict[str, Tool] = {
    one.TOOL.name: one.TOOL
    for one in (prisma, supabase, dbmate, goose, flyway, node_pg_migrate, knex, sequelize, typeorm)
}
