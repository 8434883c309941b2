export { type ConnectionFile, changeConnection, type Profile, readConnection, writeConnection } from './profiles.ts';
export { resolveSettings, type Settings, type SettingsOptions } from './settings.ts';
