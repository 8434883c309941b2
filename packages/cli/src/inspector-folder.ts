/** Script, style sheet and icon of the inspector page, as they are served; beside `src` as well as beside `dist`. */
export const INSPECTOR_FOLDER = new URL('../inspector/', import.meta.url);
