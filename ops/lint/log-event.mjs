/**
 * ESLint rule: every log line has an `event` that stays the same between releases, because alerts and searches rely on
 * it; the message may be reworded. docs/runbook.md lists all events (test/house/log-events.test.ts).
 */
const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
const isLog = node =>
  (node.type === 'Identifier' && node.name === 'log') ||
  (node.type === 'MemberExpression' && (node.property.name === 'log' || node.property.name === '#log')) ||
  (node.type === 'MemberExpression' && node.property.type === 'PrivateIdentifier' && node.property.name === 'log');
const isEvent = property =>
  property.type === 'Property' &&
  property.key.name === 'event' &&
  property.value.type === 'Literal' &&
  /^[a-z]+(_[a-z]+)*$/.test(property.value.value);

export const logEvent = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { nameless: 'A log line begins with an object whose `event` names what happened, in words_like_these.' },
  },
  create(context) {
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.computed || !LEVELS.has(callee.property.name)) return;
        if (!isLog(callee.object)) return;
        const [first] = node.arguments;
        if (first?.type !== 'ObjectExpression' || !first.properties.some(isEvent))
          context.report({ node, messageId: 'nameless' });
      },
    };
  },
};
