// not known without running it: 1
export default { dbCredentials: { port: Number(process.env.PORT ?? 1), database: String(5) } };
