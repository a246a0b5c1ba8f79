const m = process.env.DOT;
export default { out: m, schema: process.env.QUOTED };
