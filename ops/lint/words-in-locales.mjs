/**
 * ESLint rule: no text stands in a component; words stand in web/src/locales, for each language. What people read or hear
 * is looked at wherever it is: between tags, in attributes such as `aria-label`, and in `label: …` of lists that menus
 * are made of. Not `eslint-plugin-i18next`: it does not look into what stands in an attribute
 * (`rightSection={<ActionIcon aria-label="Delete" />}`), and knows by a list of all others what is no text.
 */

/** Names, which are the same in every language. */
const NAMES = new Set(['SigFollow', 'WhatsApp']);
const READ =
  /^(alt|caption|description|error|heading|label|legend|message|nothingFoundMessage|placeholder|summary|text|title|aria-(description|label|placeholder|roledescription|valuetext))$|Label$/;
const READ_PROPERTIES = /^(description|heading|label|placeholder|title|aria-label)$/;

/** Addresses, as examples of what one writes into a box. */
const ADDRESS = /https?:\/\/\S+|[\w-]+(\.[\w-]+)*\.[a-z]{2,}\S*/g;

const isWords = text => {
  const rest = text
    .replace(ADDRESS, '')
    .split(/[^\p{L}\p{M}]+/u)
    .filter(word => !NAMES.has(word));
  return rest.some(word => /\p{L}{2}/u.test(word));
};

/** The texts that an expression may become. What is called or named is looked at where it is. */
function textsOf(node) {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return [...node.quasis.map(each => each.value.cooked ?? ''), ...node.expressions.flatMap(textsOf)];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(textsOf);
    case 'LogicalExpression':
      return (node.operator === '&&' ? [node.right] : [node.left, node.right]).flatMap(textsOf);
    case 'BinaryExpression':
      return node.operator === '+' ? [node.left, node.right].flatMap(textsOf) : [];
    case 'ArrayExpression':
      return node.elements.flatMap(textsOf);
    case 'JSXExpressionContainer':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return textsOf(node.expression);
    default:
      return [];
  }
}

const keyOf = key => (key.type === 'Identifier' ? key.name : key.value);

export const wordsInLocales = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      words: 'Words stand in web/src/locales/<language>/<namespace>.json (docs/workbench.md), not here: “{{text}}”.',
    },
  },
  create(context) {
    const report = (node, texts) => {
      const text = texts.find(isWords);
      if (text !== undefined) context.report({ node, messageId: 'words', data: { text: text.trim() } });
    };
    return {
      JSXText: node => report(node, [node.value]),
      JSXExpressionContainer(node) {
        if (node.parent.type !== 'JSXAttribute') report(node, textsOf(node));
      },
      JSXAttribute(node) {
        if (node.name.type === 'JSXIdentifier' && READ.test(node.name.name)) report(node, textsOf(node.value));
      },
      Property(node) {
        if (!node.computed && READ_PROPERTIES.test(keyOf(node.key))) report(node, textsOf(node.value));
      },
    };
  },
};
