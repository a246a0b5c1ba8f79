export default { out: process.env.EMPTY || 'x', schema: process.env.EMPTY ?? 'y', casing: process.env.NO ?? 'z' };
