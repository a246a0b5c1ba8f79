const { defineConfig: d } = require("drizzle-kit");
module.exports = d({ out: "e" });
