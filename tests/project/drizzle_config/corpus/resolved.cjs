const { resolve } = require('path');
module.exports = { out: resolve(__dirname, 'x'), schema: resolve('y') };
