const all = { db: { url: 'u' }, 'o-ut': 'w' };
export default { out: all['o-ut'], dbCredentials: all.db };
