export default { dbCredentials: { url: process.env.URL!, host: process.env['URL'] as string } };
