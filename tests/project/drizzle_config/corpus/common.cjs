module.exports = { dialect: "postgresql", out: "c", migrations: { table: "t", schema: "s" } };
