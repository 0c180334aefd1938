export { escapeHtml } from './report/html.js'
