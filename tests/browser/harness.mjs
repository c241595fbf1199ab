// A list of named tests and a few assertions that say what they saw.
export const tests = [];

export function test(name, body) {
  tests.push({ name, body, isAlone: false });
}

/// A test that keeps the whole machine busy by itself, or changes what another one counts on.
export function testAlone(name, body) {
  tests.push({ name, body, isAlone: true });
}

export function check(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

export function same(seen, wanted, what) {
  if (seen !== wanted) throw new Error(`${what}: saw ${JSON.stringify(seen)}, wanted ${JSON.stringify(wanted)}`);
}
