// A file of our own, so that the development server bundles what the worker imports, CommonJS included.
import 'monaco-graphql/esm/graphql.worker.js';
