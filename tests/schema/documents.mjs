// Fixtures by chance, the same for the same seed: written by the schema, then changed somewhere.
import { resolve, schema } from './files.mjs';

/** A source of chance (mulberry32): numbers from 0 up to 1. */
export function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS = [
  'a', 'b', 'acs:SourceIp', 'ice:*', '*', '2s', '1m30s', '0s', '7h5ms', '文字', 'a b',
  '2026-02-06T18:53:34.001+08:00', '2026-02-30T00:00:00Z', 'acs:ice:*:1:*', 'cat.png', 'aGk=',
];
const ODDITIES = [
  '', ' ', '\0', '\u00a0', '\u2028', 'a,b', 'a\nb', 'x'.repeat(256), '中'.repeat(256), '2 s',
  '1s2m', '٣s', '99999999999h', 0, -0, 1, -1, 1.5, 1e30, 1e-7, 9007199254740993, true, false, null,
  [], {}, [[]], [''], { a: 1 },
];

export class Writer {
  constructor(random) {
    this.random = random;
    this.unique = 0;
  }

  one(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** A value that mostly fits `part` of the schema. */
  value(part, name) {
    const rule = resolve(part);
    if (rule.enum) return this.one(rule.enum);
    switch (Array.isArray(rule.type) ? this.one(rule.type) : rule.type) {
      case 'object':
        return this.object(rule);
      case 'array':
        return this.list(rule);
      case 'integer':
        return Math.round(this.number(rule));
      case 'number':
        return this.number(rule);
      case 'boolean':
        return this.random() < 0.5;
      default:
        return this.text(rule, name);
    }
  }

  number(rule) {
    const least = rule.minimum ?? rule.exclusiveMinimum ?? 0;
    const most = Math.min(rule.maximum ?? 1000, least + 1000);
    return this.one([least, most, least + (most - least) * this.random()]);
  }

  text(rule, name) {
    if (/Id$/.test(name)) return `id-${this.unique++}`;
    return this.random() < 0.6 && rule.examples ? this.one(rule.examples) : this.one(WORDS);
  }

  list(rule) {
    const length = (rule.minItems ?? 0) + Math.floor(this.random() * 3);
    return Array.from({ length }, () => this.value(rule.items, ''));
  }

  object(rule) {
    const required = rule.required ?? [];
    const written = {};
    for (const [key, part] of Object.entries(rule.properties ?? {})) {
      if (required.includes(key) || this.random() < 0.4) written[key] = this.value(part, key);
    }
    if (rule.additionalProperties?.type || rule.additionalProperties?.$ref) {
      written[this.one(WORDS)] = this.value(rule.additionalProperties, '');
    }
    this.obey(rule.allOf ?? [], written);
    return written;
  }

  /** Keeps two keys that exclude each other apart, mostly; the rules say which those are. */
  obey(rules, written) {
    for (const { not } of rules) {
      const both = not.anyOf?.find(({ required }) => required?.length === 2)?.required;
      if (!both || this.random() < 0.1) continue;
      const [kept, dropped] = this.random() < 0.5 ? both : [...both].reverse();
      delete written[dropped];
      written[kept] ??= this.one([WORDS[0], 'Created', [{ Status: 'Created' }], '*', 'ice:*']);
    }
  }

  document() {
    return this.value(schema, '');
  }

  /** Changes something somewhere in `document`, in place. */
  change(document) {
    const places = [];
    const visit = (node) => {
      for (const key of Object.keys(node)) {
        places.push([node, key]);
        if (node[key] !== null && typeof node[key] === 'object') visit(node[key]);
      }
    };
    visit(document);
    if (places.length === 0) return;
    const [node, key] = this.one(places);
    const drop = () => (Array.isArray(node) ? node.splice(Number(key), 1) : delete node[key]);
    const add = (value) => (
      Array.isArray(node) ? node.push(value) : (node[this.one(places)[1]] = value));
    this.one([
      drop,
      () => (node[key] = structuredClone(this.one(ODDITIES))),
      () => (node[key] = this.one(WORDS)),
      () => (node[key] = structuredClone(this.one(places)[0])),
      () => add(structuredClone(this.one([...ODDITIES, ...WORDS]))),
    ])();
  }

  /** JSON, in which a whole number may be written as 1.0 or 1e0. */
  json(value) {
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e15) {
      return value + this.one(['', '', '', '.0', 'e0', '.00e+0']);
    }
    if (Array.isArray(value)) return `[${value.map((element) => this.json(element)).join(',')}]`;
    if (value === null || typeof value !== 'object') return JSON.stringify(value);
    const fields = Object.entries(value).map(
      ([key, field]) => `${JSON.stringify(key)}:${this.json(field)}`);
    return `{${fields.join(',')}}`;
  }
}
