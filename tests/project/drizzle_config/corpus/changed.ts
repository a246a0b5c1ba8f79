// not known without running it: 1
let out = 'a';
if (process.env.URL) out = 'b';
export default { out, schema: 's' };
