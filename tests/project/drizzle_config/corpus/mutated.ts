// not known without running it: 1
const c: any = { out: 'a' };
c.out = 'b';
export default c;
