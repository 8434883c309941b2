/** The mark of the registry: a parcel with a role's badge. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="3" y="3" width="26" height="26" rx="7" fill="#4f46e5"/><path d="M10 23V9.5h6.6a4.4 4.4 0 0 1 1.2 8.6L22 23h-3.6l-3.8-4.6h-1.7V23zm2.9-7.1h3.4a1.9 1.9 0 0 0 0-3.8h-3.4z" fill="#fff"/></svg>`;
