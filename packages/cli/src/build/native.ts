import type { Plugin } from 'esbuild';

const LOADERS =
  /^(?:bindings|node-gyp-build|node-pre-gyp|@mapbox\/node-pre-gyp|prebuild-install|nan|ffi-napi|node-addon-api)$/;

/** Refuses native modules: a bundle runs on every system and installs nothing. */
export function refuseNativeModules(): Plugin {
  const refusal = (path: string) => ({
    errors: [
      {
        text: `\`${path}\` is or loads a native module, which runs on one system only.`,
        detail: {
          rule: 'build/native-module',
          fix: 'Use a package in JavaScript or WebAssembly instead.',
        },
      },
    ],
  });
  return {
    name: 'rolekit-native-modules',
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path }) => refusal(path));
      build.onResolve({ filter: LOADERS }, ({ path }) => refusal(path));
    },
  };
}
