// Writes the named numbers of the built modules where they are used, with their names as comments: bundlers leave them as
// variables, and so neither compute with them nor drop what falls away then (1.2 kB of gzip where an application has the
// package). Of other modules only what is a plain number there: TypeScript declares it as such, and so emits anew whoever
// uses it when it changes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const CONSTANT = /^[A-Z][A-Z0-9_]*$/

const modules = new Map()
for (const path of readdirSync(dist, { recursive: true })) {
  if (!path.endsWith('.js') || path.endsWith('.generated.js')) continue
  const text = readFileSync(join(dist, path), 'utf8')
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS)
  modules.set(normalize(path), { path, text, file, ...namesOf(file) })
}
for (const module of modules.values()) {
  const edits = usesOf(module)
    .map((node) => ({ node, value: numberOf(module, node.text) }))
    .filter(({ value }) => value !== null && Number.isFinite(value) && !Object.is(value, -0))
    .sort((a, b) => b.node.getStart() - a.node.getStart())
  let { text } = module
  for (const { node, value } of edits) {
    const key = ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ` : ''
    const number = value < 0 ? `(${value})` : `${value}`
    text = `${text.slice(0, node.getStart())}${key}${number} /* ${node.text} */${text.slice(node.getEnd())}`
  }
  if (edits.length > 0) writeFileSync(join(dist, module.path), text)
}

/** The constants of a module, and what it imports under which name. */
function namesOf(file) {
  const constants = new Map()
  const imported = new Map()
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement) && statement.declarationList.flags & ts.NodeFlags.Const) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && CONSTANT.test(name.text) && initializer) constants.set(name.text, initializer)
      }
    }
    const names = ts.isImportDeclaration(statement) && statement.importClause?.namedBindings
    if (!names || !ts.isNamedImports(names) || !statement.moduleSpecifier.text.startsWith('.')) continue
    const from = normalize(join(file.fileName, '..', statement.moduleSpecifier.text))
    for (const { name, propertyName } of names.elements) {
      imported.set(name.text, { from, name: (propertyName ?? name).text })
    }
  }
  return { constants, imported }
}

/** The number that a name stands for in a module, or null. */
function numberOf(module, name) {
  const initializer = module.constants.get(name)
  if (initializer !== undefined) return evaluate(module, initializer)
  const source = module.imported.get(name)
  const literal = source && modules.get(source.from)?.constants.get(source.name)
  return literal ? plainNumber(literal) : null
}

function plainNumber(node) {
  if (ts.isNumericLiteral(node)) return Number(node.text)
  const isNegative = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken
  return isNegative && ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : null
}

function evaluate(module, node) {
  if (ts.isParenthesizedExpression(node)) return evaluate(module, node.expression)
  if (ts.isIdentifier(node)) return numberOf(module, node.text)
  if (!ts.isBinaryExpression(node)) return plainNumber(node)
  const a = evaluate(module, node.left)
  const b = evaluate(module, node.right)
  if (a === null || b === null) return null
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
      return a + b
    case ts.SyntaxKind.MinusToken:
      return a - b
    case ts.SyntaxKind.AsteriskToken:
      return a * b
    case ts.SyntaxKind.SlashToken:
      return a / b
    case ts.SyntaxKind.LessThanLessThanToken:
      return a << b
    case ts.SyntaxKind.AsteriskAsteriskToken:
      // Only what is exact in any engine.
      return [a, b, a ** b].every(Number.isSafeInteger) ? a ** b : null
    default:
      return null
  }
}

/** Where a module reads a name that is declared nowhere but at its top. */
function usesOf(module) {
  const uses = []
  const declarations = new Map()
  const visit = (node) => {
    if (ts.isIdentifier(node) && CONSTANT.test(node.text)) {
      const { parent } = node
      const isName = parent.name === node || parent.propertyName === node
      if (!isName || ts.isShorthandPropertyAssignment(parent)) uses.push(node)
      else if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) {
        declarations.set(node.text, (declarations.get(node.text) ?? 0) + 1)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(module.file)
  return uses.filter(({ text }) => (declarations.get(text) ?? 0) === (module.constants.has(text) ? 1 : 0))
}
