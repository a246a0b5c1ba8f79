// not known without running it: 2
const p = process.env.NODE_ENV === 'production';
export default { out: p ? 'a' : 'b', breakpoints: !p };
