const key = 'out';
export default { [key]: 'k', 'schema': 's', dbCredentials: { ssl: { ca: 'x' } } };
