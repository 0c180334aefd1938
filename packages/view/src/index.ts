export * from './components.js'
