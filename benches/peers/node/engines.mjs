// What a JavaScript developer would wire by hand: a template engine, JSON.parse, ajv.
// Nothing here needs Node: a page in a browser measures with the same engines.
import Ajv2020 from 'ajv/dist/2020.js'
import { Liquid } from 'liquidjs'
import nunjucks from 'nunjucks'

// An engine reads a profile from a line of JSON, and prepares a template. What comes of it has `send`, from a profile to
// the text of a payload that is right or undefined, and `render` and `validate`, if these are separate.
export const engines = {
  nunjucks: peer((source) => {
    const environment = new nunjucks.Environment(null, { autoescape: false })
    const template = nunjucks.compile(source, environment)
    return (user) => template.render(user)
  }),
  liquidjs: peer((source) => {
    const liquid = new Liquid()
    liquid.registerFilter('title', title)
    const template = liquid.parse(source)
    return (user) => liquid.renderSync(template, user)
  }),
}

function peer(compile) {
  return {
    read: (line) => JSON.parse(line),
    prepare(source, validate) {
      const render = compile(source)
      return {
        render,
        validate,
        send(user) {
          const text = render(user)
          const payload = parse(text)
          return payload !== undefined && validate(payload) ? text : undefined
        },
      }
    },
  }
}

function title(text) {
  return text.replace(/\S+/g, (word) => word[0].toUpperCase() + word.slice(1).toLowerCase())
}

export function validator(schema) {
  return new Ajv2020.default({ strict: false, validateFormats: false }).compile(schema)
}

// A payload that is JSON, or undefined.
export function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
