// What our JavaScript keeps to: the page in apps/dashboard/js, the tag, their tests here.
import js from '@eslint/js';
import globals from 'globals';

// Ways by which a text of the data could become a part of the page.
const unsafe = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'document.write'];

const rules = {
  'array-callback-return': 'error',
  complexity: ['error', 14],
  curly: ['error', 'multi-line'],
  'default-case-last': 'error',
  eqeqeq: 'error',
  'max-depth': ['error', 3],
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', 60],
  'max-params': ['error', 5],
  'no-else-return': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-shadow': ['error', { allow: ['draw', 'name'] }],
  'no-unused-vars': ['error', { ignoreRestSiblings: true, args: 'after-used' }],
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-template': 'error',
  'no-undef': 'error',
};

const ofPage = {
  'no-console': 'error',
  'no-restricted-properties': ['error', ...unsafe.map((property) => ({ property, message: 'Texts become text nodes.' }))],
};

export default [
  js.configs.recommended,
  { files: ['apps/dashboard/js/**/*.js'], languageOptions: { globals: globals.browser }, rules: { ...rules, ...ofPage } },
  {
    files: ['apps/dashboard/js/**/*.js'],
    ignores: ['apps/dashboard/js/api.js'],
    rules: { 'no-restricted-globals': ['error', { name: 'fetch', message: 'Only api.js talks to the server.' }] },
  },
  // The tag that pages of a site load: one function, so that it leaves nothing but its name there.
  {
    files: ['libattrib/http/attrib.js'],
    languageOptions: { sourceType: 'script', globals: globals.browser },
    rules: { ...rules, ...ofPage, 'max-lines-per-function': ['error', 100] },
  },
  // Functions that are given to a page run in the browser.
  { files: ['tests/browser/**/*.mjs', 'tests/clients/**/*.mjs'], languageOptions: { globals: { ...globals.node, ...globals.browser } }, rules },
  { files: ['tests/citus/**/*.mjs'], languageOptions: { globals: globals.node }, rules },
];
