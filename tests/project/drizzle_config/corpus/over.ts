// not known without running it: 2
const f = () => ({ out: 'z' });
export default { out: 'a', ...f(), schema: 's' };
