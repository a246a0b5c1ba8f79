process.loadEnvFile('more.env');
export default { out: process.env.MORE, schema: process.env.URL };
