export default { test: { globalSetup: ['fake-ice/vitest'] } };
