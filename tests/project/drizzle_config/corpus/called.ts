// not known without running it: 2
const f = () => 'x';
export default { out: f(), schema: 's', dbCredentials: { url: 'a' + f() } };
