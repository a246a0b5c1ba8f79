// not known without running it: 1
process.env.URL = 'mine';
export default { out: process.env.URL, schema: 's' };
