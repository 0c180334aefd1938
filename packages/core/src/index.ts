export { InputError, type ErrorCode } from './errors.js'
