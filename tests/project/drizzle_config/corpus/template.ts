// not known without running it: 1
const at = 'db';
export default { out: `./${at}/${1 + ''}\n\u{1F600}`, schema: `a\`b` };
