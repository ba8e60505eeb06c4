/**
 * Only store/ asks the database: who calls it names what it wants done, and finds the statement beside others of its
 * kind. A unit of work is passed on; its `tx`, and a pool's `query`, are nobody else's.
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
