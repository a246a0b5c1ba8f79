// not known without running it: 1
const { URL: url, NO = 'no' } = process.env;
export default { dbCredentials: { url, user: NO } };
