// Runs a program in a folder of its own below the packages, as a user's project is.
import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MS = 180_000; // of patience with a machine that has other work
const project = fileURLToPath(new URL('..', import.meta.url));
const work = path.join(project, 'work');

export const packages = path.join(project, 'node_modules');
export const readme = readFileSync(path.join(packages, 'fake-ice/README.md'), 'utf8');

/** This environment with changes; undefined takes a variable away. */
export function environment(changes) {
  // A test runner that starts another must not be taken for its worker.
  const own = ['NODE_TEST_CONTEXT', 'NODE_OPTIONS', 'FORCE_COLOR'];
  const both = Object.entries({ ...process.env, NO_COLOR: '1', ...changes });
  return Object.fromEntries(
    both.filter(([name, value]) => value !== undefined && !own.includes(name)),
  );
}

/** Exit code and output of `node ARGUMENTS` beside these files. */
export function runNode(files, args, variables = {}) {
  return run(process.execPath, files, args, variables);
}

/** The same of a workflow in README.md. These tests run in a folder below the repository's. */
export function runWorkflow(files) {
  const script = new URL('../../../../tests/kits/workflow.py', import.meta.url);
  return run('python3', files, [fileURLToPath(script), 'README.md'], {});
}

async function run(program, files, args, variables) {
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(path.join(work, 'run-'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), text);
  }
  try {
    return await new Promise((resolve) => {
      const options = { cwd: folder, env: environment(variables), timeout: MS };
      execFile(program, args, options, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, output: stdout + stderr }),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const vitest = [path.join(packages, 'vitest/vitest.mjs'), 'run'];
export const jest = [path.join(packages, 'jest/bin/jest.js'), '--rootDir', '.'];
