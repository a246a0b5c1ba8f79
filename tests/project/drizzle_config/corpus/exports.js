exports.default = { dialect: "postgresql", out: "f", schema: ["a", "b"] };
