/** How a commit is described: CONTRIBUTING.md, “Commits”. */
export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    'header-max-length': [2, 'always', 72],
    // The body says why in sentences; where a line of it breaks is the writer's choice.
    'body-max-line-length': [0],
    'footer-max-line-length': [0],
    // Names keep their letters: WhatsApp, PostgreSQL, Temporal.
    'subject-case': [0],
  },
};
