export default { dbCredentials: { port: Number(process.env.PORT ?? 1), database: String(5) } };
