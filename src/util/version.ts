/**
 * The versions comux says. package.json holds the same number; a test compares.
 */

/** Version of comux. */
export const version = "0.1.0";

/** Version of tmux whose behaviour this is; said under the name tmux and by #{version}. */
export const tmuxVersion = "3.8";
