/**
 * ESLint rule: only store/ accesses the database. Other code calls a function of store/, where statements of one kind
 * are kept together. It may pass a unit of work on, but use neither its `tx`, nor raw queries, nor `query` of a pool.
 */
const RAW = /^\$(query|execute)Raw/;
const isTx = node => !node.computed && node.property?.type === 'Identifier' && node.property.name === 'tx';

export const databaseInStore = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { outside: 'Only store/ touches the database: call a function of store/ that says what is wanted.' },
  },
  create(context) {
    const report = node => context.report({ node, messageId: 'outside' });
    return {
      MemberExpression(node) {
        if (isTx(node) && node.parent.type === 'MemberExpression') report(node);
        if (node.object.type === 'Identifier' && node.object.name === 'tx') report(node);
        if (node.property.type === 'Identifier' && RAW.test(node.property.name)) report(node);
        if (
          node.property.type === 'Identifier' &&
          node.property.name === 'query' &&
          node.object.type === 'Identifier' &&
          /pool$/i.test(node.object.name)
        )
          report(node);
      },
    };
  },
};
