// not known without running it: 1
const p = process.env.NODE_ENV === 'production';
export default { out: p ? 'a' : 'b', breakpoints: !p };
