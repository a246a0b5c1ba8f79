import path, { join } from 'node:path';
export default { out: path.join('a', '..', 'b', 'c'), schema: join('./x', 'y') };
