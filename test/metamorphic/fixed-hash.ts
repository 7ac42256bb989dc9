/**
 * Imported before all else. Hashes of flows have another seed in each run (src/flow/registry.ts), on which it depends now and then
 * whether a copy is recognised; here it is always the same one, so that a violation is found again.
 */
Math.random = () => 0.5;
