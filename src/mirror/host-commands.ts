/**
 * The commands that run at the host: what tmux had when tmate was made of it,
 * with the flags it took then. A command a guest gives is read by this table
 * and sent on as words; nothing of it happens here. Read by commands.ts.
 */

/** What -t means: it is filled in where a guest's choice must not hit something else. */
export type HostTarget = "pane" | "window" | "session" | "none";

export interface HostCommand {
	readonly name: string;
	readonly alias?: string;
	/** Flags, as in ArgumentsSpec. */
	readonly template: string;
	readonly target: HostTarget;
}

/** name alias template target */
const ROWS = `
break-pane breakp dPF:s:t: none
capture-pane capturep ab:CeE:JpPqS:t: pane
clear-history clearhist t: pane
copy-mode - eMt:u pane
delete-buffer deleteb b: none
join-pane joinp bdhvp:l:s:t: none
kill-pane killp at: pane
kill-server - - none
kill-session - aCt: session
kill-window killw at: window
last-pane lastp det: window
last-window last t: session
link-window linkw adks:t: none
load-buffer loadb b: none
move-pane movep bdhvp:l:s:t: none
move-window movew adkrs:t: none
new-session new Ac:dDEF:n:Ps:t:x:y: none
new-window neww ac:dF:kn:Pt: none
next-layout nextl t: window
next-window next at: session
paste-buffer pasteb db:prs:t: pane
pipe-pane pipep ot: pane
previous-layout prevl t: window
previous-window prev at: session
rename-session rename t: session
rename-window renamew t: window
resize-pane resizep DLRt:Ux:y:Z pane
respawn-pane respawnp kt: pane
respawn-window respawnw kt: window
rotate-window rotatew Dt:U window
run-shell run bt: pane
save-buffer saveb ab: none
select-layout selectl nopt: window
select-pane selectp DdegLlMmP:Rt:U pane
select-window selectw lnpTt: window
send-prefix - 2t: pane
set-buffer setb ab:n:t: none
set-environment setenv grt:u none
source-file source q none
split-window splitw bc:dF:hIl:p:Pt:v pane
start-server start - none
swap-pane swapp dDs:t:U pane
swap-window swapw ds:t: window
unlink-window unlinkw kt: window
wait-for wait LSU none
`;

export const HOST_COMMANDS: readonly HostCommand[] = ROWS.trim()
	.split("\n")
	.map((row) => {
		const [name = "", alias, template, target] = row.split(" ");
		return {
			name,
			...(alias === "-" || alias === undefined ? {} : { alias }),
			template: template === "-" || template === undefined ? "" : template,
			target: target as HostTarget,
		};
	});

/** Commands whose answer the host would print at its own terminal, or nowhere. */
export const UNAVAILABLE: readonly (readonly [name: string, alias: string | undefined])[] = [
	["choose-buffer", undefined],
	["list-buffers", "lsb"],
	["show-buffer", "showb"],
	["show-environment", "showenv"],
	["server-info", "info"],
	["lock-client", "lockc"],
	["lock-server", "lock"],
	["lock-session", "locks"],
];
