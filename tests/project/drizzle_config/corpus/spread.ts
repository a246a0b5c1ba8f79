const b = { out: 'x', casing: 'camelCase' };
export default { ...b, out: 'y', ...(false && { out: 'z' }) };
