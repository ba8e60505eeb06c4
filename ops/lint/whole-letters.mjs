/**
 * ESLint rule: text is truncated to a number of UTF-16 code units only with `cut` of domain/text/cut.ts, which does not
 * split a surrogate pair. A lone surrogate cannot be stored (PostgreSQL's jsonb answers with SQLSTATE 22P02). Slicing
 * at a position that was found in the text is not covered by this rule.
 */
import ts from 'typescript';

/** Smaller numbers slice text of a fixed format, such as the date or hour of a timestamp. */
const FEW = 50;
const CUTS = new Set(['slice', 'substring', 'substr']);

/** Whether an argument is a length limit: a number of at least FEW, or a constant in capitals. */
function isLimit(node) {
  if (node?.type === 'Literal') return typeof node.value === 'number' && node.value >= FEW;
  return node?.type === 'Identifier' && /^[A-Z][A-Z\d_]*$/.test(node.name);
}

function isText(type) {
  const parts = type.isUnion() ? type.types : [type];
  const told = parts.filter(part => (part.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0);
  return told.length > 0 && told.every(part => (part.flags & ts.TypeFlags.StringLike) !== 0);
}

export const wholeLetters = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { torn: 'Texts are cut with `cut` of domain/text/cut.ts: no character is torn in two.' },
  },
  create(context) {
    const { getTypeAtLocation } = context.sourceCode.parserServices;
    return {
      CallExpression(node) {
        const {
          callee,
          arguments: [from, to],
        } = node;
        if (callee.type !== 'MemberExpression' || !CUTS.has(callee.property.name)) return;
        if (from?.type !== 'Literal' || from.value !== 0 || !isLimit(to)) return;
        if (isText(getTypeAtLocation(callee.object))) context.report({ node, messageId: 'torn' });
      },
    };
  },
};
