export { type Baseline, compareSurface, hostsOf, type Surface, surfaceOf } from './compare.ts';
export { componentsOf } from './components.ts';
export { foldersOf } from './folders.ts';
export { baselineOf, leastVersion, stepOf, tooLow } from './version-step.ts';
