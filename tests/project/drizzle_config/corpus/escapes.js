module.exports = { out: 'a\x41\u0042\t\'\\', schema: "\ud83d\ude00", casing: 'a\
b' };
