// not known without running it: 1
import { env } from 'node:process';
import { x } from './x';
export default { out: env.URL, schema: x };
